import { beforeEach, describe, expect, test } from 'vitest';
import type { Delegate } from '../../../src/contract/delegate.ts';
import { emptyStream, type StreamState } from '../../../src/detect/stream/fold-stream.ts';
import { enforceLimits } from '../../../src/drive/delegate/enforce-limits.ts';
import { type Delegated, findAtWork, findOpen } from '../../../src/drive/delegate/open-interaction.ts';
import { restIfAwakened } from '../../../src/drive/delegate/rest.ts';
import { findSidecar, saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { streamFiles } from '../../../src/drive/session/sidecars/stream-files.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import type { FakePane } from '../../fakes/tmux.ts';
import { streamSidecar } from '../stream-sidecar.ts';

const LIMITS = { cost_usd: null, turns: 50, time_s: 60 };
const BESIDE = { shells: 1, agents: 0, other: 0 };
const OVER: Partial<StreamState> = { turn: 1, last: { text: 'Done.', at: 1 } };
const OWN_TURN: Partial<StreamState> = { running: true, turn: 2 };

let ctx: FakeContext;
let pane: FakePane;
let sidecar: Delegated;

/** What the host of the delegate has published. */
function publish(change: Partial<StreamState>): void {
  const stream = { ...emptyStream(), ready: true, conversation: 'c1', conversations: ['c1'], ...change };
  const { state, socket } = streamFiles(ctx, 'job');
  ctx.files.put(state, JSON.stringify({ host: pane.pid, agent: 9, socket, stream }));
}

beforeEach(async () => {
  ctx = createFakeContext();
  pane = ctx.tmux.add('job');
  const delegate: Delegate = {
    preset: 'edit',
    limits: LIMITS,
    on_limit: 'interrupt',
    safety: true,
    since: 0,
    before: { cost_usd: 0, turns: 0 },
  };
  const own = { backend: 'claude', config_dir: '/home/me/.claude', stream_path: streamFiles(ctx, 'job').folder };
  sidecar = { ...streamSidecar(pane, own), delegate };
  await saveSidecar(ctx, sidecar);
  publish(OVER);
});

const open = () => findOpen(ctx, 'job');
const enforce = () => enforceLimits(ctx, ['job']);
const last = async () => (await findSidecar(ctx, 'job'))?.delegate?.last;

describe('a delegate whose interaction is over', () => {
  test('is left alone if nothing can wake it up', async () => {
    expect(await restIfAwakened(ctx, sidecar, ['Bash'])).toBe(false);
    expect(await open()).toBeUndefined();
  });

  test('is held while something runs alongside its turns, and is not working', async () => {
    publish({ ...OVER, background: BESIDE });
    expect(await restIfAwakened(ctx, sidecar, [])).toBe(true);
    expect(await open()).toMatchObject({ rests: 'beside' });
    expect(await findAtWork(ctx, 'job')).toBeUndefined();
    await enforce();
    expect(await open()).toBeDefined();
    publish(OVER);
    await enforce();
    await ctx.clock.sleep(2000);
    await enforce();
    expect(await open()).toBeDefined();
    await ctx.clock.sleep(4000);
    await enforce();
    expect(await open()).toBeUndefined();
    expect(await last()).toBeUndefined();
  });

  test('is ended if it woke up in unnoticed short turns until a limit was used up', async () => {
    publish({ ...OVER, background: BESIDE });
    await restIfAwakened(ctx, sidecar, []);
    await saveSidecar(ctx, { ...sidecar, delegate: { ...sidecar.delegate, limits: { ...LIMITS, turns: 2 } } });
    await enforce();
    expect(await last()).toBeUndefined();
    const answer = (id: string) => ({
      type: 'assistant',
      sessionId: 'c1',
      message: { id, usage: { input_tokens: 1, output_tokens: 1 } },
    });
    ctx.files.put(
      '/home/me/.claude/projects/-work-app/c1.jsonl',
      ['m1', 'm2'].map((id) => `${JSON.stringify(answer(id))}\n`).join(''),
    );
    ctx.link.answer = () => {
      pane.exit(0);
      return { ok: true };
    };
    await enforce();
    expect(await last()).toMatchObject({ status: 'turns_exceeded' });
    expect(await open()).toBeUndefined();
  });

  test('is held permanently if it has set itself a timer', async () => {
    expect(await restIfAwakened(ctx, sidecar, ['Read', 'ScheduleWakeup'])).toBe(true);
    await enforce();
    expect(await open()).toMatchObject({ rests: 'any' });
    pane.exit(0);
    await enforce();
    expect(await open()).toBeUndefined();
  });
});

describe('a turn that a delegate begins by itself', () => {
  beforeEach(async () => {
    publish({ ...OVER, background: BESIDE });
    await restIfAwakened(ctx, sidecar, []);
    ctx.link.answer = () => {
      publish({ ...OVER, last: { text: '', at: 2, interrupted: true }, background: BESIDE });
      return { ok: true, interrupted: true };
    };
  });

  test('may take as long as an interaction, and is interrupted then', async () => {
    publish(OWN_TURN);
    await enforce();
    expect(await open()).toMatchObject({ rests: 'beside', timed: { at: ctx.clock.now() } });
    await ctx.clock.sleep(59_000);
    await enforce();
    expect(ctx.link.asked).toEqual([]);
    await ctx.clock.sleep(2000);
    await enforce();
    expect(ctx.link.asked).toMatchObject([{ request: { act: 'interrupt' } }]);
    expect(await last()).toMatchObject({ status: 'time_exceeded' });
    expect(await open()).toMatchObject({ rests: 'beside' });
  });

  test.each([-1, 1])('takes its limit of time, whatever the clock is set to (%d days)', async (days) => {
    publish(OWN_TURN);
    await enforce();
    ctx.clock.jump(days * 86_400_000);
    await ctx.clock.sleep(59_000);
    await enforce();
    expect(await last()).toBeUndefined();
    await ctx.clock.sleep(2000);
    await enforce();
    expect(await last()).toMatchObject({ status: 'time_exceeded' });
  });

  test('has its own time limit each', async () => {
    publish(OWN_TURN);
    await enforce();
    publish({ ...OVER, background: BESIDE });
    await enforce();
    expect(await open()).not.toHaveProperty('timed');
  });
});
