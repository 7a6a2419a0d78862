import { describe, expect, test } from 'vitest';
import { claudeRecording } from '../../../src/backends/claude/recording.ts';
import { codexRecording } from '../../../src/backends/codex/recording.ts';
import { emptyStream, foldStream, type StreamState } from '../../../src/detect/stream/fold-stream.ts';
import { newestRecords, replayRecords } from '../../../src/detect/stream/replay.ts';
import { anyRecord, CLAUDE, CODEX, random, type Vocabulary } from './vocabulary.ts';

const RUNS = 60;
const STEPS = 40;
const SESSION = { mark: 'm', opening: { method: 'thread/start', params: {} } };

/** Lines as a host writes them for the records of a seed, and the resulting state. */
function anyStory(seed: number, of: Vocabulary): { lines: string[]; state: StreamState } {
  const next = random(seed);
  let state: StreamState = { ...emptyStream(), conversations: ['earlier'], usedBefore: { cost: 1 } };
  const lines: string[] = [];
  const write = (from: string, record: unknown, more: object = {}) =>
    lines.push(JSON.stringify({ at: lines.length, from, ...more, record }));
  write('host', { checkpoint: state, session: { mark: SESSION.mark } });
  for (let step = 0; step < STEPS; step++) {
    const at = lines.length;
    const [gate] = state.gates;
    if (next() < 0.1 || (gate && next() < 0.3)) {
      const fact = gate
        ? ({ kind: 'answered', id: gate.id } as const)
        : ({ kind: 'prompted', id: `p${step % 3}`, text: 'x', turn: step + 1 } as const);
      state = foldStream(state, fact, at);
      write('csd', { said: 'x' }, { fact });
      continue;
    }
    const record = anyRecord(next, of);
    for (const fact of of.grammar.read(record, state, SESSION)) state = foldStream(state, fact, at);
    write('agent', record);
  }
  return { lines, state };
}

const trimmed = (lines: string[], trim: ((record: Record<string, unknown>) => object) | undefined) =>
  lines.map((line) => {
    const entry = JSON.parse(line);
    return entry.from === 'agent' && trim ? JSON.stringify({ ...entry, record: trim(entry.record) }) : line;
  });

describe.each([
  ['claude', CLAUDE, claudeRecording],
  ['codex', CODEX, codexRecording],
] as const)('the records of %s', (_, of, recording) => {
  const stories = Array.from({ length: RUNS }, (_, n) => anyStory(n + 1, of));

  test('reproduce the state', () => {
    for (const { lines, state } of stories) expect(replayRecords(lines, of.grammar)).toEqual(state);
  });

  test('reproduce it also from the newest turn on, and from anywhere in a long one', () => {
    for (const { lines, state } of stories)
      for (const most of [Number.POSITIVE_INFINITY, 800]) {
        const newest = newestRecords(lines, of.grammar, most);
        expect(replayRecords(newest, of.grammar)).toEqual(state);
        const long = newest.slice(1).join('\n').length > most;
        expect(long && newest.length > 2).toBe(false);
      }
  });

  test('reproduce it also when trimmed', () => {
    for (const { lines, state } of stories)
      expect(replayRecords(trimmed(lines, recording.trimStreamRecord), of.grammar)).toEqual(state);
  });
});

test('the newest records begin with a prompt that was sent while nothing was pending', () => {
  const at = (line: object, n: number) => JSON.stringify({ at: n, ...line });
  const prompt = (id: string, turn: number) => ({
    from: 'csd',
    record: { type: 'user' },
    fact: { kind: 'prompted', id, text: id, turn },
  });
  const began = { from: 'agent', record: { type: 'system', subtype: 'init', session_id: 'c' } };
  const taken = (uuid: string) => ({ from: 'agent', record: { type: 'user', uuid, isReplay: true } });
  const result = { from: 'agent', record: { type: 'result', result: 'Done.', num_turns: 1 } };
  const first = [prompt('a', 1), began, taken('a'), result].map(at);
  const second = [prompt('b', 5), began, taken('b'), prompt('c', 6), result].map(at);
  const newest = newestRecords([...first, 'no entry', ...second, '{'], CLAUDE.grammar, 10_000);
  expect(newest.slice(1)).toEqual(second);
  expect(replayRecords(newest, CLAUDE.grammar)).toMatchObject({ last: { text: 'Done.' }, pending: [{ id: 'c' }] });
});
