import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHostWorld } from '../../../src/adapters/stream/host-world.ts';
import { FakeClock } from '../../fakes/clock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'csd-records-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const open = () =>
  createHostWorld(
    new FakeClock(),
    { records: at('records.jsonl'), state: at('state.json'), socket: at('s') },
    {} as ChildProcess,
  );
const record = (text: string) => `${JSON.stringify({ text })}\n`;
const lines = (name = 'records.jsonl') => readFileSync(at(name), 'utf8').split('\n').filter(Boolean);

test('a file left by a killed host is kept, and the next host continues after it on a new line', () => {
  open().append(record('one'), false);
  writeFileSync(at('records.jsonl'), `${record('one')}{"text":"half a li`);
  open().append(record('two'), false);
  expect(lines()).toEqual(['{"text":"one"}', '{"text":"half a li', '{"text":"two"}']);
  open().append(record('three'), false);
  expect(lines().at(-1)).toBe('{"text":"three"}');
  expect(statSync(at('records.jsonl')).mode & 0o777).toBe(0o600);
});

test('a long file is rotated as a whole at the end of a turn, once, and the next one begins with a checkpoint', () => {
  const world = open();
  const mebibyte = record('x'.repeat(1024 * 1024));
  for (let n = 0; n < 15; n++) world.append(mebibyte, false);
  world.rotate(() => record('too early'));
  expect(lines()).toHaveLength(15);
  world.append(mebibyte, false);
  world.rotate(() => record('checkpoint'));
  expect(lines('records.jsonl.1')).toHaveLength(16);
  world.append(record('after'), false);
  expect(lines()).toEqual([record('checkpoint').trim(), record('after').trim()]);
  // The file rotated before is removed: at most two files.
  for (let n = 0; n < 16; n++) world.append(mebibyte, false);
  world.rotate(() => record('checkpoint'));
  expect(lines('records.jsonl.1')[0]).toBe(record('checkpoint').trim());
});

test('within a single turn that is longer still, streamed text is no longer kept, and everything else is', () => {
  const world = open();
  const large = record('x'.repeat(8 * 1024 * 1024));
  for (let n = 0; n < 9; n++) world.append(large, false);
  world.append(record('a piece'), true);
  world.append(record('the whole'), false);
  const end = readFileSync(at('records.jsonl'))
    .subarray(9 * large.length)
    .toString();
  expect(end).toBe(record('the whole'));
});
