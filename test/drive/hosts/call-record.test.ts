import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CallRequest } from '../../../src/contract/host-call.ts';
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

test('the record is private, holds no prompt, and is removed after a day if there are many newer ones', async () => {
  const ctx = diskContext();
  await answerOnce(ctx, ID, request, async () => ({ output: { ok: true } }));
  const folder = join(ctx.folder, 'csd/calls');
  expect(readdirSync(folder)).toEqual([`${ID}.json`]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, `${ID}.json`)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, `${ID}.json`), 'utf8')).not.toContain('secret');
  const old = Date.now() / 1000 - 25 * 3600;
  utimesSync(join(folder, `${ID}.json`), old, old);
  const before = (hours: number) => Date.now() / 1000 - hours * 3600;
  const newer = Array.from({ length: 100 }, (_, n) => `${n}`.padStart(32, 'a'));
  for (const id of newer) {
    writeFileSync(join(folder, `${id}.json`), '{}');
    utimesSync(join(folder, `${id}.json`), before(24.5), before(24.5));
  }
  const next = `f${ID.slice(1)}`;
  await answerOnce(ctx, next, { ...request, id: next }, async () => ({ output: {} }));
  expect(readdirSync(folder).sort()).toEqual([...newer, next].map((id) => `${id}.json`).sort());
});

test.each([1, 24, 24 * 365])('a call is not repeated after the clock was set %d hours on', async (hours) => {
  const ctx = diskContext();
  const other = (n: number) => `${n}`.padStart(32, '0');
  const once = async (id: string) => answerOnce(ctx, id, { ...request, id }, async () => ({ output: { id } }));
  await once(ID);
  const later = { ...ctx, clock: { ...ctx.clock, now: () => Date.now() + hours * 3_600_001 } };
  // Other calls come between, whose records are written with the time of the disk.
  for (let n = 1; n <= 5; n++)
    await answerOnce(later, other(n), { ...request, id: other(n) }, async () => ({ output: {} }));
  const again = () => answerOnce(later, ID, request, async () => expect.fail('it was done again'));
  expect(await again()).toEqual({ output: { id: ID } });
  expect(await again()).toEqual({ output: { id: ID } });
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
