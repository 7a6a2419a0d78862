import { describe, expect, test } from 'vitest';
import type { TranscriptFact } from '../../../src/detect/transcript/facts.ts';
import { splitTurns, type Told } from '../../../src/detect/transcript/split-turns.ts';

const told = (...facts: TranscriptFact[]): Told<null> => ({ facts, kept: null });
const prompt = (at: number, text: string, synthetic = false) => told({ kind: 'prompt', at, text, synthetic });
const answer = (at: number, text: string, more = {}) =>
  told({ kind: 'answer', at, message: text, text, stop: 'end_turn', ...more });
const split = (records: Told<null>[], isNewest = true) =>
  splitTurns(records, isNewest).turns.map(({ prompt: asked, text, end }) => [asked, text, end]);

describe('turns of a transcript', () => {
  test('begin with a prompt of a person, oldest first', () => {
    expect(split([answer(0, 'before'), prompt(1, 'a'), answer(2, 'A'), prompt(3, 'b'), answer(4, 'B')])).toEqual([
      ['a', 'A', 'done'],
      ['b', 'B', 'done'],
    ]);
  });

  test('a record that stands before its prompt belongs to it, by its time', () => {
    expect(split([prompt(1, 'a'), answer(2, 'A'), answer(5, 'B'), prompt(5, 'b')])).toEqual([
      ['a', 'A', 'done'],
      ['b', 'B', 'done'],
    ]);
  });

  test('what the agent prompts itself with is a part of the turn', () => {
    expect(split([prompt(1, 'a'), answer(2, 'A'), prompt(3, 'woken', true), answer(4, 'More')])).toEqual([
      ['a', 'More', 'done'],
    ]);
  });

  test('only the newest turn can be open', () => {
    const records = [prompt(1, 'a'), prompt(3, 'b')];
    expect(split(records)).toEqual([
      ['a', '', 'interrupted'],
      ['b', '', 'open'],
    ]);
    expect(split(records, false).at(-1)).toEqual(['b', '', 'interrupted']);
  });

  test('failures and limits are told apart', () => {
    const failed = answer(2, '', { error: { message: 'overloaded' } });
    const limited = answer(4, '', { error: { message: 'limit', resets: '7pm' } });
    const records = [
      prompt(1, 'a'),
      failed,
      prompt(3, 'b'),
      limited,
      prompt(5, 'c'),
      told({ kind: 'interrupted', at: 6 }),
    ];
    expect(split(records).map(([, , end]) => end)).toEqual(['failed', 'limit', 'interrupted']);
  });

  test('each call of a tool counts once', () => {
    const tools = [{ id: '1', name: 'Bash', input: {} }];
    const records = [
      prompt(1, 'a'),
      told({ kind: 'answer', at: 2, message: 'm', tools }),
      told({ kind: 'answer', at: 2, message: 'm', tools }),
      told({ kind: 'answer', at: 3, message: 'n', tools: [{ id: '2', name: 'Bash', input: {} }] }),
    ];
    expect(splitTurns(records, true).turns[0]?.tools).toEqual({ Bash: 2 });
  });
});
