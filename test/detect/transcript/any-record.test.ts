import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BACKENDS } from '../../../src/backends/index.ts';
import type { Backend } from '../../../src/detect/agent/backend.ts';
import { readFacts, tellingLines } from '../../../src/detect/transcript/parse.ts';
import { foldTurn } from '../../../src/detect/transcript/turn.ts';
import { listFixtures } from '../fixture.ts';

/** Values that no agent writes in a place for something else. */
const WRONG = [null, -1, 'x', [null], { a: null }];

/**
 * The value with each of its parts, one at a time, replaced by every wrong value, and with a wrong value in front of
 * each list.
 */
function* spoilt(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  const put = (key: string, inner: unknown) =>
    Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
  for (const [key, inner] of Object.entries(value)) {
    for (const wrong of WRONG) yield put(key, wrong);
    for (const other of spoilt(inner)) yield put(key, other);
  }
  if (Array.isArray(value)) for (const wrong of WRONG) yield [wrong, ...value];
}

/** A record without its texts and numbers: two of one shape are read by the same rules. */
function shapeOf(record: unknown): string {
  return JSON.stringify(record, (key, value) => {
    if (typeof value === 'string') return ['type', 'subtype', 'operation', 'name', 'role'].includes(key) ? value : 's';
    return typeof value === 'number' ? 1 : value;
  });
}

/** One record of each shape that the fixtures of an agent have. */
function recordsOf(backend: string): unknown[] {
  const found = new Map<string, unknown>();
  for (const { folder } of listFixtures(backend)) {
    const file = join(folder, 'transcript.jsonl');
    if (!existsSync(file)) continue;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '' || line.length > 2500) continue;
      const record: unknown = JSON.parse(line);
      const shape = shapeOf(record);
      if (!found.has(shape)) found.set(shape, record);
    }
  }
  return [...found.values()];
}

const readers = ({
  transcript,
  usage,
  background,
}: Backend): Record<string, (record: unknown, line: string) => void> => ({
  turn: (_, line) => void foldTurn(readFacts([line], transcript)),
  'telling lines': (_, line) => void [...tellingLines(`${line}\n`, transcript)],
  record: (record) => void transcript.read(record),
  parts: (record) => void transcript.parts?.(record),
  writer: (record) => void transcript.writer?.(record),
  usage: (record) => void usage?.read(record),
  'where it goes on': (record) => void background?.continuedIn(record),
});

describe.each([...BACKENDS.values()].map((backend) => [backend.name, backend] as const))('%s', (name, backend) => {
  test('no record with a null, a number or anything else in place of any part makes a reader throw', () => {
    const records = recordsOf(name);
    expect(records.length).toBeGreaterThan(20);
    const thrown = new Map<string, string>();
    for (const record of records) {
      for (const one of spoilt(record)) {
        const line = JSON.stringify(one);
        for (const [what, read] of Object.entries(readers(backend))) {
          try {
            read(one, line);
          } catch (error) {
            thrown.set(`${what}: ${(error as Error).message}`, line.slice(0, 300));
          }
        }
      }
    }
    expect([...thrown]).toEqual([]);
  });
});
