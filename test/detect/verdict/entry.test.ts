import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { startOf } from '../../../src/detect/screen/shown-turn.ts';
import type { TranscriptFact } from '../../../src/detect/transcript/facts.ts';
import { readFacts } from '../../../src/detect/transcript/parse.ts';
import { foldTurn } from '../../../src/detect/transcript/turn.ts';
import { LOST_MS, PENDING_MS, turnNumber } from '../../../src/detect/verdict/entry.ts';
import { fuse } from '../../../src/detect/verdict/fuse.ts';
import type { Entry, Signals } from '../../../src/detect/verdict/signals.ts';
import { signalsOf } from '../judge.ts';
import { Log, T0 } from '../records.ts';
import { asked, composer, said } from '../screens.ts';

const OLDER = 'The older answer.';
const NEWER = 'The newer answer.';

/** A conversation with a finished turn, and the position in its file when `prompt` was entered. */
function world(prompt = 'go on') {
  let now = T0;
  const log = new Log(() => now);
  log.prompt('begin').answer(OLDER).ended();
  const size = Buffer.byteLength(log.text);
  const enteredAt = now + 1000;
  const entry: Entry = {
    turn: enteredAt,
    before: T0,
    outcome: 'submitted',
    at: enteredAt,
    start: startOf(prompt),
    drawn: 0,
    transcript: { path: '/t.jsonl', size },
  };
  return {
    log,
    entry,
    /** The clock of the agent, in ms after Enter. */
    at: (ms: number) => {
      now = enteredAt + ms;
    },
    /** The verdict this many ms after Enter. */
    state(
      ms: number,
      {
        changes = {},
        rows = [...asked('begin'), ...said(OLDER)],
        statusAge = 18,
        draft = '',
        from = '',
        elsewhere = false,
        left = false,
        since = {},
      } = {},
    ) {
      const own = { ...entry, ...changes } as Entry;
      const at = enteredAt + ms;
      const lines = log.text.split('\n');
      const before = lines.slice(0, Buffer.from(log.text).subarray(0, size).toString().split('\n').length - 1);
      const facts = (some: string[]) => readFacts(some, claude.transcript);
      const behind = lines.slice(before.length);
      const read = behind.slice(
        Math.max(
          0,
          behind.findIndex((line) => from !== '' && line.includes(from)),
        ),
      );
      const turn = foldTurn(facts(before), facts(read), own.at - 50);
      if (turn.since && from !== '') turn.since.cut = true;
      if (turn.since && elsewhere) turn.since.elsewhere = true;
      if (turn.since && left) turn.since.left = true;
      if (turn.since) Object.assign(turn.since, since);
      const base = signalsOf(composer({ above: rows, draft: [draft] }), { log, status: 'idle' });
      const updatedAt = at - statusAge;
      return fuse(
        {
          ...base,
          at,
          entry: own,
          transcript: { kind: 'read', turn, path: '/t.jsonl' },
          statusFile: { kind: 'read', status: { pid: 1, sessionId: 'id', status: 'idle', updatedAt } },
        },
        claude,
      ).state;
    },
  };
}

