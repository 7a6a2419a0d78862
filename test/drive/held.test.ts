import { beforeEach, describe, expect, test } from 'vitest';
import { codex } from '../../src/backends/codex.ts';
import type { Sidecar } from '../../src/contract/session.ts';
import { findConversation, locateHeld } from '../../src/drive/held.ts';
import { FakeClock } from '../fakes/clock.ts';
import { createFakeContext, type FakeContext } from '../fakes/context.ts';

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

/** Writes a conversation that began so many seconds after the session. */
function put(n: number, { after = 1, cwd = '/work/app', prompt = '', source = 'cli' as unknown } = {}) {
  const timestamp = new Date(START + after * 1000).toISOString();
  const meta = { timestamp, type: 'session_meta', payload: { id: id(n), timestamp, cwd, source } };
  const said = { timestamp, type: 'event_msg', payload: { type: 'user_message', message: prompt } };
  ctx.files.put(pathOf(n), `${JSON.stringify(meta)}\n${JSON.stringify(said)}\n`);
}
const locate = (shown?: string) => locateHeld(ctx, sidecar, codex, held, PID, shown);

beforeEach(() => {
  ctx = createFakeContext();
  ctx.clock = new FakeClock(START + 60_000);
});

describe('a conversation that the agent named', () => {
  test('is the one that its process holds open, of all in the folder', async () => {
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

  test('is not guessed while the process holds none', async () => {
    put(1);
    expect(await locate()).toBeUndefined();
  });

  test('is known by its lock before it has a record', async () => {
    ctx.processes.open?.set(PID, [`/home/me/.codex/thread-writer-locks/${id(3)}.lock`]);
    expect(await findConversation(ctx, codex, PID)).toBe(id(3));
  });
});

describe('where the platform lists no open files', () => {
  beforeEach(() => {
    ctx.processes.open = undefined;
  });

  test('it is the only one that began in this folder since', async () => {
    put(1, { after: -600 });
    put(2, { cwd: '/elsewhere' });
    put(3);
    expect(await locate()).toMatchObject({ path: pathOf(3) });
  });

  test('of two it is the one that holds the prompt on the screen', async () => {
    put(1, { prompt: 'first of all' });
    put(2, { prompt: 'second of all' });
    expect(await locate()).toBeUndefined();
    expect(await locate('second of')).toMatchObject({ path: pathOf(2) });
    put(3, { prompt: 'second of all' });
    expect(await locate('second of')).toBeUndefined();
  });
});
