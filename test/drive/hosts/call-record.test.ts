import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CallRequest } from '../../../src/contract/call.ts';
import { answerOnce } from '../../../src/drive/hosts/call-record.ts';
import { diskContext } from './remote.ts';

const ID = '0123456789abcdef0123456789abcdef';
const request: CallRequest = {
  protocol: { major: 1, minor: 0 },
  version: '1.0.0',
  operation: 'send',
  input: { session: 'job', prompt: 'secret' },
  id: ID,
};

test('one of many concurrent calls does the work, and all get its reply', async () => {
  const ctx = diskContext();
  let times = 0;
  const answer = async () => {
    times++;
    await ctx.clock.sleep(100);
    return { output: { times } };
  };
  const replies = await Promise.all(Array.from({ length: 8 }, () => answerOnce(ctx, ID, request, answer)));
  expect(replies).toEqual(replies.map(() => ({ output: { times: 1 } })));
});

test('a call whose process was killed is not repeated', async () => {
  const ctx = diskContext();
  const folder = join(ctx.folder, 'csd/calls');
  await answerOnce(ctx, ID, request, async () => ({ output: {} }));
  const file = join(folder, `${ID}.json`);
  const { asked } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ asked }));
  const reply = await answerOnce(ctx, ID, request, async () => expect.fail('it was done again'));
  expect(reply).toMatchObject({ failure: { code: 'unreachable', done: 'unknown', call_id: ID } });
});

test('the record is private, holds no prompt, and is removed after a day', async () => {
  const ctx = diskContext();
  await answerOnce(ctx, ID, request, async () => ({ output: { ok: true } }));
  const folder = join(ctx.folder, 'csd/calls');
  expect(readdirSync(folder)).toEqual([`${ID}.json`]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, `${ID}.json`)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, `${ID}.json`), 'utf8')).not.toContain('secret');
  const old = Date.now() / 1000 - 25 * 3600;
  utimesSync(join(folder, `${ID}.json`), old, old);
  const next = `f${ID.slice(1)}`;
  await answerOnce(ctx, next, { ...request, id: next }, async () => ({ output: {} }));
  expect(readdirSync(folder)).toEqual([`${next}.json`]);
});

test('a folder that others can write is refused', async () => {
  const ctx = diskContext();
  mkdirSync(join(ctx.folder, 'csd'), { recursive: true });
  mkdirSync(join(ctx.folder, 'csd/calls'));
  const { chmodSync } = await import('node:fs');
  chmodSync(join(ctx.folder, 'csd/calls'), 0o777);
  await expect(answerOnce(ctx, ID, request, async () => ({ output: {} }))).rejects.toMatchObject({
    code: 'bad_sidecar',
  });
});