describe('a turn before the newest prompt', () => {
  test.each([0, 18, 400, 1400, 5000])('is never reported %i ms after Enter, while nothing shows the prompt', (ms) => {
    expect(world().state(ms)).toMatchObject({ status: 'working' });
  });

  test('is withheld while the sender still waits for proof, but only for a limited time', () => {
    const { state } = world();
    const changes = { outcome: 'pending' };
    expect(state(PENDING_MS - 1000, { changes }).status).toBe('working');
    expect(state(PENDING_MS + 1000, { changes, statusAge: 60_000 })).toMatchObject({
      status: 'idle_done',
      text: OLDER,
    });
  });

  test('has its own number again once a sender was ended before it submitted', () => {
    const { state } = world();
    const sent = { turn: T0 - 400, outcome: 'submitted', at: T0 - 400, start: 'begin' } as const;
    const changes = { outcome: 'pending', earlier: [sent] };
    expect(state(LOST_MS + 2000, { changes, statusAge: LOST_MS + 1500 })).toMatchObject({
      status: 'unknown',
      reason: expect.stringContaining('was being sent'),
    });
    expect(state(PENDING_MS + 1000, { changes, statusAge: 60_000 })).toMatchObject({
      status: 'idle_done',
      text: OLDER,
      turn: T0 - 400,
    });
  });

  test('is not waited for without end: a quiet agent is unknown', () => {
    expect(world().state(LOST_MS + 2000, { statusAge: LOST_MS + 1500 })).toMatchObject({ status: 'unknown' });
  });

  test('is not waited for without end either if the clock was set back by an hour', () => {
    expect(world().state(-3_600_000, { statusAge: 60_000 }).status).toBe('unknown');
  });

  test('is not waited for at all while that prompt has its turn in another conversation', () => {
    expect(world().state(400, { elsewhere: true })).toMatchObject({
      status: 'unknown',
      reason: expect.stringContaining('another conversation'),
    });
  });

  test('keeps its number then, though a person has prompted that other conversation since', () => {
    const turnIn = (since: object) => {
      const turn = { ...foldTurn([]), phase: 'ended', prompt: 'another task', promptAt: T0 + 9000, since };
      const entry = { turn: T0, outcome: 'submitted', at: T0, start: 'begin' };
      const absent = { kind: 'absent' };
      return turnNumber({
        at: T0 + 9500,
        entry,
        screen: absent,
        statusFile: absent,
        transcript: { kind: 'read', turn, path: '/t' },
      } as unknown as Signals);
    };
    const since = {
      prompts: 1,
      first: { text: 'another task', at: T0 + 9000 },
      enqueued: false,
      cleared: false,
      cut: true,
    };
    expect(turnIn({ ...since, elsewhere: true })).toBe(T0);
    expect(turnIn({ ...since, left: true })).toBe(T0 + 9000);
  });

  test.each([
    ['the number that it had', { at: T0 - 400, start: 'begin' }, T0 - 400],
    ['the time of its prompt if csd did not send that', { at: T0 - 400, start: 'another' }, T0],
    ['that too if csd sent the same long before', { at: T0 - 90_000, start: 'begin' }, T0],
    ['the number that it had when it was queued', { at: T0 - 90_000, start: 'begin', outcome: 'queued' }, T0 - 90_000],
  ])('has %s after a person went back to its conversation', (_, sent, number) => {
    const before = { turn: sent.at, outcome: 'submitted', ...sent } as const;
    const changes = { earlier: [before, { ...before, turn: T0 + 500, at: T0 + 500 }] };
    expect(world().state(400, { changes, left: true })).toMatchObject({
      status: 'idle_done',
      text: OLDER,
      turn: number,
    });
  });

  test.each([
    ['cleared the conversation', { cleared: true }],
    ['opened another conversation', { moved: true }],
  ] as const)('has not the number of a later one, whose prompt came after a person %s', (_, since) => {
    const { log, at, state, entry } = world();
    at(20_000);
    log.prompt('another prompt');
    at(21_000);
    log.answer(NEWER).ended();
    const rows = [...asked('another prompt'), ...said(NEWER)];
    expect(state(23_000, { rows, since })).toMatchObject({ status: 'idle_done', text: NEWER, turn: entry.at + 20_000 });
  });

  test('changes nothing with its late records', () => {
    const { log, at, state } = world();
    at(-500);
    log.answer(OLDER).ended();
    expect(state(300).status).toBe('working');
  });
});

