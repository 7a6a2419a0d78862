import { beforeEach, describe, expect, test } from 'vitest';
import { codex } from '../../../src/backends/codex/agent.ts';
import type { Sidecar } from '../../../src/contract/session.ts';
import type { Entry } from '../../../src/detect/verdict/signals.ts';
import { readBaseTurn } from '../../../src/drive/signals/base-record.ts';
import { findConversation, foldCleared, locateHeld } from '../../../src/drive/signals/open-transcript.ts';
import { readTurn } from '../../../src/drive/signals/read-last-turn.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

const PID = 42;
const START = Date.UTC(2030, 0, 1, 12);
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const pathOf = (n: number) => `/home/me/.codex/sessions/2030/01/01/rollout-2030-01-01T12-00-00-${id(n)}.jsonl`;
const held = codex.transcript.held;
if (!held) throw new Error('codex names its conversations itself');

let ctx: FakeContext;
const sidecar = {
  name: 'job',
  session_id: id(9),
  cwd: '/work/app',
  backend: 'codex',
  jsonl_path: null,
  created: START / 1000,
  config_dir: '/home/me/.codex',
} as unknown as Sidecar;

/** Writes a conversation that began this many seconds after the session. */
function put(
  n: number,
  {
    after = 1,
    cwd = '/work/app',
    prompt = '',
    answer = '',
    ended = false,
    part = '',
    source = 'cli' as unknown,
    meta: more = {},
  } = {},
) {
  const timestamp = new Date(START + after * 1000).toISOString();
  const meta = { timestamp, type: 'session_meta', payload: { id: id(n), ...more, timestamp, cwd, source } };
  const said = { timestamp, type: 'event_msg', payload: { type: 'user_message', message: prompt } };
  const event = (payload: object) => ({ timestamp, type: 'event_msg', payload });
  const content = [{ type: 'output_text', text: answer }];
  const told = { timestamp, type: 'response_item', payload: { type: 'message', role: 'assistant', content } };
  const turn = [event({ type: 'task_started' }), said, ...(answer === '' ? [] : [told])];
  const records = [meta, ...(prompt === '' ? [] : turn), ...(ended ? [event({ type: 'task_complete' })] : [])];
  ctx.files.put(partOf(n, part), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}
const partOf = (n: number, part: string) =>
  part === '' ? pathOf(n) : pathOf(n).replace('.jsonl', `_${id(Number(part))}.jsonl`);
const locate = (shown?: string, answered = false, answer?: string) =>
  locateHeld(ctx, sidecar, { backend: codex, grammar: held, pid: PID, shown, answered, answer });
/** The same while a side chat is in use. */
const locateBeside = () =>
  locateHeld(ctx, sidecar, { backend: codex, grammar: held, pid: PID, shown: undefined, isBeside: true });

beforeEach(() => {
  ctx = createFakeContext();
  ctx.clock = new FakeClock(START + 60_000);
});

describe('a conversation whose id the agent chose', () => {
  test('is the one that its process holds open, among all in the folder', async () => {
    put(1);
    put(2);
    ctx.processes.open?.set(PID, [pathOf(2)]);
    expect(await locate()).toEqual({ path: pathOf(2) });
  });

  test('is not a subagent’s', async () => {
    put(1);
    put(2, { source: { subagent: 'review' } });
    ctx.processes.open?.set(PID, [pathOf(1), pathOf(2)]);
    expect(await locate()).toEqual({ path: pathOf(1) });
  });

  describe('next to which a side chat is open', () => {
    const lock = `/home/me/.codex/thread-writer-locks/01a22555-4d04-7c63-b61e-4a7308df9215.lock`;
    const sideOf = (n: number) => ({ forked_from_id: id(n), thread_source: 'tui_side_chat' });

    test('stays the session’s, even if the side chat was written last', async () => {
      put(1, { prompt: 'run it' });
      put(2, { after: 5, prompt: 'what is that', answer: 'A tool.', ended: true, meta: sideOf(1) });
      ctx.processes.open?.set(PID, [pathOf(1), pathOf(2)]);
      expect(await locate('what is that', true, 'A tool.')).toEqual({ path: pathOf(1) });
      expect(await locateBeside()).toEqual({ path: pathOf(1) });
    });

    test('is the one that the side chat was opened from, of several', async () => {
      put(1, { prompt: 'run it' });
      put(2, { prompt: 'what is that', meta: sideOf(1) });
      put(3, { after: 9, prompt: 'another task', ended: true });
      ctx.processes.open?.set(PID, [pathOf(1), pathOf(2), pathOf(3)]);
      expect(await locateBeside()).toEqual({ path: pathOf(1) });
    });

    test('is not cleared by a side chat that has no record', async () => {
      put(1, { prompt: 'run it' });
      ctx.processes.open?.set(PID, [pathOf(1), lock]);
      expect(await locate()).toMatchObject({ path: pathOf(1), clearedAt: expect.any(Number) as number });
      expect(await locateBeside()).toEqual({ path: pathOf(1) });
    });

    test('is found where the platform does not tell which files are open', async () => {
      ctx.processes.open = undefined;
      put(1, { prompt: 'run it' });
      put(2, { prompt: 'what is that', meta: sideOf(1) });
      expect(await locate()).toMatchObject({ path: pathOf(1) });
    });
  });

  describe('while the process holds two open', () => {
    beforeEach(() => {
      put(1, { prompt: 'first of all', ended: true });
      put(2, { prompt: 'second of all', ended: true });
      ctx.processes.open?.set(PID, [pathOf(1), pathOf(2)]);
    });

    test('is the one with the answered prompt on the screen, which a person has opened again', async () => {
      expect(await locate('first of', true)).toEqual({ path: pathOf(1) });
      expect(await locate('second of', true)).toEqual({ path: pathOf(2) });
    });

    test('is the one written last if the prompt has no answer and its turn is over, or is the last of both or of none', async () => {
      expect(await locate('first of')).toEqual({ path: pathOf(2) });
      expect(await locate('third of', true)).toEqual({ path: pathOf(2) });
      expect(await locate(undefined, true)).toEqual({ path: pathOf(2) });
      put(2, { prompt: 'first of all' });
      expect(await locate('first of', true)).toEqual({ path: pathOf(2) });
    });
  });

  describe('while the process holds two open that begin alike', () => {
    beforeEach(() => {
      put(1, { prompt: 'go on', answer: 'All of it was done.', ended: true });
      put(2, { prompt: 'go on with the rest', answer: 'Nothing was done.', ended: true });
      ctx.processes.open?.set(PID, [pathOf(1), pathOf(2)]);
    });

    test('is the one with the answer on the screen, also if its prompt is scrolled out', async () => {
      expect(await locate('go on', true, 'All of it was done.')).toEqual({ path: pathOf(1) });
      expect(await locate('go on', true, 'Nothing was done.')).toEqual({ path: pathOf(2) });
      expect(await locate(undefined, true, 'it was done.')).toEqual({ path: pathOf(1) });
      expect(await locate(undefined, true, 'none of both')).toEqual({ path: pathOf(2) });
      put(2, { prompt: 'go on', answer: 'Nothing was done.', ended: true });
      expect(await locate('go on', true, 'All of it was done.')).toEqual({ path: pathOf(1) });
    });

    test('is the one whose turn is in flight, if its prompt has no answer yet', async () => {
      put(1, { prompt: 'run it' });
      put(2, { prompt: 'something else', answer: 'Done.', ended: true });
      expect(await locate('run it')).toEqual({ path: pathOf(1) });
      put(1, { prompt: 'run it', answer: 'It ran.', ended: true });
      put(2, { prompt: 'something else', answer: 'Done.', ended: true });
      expect(await locate('run it')).toEqual({ path: pathOf(2) });
    });
  });

  test('is the newest of its files after going back, though an earlier one ends in the same prompt', async () => {
    put(1, { prompt: 'go on', answer: 'Third.', ended: true });
    put(1, { part: '7' });
    ctx.processes.open?.set(PID, [pathOf(1), partOf(1, '7')]);
    expect(await locate('go on', true, 'Second.')).toEqual({ path: partOf(1, '7') });
  });

  test('is not guessed while the process holds no file open', async () => {
    put(1);
    expect(await locate()).toBeUndefined();
  });

  test('is identified by its lock before it has a record', async () => {
    ctx.processes.open?.set(PID, [`/home/me/.codex/thread-writer-locks/${id(3)}.lock`]);
    expect(await findConversation(ctx, codex, PID)).toBe(id(3));
  });
});

describe('a conversation that was started over', () => {
  const later = '01a22555-4d04-7c63-b61e-4a7308df9215';
  const earlier = '01a22555-399e-76e3-b0bb-139373623036';
  const lock = (of: string) => `/home/me/.codex/thread-writer-locks/${of}.lock`;

  test('has no turn while it has only a lock, newer than the records', async () => {
    put(1);
    ctx.processes.open?.set(PID, [pathOf(1), lock(id(1)), lock(later)]);
    expect(await locate()).toEqual({ path: pathOf(1), clearedAt: 0x01a225554d04 });
    expect(await locate('a prompt on the screen')).toEqual({ path: pathOf(1) });
  });

  test('is not assumed if the lock is older than a record, or the record’s own', async () => {
    put(1);
    const record = pathOf(1).replace(id(1), later);
    ctx.files.put(record, (await ctx.files.read(pathOf(1))) ?? '');
    ctx.processes.open?.set(PID, [record, lock(later), lock(earlier)]);
    expect(await locate()).toEqual({ path: record });
  });

  test('drops a prompt that was entered before, and waits for one that was entered since', () => {
    const entry = { turn: 7, outcome: 'submitted', start: 'two' } as const;
    expect(foldCleared(START, { ...entry, at: START - 1 })).toMatchObject({ phase: 'none', since: { cleared: true } });
    expect(foldCleared(START, { ...entry, at: START + 1 })).toMatchObject({ phase: 'none', since: { cleared: false } });
  });
});

describe('if the platform lists no open files', () => {
  beforeEach(() => {
    ctx.processes.open = undefined;
  });

  test('it is the only one started in this folder since', async () => {
    put(1, { after: -600 });
    put(2, { cwd: '/elsewhere' });
    put(3);
    expect(await locate()).toMatchObject({ path: pathOf(3) });
  });

  test('the conversation with the prompt on the screen is chosen from two', async () => {
    put(1, { prompt: 'first of all' });
    put(2, { prompt: 'second of all' });
    expect(await locate()).toBeUndefined();
    expect(await locate('second of')).toMatchObject({ path: pathOf(2) });
    put(3, { prompt: 'second of all' });
    expect(await locate('second of')).toBeUndefined();
  });
});

describe('a conversation that went back to an earlier prompt', () => {
  const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
  const event = (seconds: number, payload: Record<string, unknown>) =>
    `${JSON.stringify({ timestamp: at(seconds), type: 'event_msg', payload })}\n`;
  const turn = (seconds: number, prompt: string) =>
    event(seconds, { type: 'task_started' }) +
    event(seconds, { type: 'user_message', message: prompt }) +
    event(seconds + 1, { type: 'task_complete' });
  const first = turn(10, 'one');
  const kept = first.length;

  /**
   * A record that was begun this many seconds after the session, and continues from the first `end` bytes of another.
   */
  async function fork(seconds: number, end: number, entry?: Entry) {
    ctx.files.put(pathOf(1), first + turn(20, 'two'));
    const base = `"history_base":{"thread_id":"${id(1)}","end_byte_offset":${end}}`;
    const meta = `{"timestamp":"${at(seconds)}","type":"session_meta","payload":{"id":"${id(2)}","timestamp":"${at(seconds)}","cwd":"/work/app","source":"cli",${base}}}\n`;
    ctx.files.put(pathOf(2), meta);
    const own = await readTurn(ctx.files, pathOf(2), codex, { entry });
    if (!own) throw new Error('no record');
    return readBaseTurn(ctx, pathOf(2), codex, { own, entry });
  }
  const entered = (seconds: number, path: string, size: number): Entry => ({
    turn: 7,
    outcome: 'submitted',
    at: START + seconds * 1000,
    start: 'two',
    transcript: { path, size },
  });

  test('has the turn that it went back to, and a prompt that was entered later is undone', async () => {
    const { prompt, phase, since } = await fork(30, kept, entered(20, pathOf(1), kept));
    expect([prompt, phase, since?.undone]).toEqual(['one', 'ended', true]);
  });

  test('has no turn before its first prompt, and the prompt is undone too', async () => {
    const { prompt, phase, since } = await fork(30, 0, entered(20, pathOf(1), kept));
    expect([prompt, phase, since?.undone]).toEqual([undefined, 'none', true]);
  });

  test('does not undo a prompt that was kept', async () => {
    const { prompt, since } = await fork(30, kept, entered(10, pathOf(1), 0));
    expect([prompt, since?.undone, since?.prompts]).toEqual(['one', undefined, 1]);
  });

  test.each([
    ['into the new record', () => entered(40, pathOf(2), 100)],
    ['after it was begun', () => entered(40, pathOf(1), kept)],
  ])('has a prompt that was entered %s in transit', async (_, entry) => {
    const { prompt, since } = await fork(30, kept, entry());
    expect([prompt, since?.undone, since?.prompts]).toEqual(['one', undefined, 0]);
  });
});
