import { describe, expect, test } from 'vitest';
import type { TranscriptFact } from '../../../src/detect/transcript/facts.ts';
import { type RecordFacts, splitTurns } from '../../../src/detect/transcript/split-turns.ts';

const told = (...facts: TranscriptFact[]): RecordFacts<null> => ({ facts, kept: null });
const prompt = (at: number, text: string, synthetic = false) => told({ kind: 'prompt', at, text, synthetic });
const answer = (at: number, text: string, more = {}) =>
  told({ kind: 'answer', at, message: text, text, stop: 'end_turn', ...more });
const split = (records: RecordFacts<null>[], isNewest = true) =>
  splitTurns(records, isNewest).turns.map(({ prompt: asked, text, end }) => [asked, text, end]);

describe('turns of a transcript', () => {
  test('begin with a prompt of a person, oldest first', () => {
    expect(split([answer(0, 'before'), prompt(1, 'a'), answer(2, 'A'), prompt(3, 'b'), answer(4, 'B')])).toEqual([
      ['a', 'A', 'done'],
      ['b', 'B', 'done'],
    ]);
  });

  test('do not begin with a command of the agent’s own that was recorded as a prompt first', () => {
    const command = told({ kind: 'command', at: 4, name: '/compact' });
    const records = [
      prompt(1, 'a'),
      answer(2, 'A'),
      prompt(3, '/compact now'),
      command,
      told({ kind: 'output', at: 5 }),
    ];
    expect(split([...records, prompt(6, 'b'), answer(7, 'B')])).toEqual([
      ['a', 'A', 'done'],
      ['b', 'B', 'done'],
    ]);
  });

  test('begin with a command of the shell that the model answers, not with another', () => {
    const shell = (at: number, text: string) => told({ kind: 'shell', at, text });
    const records = [prompt(1, 'a'), answer(2, 'A'), shell(3, '! one'), answer(4, 'One.')];
    expect(split([...records, shell(5, '! two'), prompt(6, 'b'), answer(7, 'B'), shell(8, '! three')])).toEqual([
      ['a', 'A', 'done'],
      ['! one', 'One.', 'done'],
      ['b', 'B', 'done'],
    ]);
  });

  test('copies that all have the time of the copy keep their order, and their turns the original times', () => {
    const at = 900_000;
    const copied = [1, 2].flatMap((n) => [
      told({ kind: 'started', at, happenedAt: n * 1000 }),
      told({ kind: 'prompt', at, text: `ask ${n}` }),
      told({ kind: 'answer', at, message: `m${n}`, text: `answer ${n}` }),
      told({ kind: 'ended', at, happenedAt: n * 1000 + 500 }),
    ]);
    const own = [
      told({ kind: 'started', at: at + 5000 }),
      prompt(at + 5100, 'ask 3'),
      told({ kind: 'answer', at: at + 5200, message: 'm3', text: 'answer 3' }),
      told({ kind: 'ended', at: at + 5300 }),
    ];
    const { turns } = splitTurns([...copied, ...own], true);
    expect(turns.map((turn) => [turn.prompt, turn.text, turn.at, turn.endedAt])).toEqual([
      ['ask 1', 'answer 1', 1000, 1500],
      ['ask 2', 'answer 2', 2000, 2500],
      ['ask 3', 'answer 3', at + 5100, at + 5300],
    ]);
  });

  test('a turn with a recorded start leaves the turn before unchanged, and one without a prompt is not a turn', () => {
    const started = (at: number) => told({ kind: 'started', at });
    const ended = (at: number) => told({ kind: 'ended', at });
    const text = (at: number, words: string) => told({ kind: 'answer', at, message: words, text: words });
    const compaction = [started(5), text(6, 'a summary'), ended(7)];
    const records = [started(1), prompt(2, 'a'), text(3, 'A'), ended(4), ...compaction, started(8), prompt(9, 'b')];
    expect(split(records)).toEqual([
      ['a', 'A', 'done'],
      ['b', '', 'open'],
    ]);
    expect(split([...records, text(10, 'B'), ended(11)], false)).toEqual([
      ['a', 'A', 'done'],
      ['b', 'B', 'done'],
    ]);
  });

  test('a turn with a recorded end includes each prompt before it, and the next turn none of them', () => {
    const started = (at: number) => told({ kind: 'started', at });
    const ended = (at: number) => told({ kind: 'ended', at });
    const cut = (at: number) => told({ kind: 'interrupted', at });
    const begin = [started(1), prompt(2, 'a'), prompt(3, 'b'), answer(4, 'AB', { stop: undefined })];
    const next = [started(7), prompt(8, 'c'), answer(9, 'C'), ended(10)];
    const joined = (records: RecordFacts<null>[]) =>
      splitTurns(records, true).turns.map(({ prompt: asked, joined, end }) => [asked, joined, end]);
    expect(joined([...begin, ended(5), ...next])).toEqual([
      ['a', ['b'], 'done'],
      ['c', [], 'done'],
    ]);
    // One without a beginning continues the interrupted turn, as it does in records that name none.
    expect(joined([...begin, cut(5), prompt(6, 'later'), ...next])).toEqual([
      ['a', ['b'], 'interrupted'],
      ['later', [], 'interrupted'],
      ['c', [], 'done'],
    ]);
    // The agent was killed: nothing marks the end of the turn.
    expect(joined([...begin, ...next])).toEqual([
      ['a', ['b'], 'interrupted'],
      ['c', [], 'done'],
    ]);
  });

  test('in records from the middle, prompts of a turn that began earlier are not turns', () => {
    const [began, ended] = [told({ kind: 'started', at: 5 }), told({ kind: 'ended', at: 4 })];
    const records = [prompt(1, 'a2'), prompt(2, 'a3'), answer(3, 'A'), ended, began, prompt(6, 'b'), answer(7, 'B')];
    const { turns, before } = splitTurns(records, true, true);
    expect(turns.map(({ prompt: asked, text }) => [asked, text])).toEqual([['b', 'B']]);
    expect(before).toHaveLength(4);
    expect(splitTurns(records.slice(0, 2), true, true).turns).toEqual([]);
  });

  test('a prompt that joined a turn belongs to the turn in which it is recorded, whenever it was typed', () => {
    const records = [prompt(1, 'a'), answer(4, 'A'), prompt(5, 'b'), told({ kind: 'joined', at: 3, text: 'and c' })];
    const { turns } = splitTurns([...records, answer(7, 'BC')], true);
    expect(turns.map(({ prompt: asked, joined, text }) => [asked, joined, text])).toEqual([
      ['a', [], 'A'],
      ['b', ['and c'], 'BC'],
    ]);
  });

  test('a record before its prompt belongs to it, by its time', () => {
    expect(split([prompt(1, 'a'), answer(2, 'A'), answer(5, 'B'), prompt(5, 'b')])).toEqual([
      ['a', 'A', 'done'],
      ['b', 'B', 'done'],
    ]);
  });

  test('the agent’s prompts to itself are part of the turn', () => {
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

  test('failures and limits are distinguished', () => {
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

  test('each tool call counts once', () => {
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