describe('the turn of the newest prompt', () => {
  const shows = (text: string) => [...asked('begin'), ...said(OLDER), ...asked('go on'), ...said(text)];
  const answered = (prompt = 'go on') => {
    const made = world(prompt);
    made.at(40);
    made.log.prompt(prompt);
    made.at(90);
    made.log.answer(NEWER).ended();
    return made;
  };

  test('is reported at once, with its own number', () => {
    const { state, entry } = answered();
    expect(state(150, { rows: shows(NEWER) })).toMatchObject({ status: 'idle_done', text: NEWER, turn: entry.turn });
  });

  test('counts even if its record is dated shortly before the key', () => {
    const { log, at, entry, state } = world();
    at(-20);
    log.prompt('go on').answer(NEWER).ended();
    expect(state(150, { rows: shows(NEWER) })).toMatchObject({ text: NEWER, turn: entry.turn });
  });

  test('has a smaller number than a person’s later prompt', () => {
    const { log, at, state, entry } = answered();
    at(9000);
    log.prompt('and a person asks').answer('Told to the person.').ended();
    const told = state(9500, { rows: [...asked('and a person asks'), ...said('Told to the person.')] });
    expect(told).toMatchObject({ text: 'Told to the person.' });
    expect(told.turn).toBeGreaterThan(entry.turn);
  });

  test('has a smaller number than a person’s later prompt also if nothing before it was read', () => {
    const { log, at, state, entry } = answered();
    at(9000);
    log.prompt('and a person asks').answer('Told to the person.').ended();
    const rows = [...asked('and a person asks'), ...said('Told to the person.')];
    const told = state(9500, { rows, from: 'and a person asks' });
    expect(told).toMatchObject({ text: 'Told to the person.' });
    expect(told.turn).toBeGreaterThan(entry.turn);
    // Its own prompt is identified by its words.
    expect(answered().state(150, { rows: shows(NEWER), from: 'go on' }).turn).toBe(entry.turn);
  });

  test('is not the one on the screen if the person went back to that', () => {
    expect(answered().state(20_000, { statusAge: 5000 })).toMatchObject({ text: OLDER, text_source: 'screen' });
  });

  test('the agent’s own notification is not a prompt', () => {
    const { log, at, state } = world();
    at(40);
    log.prompt('<task-notification>\n<task-id>a</task-id>\n</task-notification>').answer('Noted.').ended();
    expect(state(200).status).toBe('working');
  });
});

