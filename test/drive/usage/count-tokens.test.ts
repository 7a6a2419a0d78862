import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFiles } from '../../../src/adapters/fs/create-files.ts';
import { BACKENDS } from '../../../src/backends/index.ts';
import { readTail } from '../../../src/drive/usage/count-tokens.ts';
import { createFakeContext } from '../../fakes/context.ts';

let folder: string;
let file: string;
let bytesRead: number;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'csd-tail-'));
  file = path.join(folder, 'transcript.jsonl');
  bytesRead = 0;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TIME = Date.parse('2026-01-01T00:00:00Z');
const answer = (n: number, input: number, more: object = {}) =>
  JSON.stringify({
    type: 'assistant',
    timestamp: new Date(TIME + n * 1000).toISOString(),
    message: { id: `m${n}`, model: `model-${n}`, usage: { input_tokens: input, output_tokens: 1 } },
    ...more,
  });
const filler = (bytes: number) => JSON.stringify({ type: 'user', text: 'x'.repeat(bytes) });

async function tailOf(lines: string[], backend = 'claude') {
  writeFileSync(file, `${lines.join('\n')}\n`);
  const files = createFiles();
  const ctx = {
    ...createFakeContext(),
    files: {
      ...files,
      readBack: async (...asked: Parameters<typeof files.readBack>) => {
        const slice = await files.readBack(...asked);
        bytesRead += slice?.bytes.length ?? 0;
        return slice;
      },
    },
  };
  const found = BACKENDS.get(backend);
  if (!found) throw new Error(backend);
  return readTail(ctx, found, file);
}

test('the newest answer gives context and model, and little more than it is read', async () => {
  const lines = Array.from({ length: 500 }, (_, n) => answer(n, n));
  expect(await tailOf(lines)).toMatchObject({ contextUsed: 499, model: 'model-499', tokens: { input: null } });
  expect(bytesRead).toBeLessThanOrEqual(4096);
});

test('an answer behind long results, or behind those of a subagent, is searched for up to 64 KiB', async () => {
  expect(await tailOf([answer(1, 10), answer(2, 20), filler(50_000)])).toMatchObject({ contextUsed: 20 });
  const subagent = Array.from({ length: 100 }, (_, n) => answer(n + 5, 900, { isSidechain: true }));
  expect(await tailOf([answer(1, 10), ...subagent])).toMatchObject({ contextUsed: 10, model: 'model-1' });
  expect(await tailOf([answer(1, 10), filler(70_000)])).toMatchObject({ contextUsed: null, model: null });
  expect(bytesRead).toBeLessThanOrEqual(3 * 64 * 1024);
});

test('the later one of two adjacent answers counts, in either order', async () => {
  expect(await tailOf([answer(2, 20), answer(1, 10)])).toMatchObject({ contextUsed: 20, model: 'model-2' });
});

test('an agent that counts tokens itself reports them, and its model comes from an earlier record', async () => {
  const at = (n: number) => ({ timestamp: new Date(TIME + n * 1000).toISOString() });
  const context = JSON.stringify({ ...at(1), type: 'turn_context', payload: { model: 'gpt' } });
  const info = { total_token_usage: { input_tokens: 7, output_tokens: 3 }, last_token_usage: { total_tokens: 5 } };
  const count = JSON.stringify({ ...at(2), type: 'event_msg', payload: { type: 'token_count', info } });
  const tail = await tailOf([context, filler(20_000), count, filler(2000)], 'codex');
  expect(tail).toMatchObject({ contextUsed: 5, model: 'gpt', tokens: { input: 7, output: 3 } });
});
