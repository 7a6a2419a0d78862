import { expect, test } from 'vitest';
import type { Signals } from '../../../src/detect/verdict/signals.ts';
import { keepEntry } from '../../../src/drive/recording/kept-entry.ts';

const PATH = '/t/one.jsonl';
const EARLIER = { turn: 3, outcome: 'submitted', at: 2, start: 'private too' } as const;
/** What is stored of an entry that was made when its transcript had this many bytes. */
const kept = (size: number, start = 0, path = PATH) =>
  keepEntry(
    {
      entry: { turn: 5, outcome: 'submitted', at: 4, start: 'private', transcript: { path, size }, earlier: [EARLIER] },
      screen: { kind: 'absent' },
    } as Partial<Signals> as Signals,
    { path: PATH, text: 'é\nbb\ncc\n', start },
  );

test.each([
  [0, 0],
  [1, 1],
  [3, 1],
  [4, 2],
  [6, 2],
  [9, 3],
  [99, 3],
])('the first %i bytes of the transcript are counted in lines, an incomplete one included', (size, lines) => {
  expect(kept(size)).toEqual({ turn: 5, outcome: 'submitted', at: 4, alike: [], lines });
  expect(kept(size + 1000, 1000)?.lines).toBe(lines);
});

test('a part that begins later has no lines, and another file has no number', () => {
  expect(kept(500, 1000)?.lines).toBe(0);
  expect(kept(6, 0, '/t/two.jsonl')?.lines).toBeNull();
});