describe('a prompt in the queue', () => {
  test('has no turn yet when the turn before it ends', () => {
    const { log, at, state, entry } = world();
    at(20);
    log.enqueue('go on');
    at(80);
    log.answer(OLDER).ended();
    expect(state(200, { changes: { outcome: 'queued' } })).toMatchObject({ status: 'working', turn: entry.before });
  });

  test.each(['pending', 'queued'] as const)(
    'a turn in flight keeps its number while a prompt is %s, however long',
    (outcome) => {
      const { state, log, entry, at } = world();
      log.records.splice(1);
      at(100);
      if (outcome === 'queued') log.enqueue('go on');
      const size = Buffer.byteLength(log.text.split('\n').slice(0, 1).join('\n')) + 1;
      for (const ms of [200, LOST_MS + 1000, 2 * LOST_MS]) {
        const rows = ['✻ 529 Overloaded · retrying in 9s · attempt 5/10'];
        const changes = { outcome, transcript: { path: '/t.jsonl', size } };
        expect(state(ms, { changes, rows: [...asked('begin'), ...rows], statusAge: ms })).toMatchObject({
          ...{ status: 'working', turn: entry.before },
        });
      }
    },
  );

  /** The prompt is queued while another turn is in flight, leaves the queue in this way, and that turn ends. */
  function left(records: object[], when: 'before' | 'after' = 'before') {
    const made = world();
    made.at(20);
    made.log.enqueue('go on');
    made.at(40);
    if (when === 'after') made.log.answer(OLDER).ended();
    made.at(60);
    for (const record of records) made.log.raw(record as Record<string, unknown>);
    made.at(80);
    if (when === 'before') made.log.answer(OLDER).ended();
    return made;
  }
  const removed = (more: object) => ({ type: 'queue-operation', ...more });
  const TAKEN_BACK = removed({ operation: 'popAll', content: 'go on' });
  const NOTICE = {
    type: 'system',
    subtype: 'informational',
    content: 'UserPromptSubmit operation blocked by hook:\n[x]: not this',
  };

  test('does not have the turn before it that ended while it left the queue, until its own is recorded', () => {
    const changes = { outcome: 'queued' };
    const { log, at, state, entry } = left([removed({ operation: 'dequeue' })], 'after');
    expect(state(100, { changes })).toMatchObject({ status: 'working', turn: entry.before });
    expect(state(3000, { changes }).status).toBe('idle_done');
    at(120);
    log.prompt('go on').answer(NEWER).ended();
    expect(state(200, { changes, rows: [...asked('go on'), ...said(NEWER)] })).toMatchObject({
      text: NEWER,
      turn: entry.turn,
    });
  });

  test('has the turn that took it', () => {
    const taken = {
      type: 'attachment',
      attachment: { type: 'queued_command', commandMode: 'prompt', prompt: 'go on' },
    };
    const { state, entry } = left([removed({ operation: 'remove' }), taken]);
    expect(state(100, { changes: { outcome: 'queued' } })).toMatchObject({ status: 'idle_done', turn: entry.turn });
  });

  test.each([
    ['withdrawn by the person', 'before', [TAKEN_BACK], /taken back/],
    [
      'dropped by a hook',
      'before',
      [removed({ operation: 'remove', content: 'go on', reason: 'dropped_by_hook' })],
      /hook refused/,
    ],
    [
      'refused once its turn had come',
      'after',
      [removed({ operation: 'dequeue' }), NOTICE],
      /hook refused the prompt: .*not this/,
    ],
  ] as const)('that was %s had no turn: the turn before is not an answer to it', (_how, when, records, error) => {
    const { state, entry } = left([...records], when);
    expect(state(5000, { changes: { outcome: 'queued' }, statusAge: 3000 })).toEqual({
      status: 'idle_done',
      text: '',
      error: expect.stringMatching(error),
      turn: entry.turn,
    });
  });

  test('that was taken into the turn in flight has its answer there', () => {
    const { state } = left([removed({ operation: 'remove', content: 'go on', reason: 'absorbed_mid_turn' })]);
    expect(state(5000, { changes: { outcome: 'queued' }, statusAge: 3000 })).toMatchObject({
      status: 'idle_done',
      text: OLDER,
    });
  });

  test('that had its turn is reported although a later one was withdrawn', () => {
    const { log, at, state, entry } = left([removed({ operation: 'dequeue' })]);
    at(90);
    log.prompt('go on');
    log.enqueue('and more');
    log.raw(TAKEN_BACK);
    at(150);
    log.answer(NEWER).ended();
    const rows = [...asked('go on'), ...said(NEWER)];
    expect(state(5000, { changes: { outcome: 'queued' }, rows, statusAge: 3000 })).toMatchObject({
      text: NEWER,
      turn: entry.turn,
    });
  });

  test('that no file records and that is in the composer again had no turn', () => {
    const { log, at, state, entry } = world();
    at(80);
    log.answer(OLDER).ended();
    const changes = { outcome: 'queued' };
    const told = { status: 'idle_done', text: '', error: expect.stringMatching(/taken back/), turn: entry.turn };
    expect(state(5000, { changes, statusAge: 3000, draft: 'go on' })).toEqual(told);
    expect(state(5000, { changes, statusAge: 3000, draft: 'something else' }).status).toBe('working');
    expect(state(1000, { changes, statusAge: 18, draft: 'go on' }).status).toBe('working');
  });
});

test('a turn without a prompt has the number of the newest prompt, not a lower one', () => {
  const sent = world().entry;
  const turnAt = (ms: number, text?: string): TranscriptFact[] => {
    const at = sent.at + ms;
    const prompt: TranscriptFact[] = text === undefined ? [] : [{ kind: 'prompt', text, at }];
    return [{ kind: 'started', at, happenedAt: at }, ...prompt, { kind: 'ended', at: at + 500 }];
  };
  const number = (...facts: TranscriptFact[][]) => {
    const base = signalsOf(composer({}), { log: new Log(), status: 'idle' });
    const turn = foldTurn([], facts.flat(), sent.at - 50);
    return turnNumber({ ...base, at: sent.at + 60_000, entry: sent, transcript: { kind: 'read', turn, path: '/t' } });
  };
  const own = [turnAt(100, 'go on'), turnAt(5000, 'something of a person')];
  expect(number(...own)).toBeGreaterThan(sent.turn);
  // A compaction, or a goal that the agent works for.
  expect(number(...own, turnAt(9000))).toBe(number(...own));
});
