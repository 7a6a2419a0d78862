import { beforeEach, describe, expect, test } from 'vitest';
import { emptyStream } from '../../../src/detect/stream/fold-stream.ts';
import { observe } from '../../../src/drive/observe/observe.ts';
import type { Observation } from '../../../src/drive/session/observation.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { entryPath, entryText } from '../../../src/drive/signals/entries.ts';
import { answerOf } from '../../../src/entry/fast-path/mirrored-answer.ts';
import { ScriptedAgent } from '../../drive/scripted.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

const WRITER = { version: '1.2.3', pid: 4711, mark: '815' };
let ctx: FakeContext;
let agent: ScriptedAgent;
let seen: Observation;

beforeEach(async () => {
  ctx = createFakeContext();
  ctx.files.put('/proc/uptime', '123.45 67.89\n');
  agent = new ScriptedAgent(ctx);
  Object.assign(agent.sidecar, { tmux_socket: '/tmp/tmux-0/default' });
  await saveSidecar(ctx, agent.sidecar);
  const [one] = await observe(ctx, [agent.sidecar]);
  if (!one) throw new Error('not observed');
  seen = one;
});

const answer = (one: Observation | undefined = seen, writer = WRITER) => answerOf(ctx, writer, seen.verdict.state, one);
const withEntry = (turn: number): Observation => ({
  ...seen,
  verdict: { ...seen.verdict, state: { ...seen.verdict.state, turn: 5 } },
  signals: { ...seen.signals, entry: { turn, outcome: 'submitted', at: 1, start: 'x' } },
});

test('it has four lines, the last of which is the printed state', async () => {
  Object.assign(seen.verdict.state, { text: 'a\u007f\u009b"é' });
  const at = Math.floor(ctx.clock.now() / 1000);
  const sidecar = JSON.stringify(agent.sidecar, null, 2).replaceAll('\n', '');
  const state = JSON.stringify(seen.verdict.state).replace('\u007f', '\\u007f').replace('\u009b', '\\u009b');
  expect(await answer()).toBe(`1.2.3 4711 815 123 ${at} - short\n/state\n${sidecar}\n${state}\n`);
});

test('a value that the platform does not report is a dash, and a long state is marked', async () => {
  ctx.files.texts.delete('/proc/uptime');
  Object.assign(seen.verdict.state, { text: 'é'.repeat(2000) });
  const at = Math.floor(ctx.clock.now() / 1000);
  const written = await answer(seen, { ...WRITER, mark: 'Sun Nov 29 01:00:00 2026' });
  expect(written?.split('\n')[0]).toBe(`1.2.3 4711 - - ${at} - long`);
});

test('it names the newest prompt if the state is about that', async () => {
  const about = async (turn: number) => {
    const one = withEntry(turn);
    return (await answerOf(ctx, WRITER, one.verdict.state, one))?.split(' ')[5];
  };
  expect(await about(4)).toBe('4');
  expect(await about(5)).toBe('5');
  expect(await about(6)).toBeUndefined();
});

test('without a screen, too, only a state about the newest recorded prompt is an answer', async () => {
  const about = async (turn: number) => {
    const one = { ...withEntry(0), stream: emptyStream() };
    const { entry: _, ...signals } = one.signals;
    ctx.files.put(
      entryPath(ctx, agent.sidecar),
      entryText(agent.sidecar, { turn, at: 1, outcome: 'submitted', start: 'x' }),
    );
    return (await answerOf(ctx, WRITER, one.verdict.state, { ...one, signals }))?.split(' ')[5];
  };
  expect(await about(5)).toBe('5');
  expect(await about(6)).toBeUndefined();
  // The number of the state: the file has an earlier prompt, so the shell prints nothing.
  expect(await about(4)).toBe('5');
});

describe('there is no answer', () => {
  test('before a look, and if the newest look saw another state', async () => {
    expect(await answer()).toBeDefined();
    expect(await answerOf(ctx, WRITER, seen.verdict.state, undefined)).toBeUndefined();
    expect(await answerOf(ctx, WRITER, { ...seen.verdict.state, text: 'other' }, seen)).toBeUndefined();
  });

  test('if the server silences warnings', async () => {
    ctx.env.CSD_VERIFIED_VERSIONS = '2.1.330';
    expect(await answer()).toBeUndefined();
  });

  test.each(['pane', 'pane_pid', 'tmux_socket', 'config_dir'])('for a sidecar without %s', async (field) => {
    const { [field]: _, ...sidecar } = agent.sidecar;
    await saveSidecar(ctx, sidecar as typeof agent.sidecar);
    expect(await answer({ ...seen, sidecar: sidecar as typeof agent.sidecar })).toBeUndefined();
  });

  test('for a worker, whose prompts are recorded elsewhere', async () => {
    const sidecar = { ...agent.sidecar, worker_dir: '/w' };
    await saveSidecar(ctx, sidecar);
    expect(await answer({ ...seen, sidecar })).toBeUndefined();
  });

  test('if the sidecar has changed, is gone or cannot be read', async () => {
    await saveSidecar(ctx, { ...agent.sidecar, pane_pid: 1 });
    expect(await answer()).toBeUndefined();
    ctx.files.put('/state/job.json', '{');
    await expect(answer()).rejects.toThrow();
    ctx.files.texts.delete('/state/job.json');
    expect(await answer()).toBeUndefined();
  });

  test('for a sidecar that takes long to compare', async () => {
    const sidecar = { ...agent.sidecar, more: 'x'.repeat(5000) };
    await saveSidecar(ctx, sidecar);
    expect(await answer({ ...seen, sidecar })).toBeUndefined();
  });
});
