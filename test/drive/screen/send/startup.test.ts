import { describe, expect, test } from 'vitest';
import { inject } from '../../../../src/drive/screen/send/send.ts';
import { createFakeContext } from '../../../fakes/context.ts';
import { ScriptedAgent } from '../../scripted.ts';

const MODEL = '  gpt-5.5-codex default · /work/app';
const STARTING = ['  ? for shortcuts'];
const STARTED = [MODEL, '  ← for agents · ? for shortcuts'];
/** The row of the model comes late, or never before the start. */
const KEPT = [['  Waiting for startup  · esc cancel'], [MODEL, '  Waiting for startup  · esc cancel']];

/**
 * As codex 0.171.0 starts on a busy machine: an Enter before the end of its start leaves the prompt in the composer.
 */
function startingCodex(startsInMs: number, kept: string[] = KEPT[0] ?? []) {
  const ctx = createFakeContext();
  const { pane, sidecar } = new ScriptedAgent(ctx);
  pane.command = 'codex';
  pane.height = 20;
  const start = ctx.clock.now() + startsInMs;
  let draft = '';
  let entered = false;
  let turns = 0;
  pane.onPaste = (text) => {
    draft += text;
  };
  pane.onKey = (key) => {
    if (key === 'Enter') entered = draft !== '';
    else if (key === 'C-u') [draft, entered] = ['', false];
    else if (key === ' ') draft += ' ';
    else if (key === 'BSpace') draft = draft.slice(0, -1);
  };
  pane.onLook = () => {
    const isStarted = ctx.clock.now() >= start;
    if (isStarted && entered && draft !== '') [draft, turns] = ['', turns + 1];
    const turn = turns > 0 ? ['› say hello', '', '• Working (0s • esc to interrupt)', ''] : [];
    const footer = isStarted ? STARTED : entered ? kept : STARTING;
    pane.screen = [
      ...turn,
      draft === '' ? '› \x1b[2mAsk Codex to do anything\x1b[22m' : `› ${draft}`,
      '',
      ...footer,
    ].join('\n');
    pane.cursor = { x: 2 + draft.length, y: turn.length };
  };
  const send = () =>
    inject(ctx, { ...sidecar, backend: 'codex', config_dir: '/home/me/.codex' }, 'say hello', {
      submit: true,
      retries: 5,
    });
  return { ctx, pane, send, turns: () => turns };
}

const enters = (keys: string[]) => keys.filter((key) => key === 'Enter').length;

test.each([
  [10_000, KEPT[0]],
  [50_000, KEPT[0]],
  [50_000, KEPT[1]],
])('a prompt that an agent holds until it has started, in %i ms, is waited for, and entered once', async (ms, kept) => {
  const { pane, send, turns } = startingCodex(ms, kept);
  await expect(send()).resolves.toMatchObject({ outcome: 'submitted', attempts: 1 });
  expect(turns()).toBe(1);
  expect(enters(pane.keys)).toBe(1);
});

test('nothing is typed while the composer is that of a starting agent that uses its processor', async () => {
  const { ctx, pane, send } = startingCodex(40_000);
  const begun = ctx.clock.now();
  const { onLook, onPaste } = pane;
  let pastedMs = 0;
  pane.onPaste = (...pasted) => {
    pastedMs ||= ctx.clock.now() - begun;
    onPaste?.(...pasted);
  };
  pane.onLook = (...looked) => {
    onLook?.(...looked);
    ctx.processes.cpu.set(pane.pid, (ctx.clock.now() - begun) * 0.1);
  };
  await expect(send()).resolves.toMatchObject({ outcome: 'submitted', attempts: 1 });
  expect(pastedMs).toBeGreaterThanOrEqual(40_000);
});

test('a prompt that it never takes is removed', async () => {
  const { pane, send, turns } = startingCodex(Number.POSITIVE_INFINITY);
  await expect(send()).rejects.toMatchObject({ code: 'not_accepted', data: { step: 'submit' } });
  expect(turns()).toBe(0);
  expect(pane.keys).toContain('C-u');
  expect(enters(pane.keys)).toBeLessThanOrEqual(5);
});

/** As codex 0.150.0 starts: while its banner says so, an Enter is lost. Its process works meanwhile. */
function loadingCodex(startsInMs: number, share = 0.1) {
  const { ctx, pane, ...rest } = startingCodex(0);
  const begun = ctx.clock.now();
  const started = pane.onLook;
  const onKey = pane.onKey;
  const isLoading = () => ctx.clock.now() - begun < startsInMs;
  pane.onKey = (key, at) => {
    if (!(key === 'Enter' && isLoading())) onKey?.(key, at);
  };
  pane.onLook = (...looked) => {
    started?.(...looked);
    ctx.processes.cpu.set(pane.pid, (ctx.clock.now() - begun) * share);
    const { screen, cursor } = pane;
    const banner = [
      '╭───────────────────────────────────────╮',
      '│ >_ OpenAI Codex (v0.150.0)            │',
      `│ model:     ${isLoading() ? 'loading      ' : 'gpt-5.5-codex'}   /model to change │`,
      '╰───────────────────────────────────────╯',
      '',
    ];
    pane.screen = [...banner, screen].join('\n');
    pane.cursor = { x: cursor?.x ?? 0, y: (cursor?.y ?? 0) + banner.length };
  };
  return { ...rest, pane, waited: () => ctx.clock.now() - begun };
}

test.each([3000, 20_000, 60_000])('an agent that ignores Enter until it has loaded, in %i ms, gets one', async (ms) => {
  const { pane, send, turns } = loadingCodex(ms);
  await expect(send()).resolves.toMatchObject({ outcome: 'submitted', attempts: 1 });
  expect(turns()).toBe(1);
  expect(enters(pane.keys)).toBe(1);
});

test('an agent that stops loading is typed to after 15 s, and has its prompt once it continues', async () => {
  const { send, turns } = loadingCodex(30_000, 0.01);
  await expect(send()).resolves.toMatchObject({ outcome: 'submitted' });
  expect(turns()).toBe(1);
});

/** An agent without a screen yet, of which a process uses a share of a core, and which draws after some time. */
function blankAgent(drawsInMs: number, share: number | undefined) {
  const ctx = createFakeContext();
  const agent = new ScriptedAgent(ctx);
  const begun = ctx.clock.now();
  const { onLook } = agent.pane;
  agent.pane.onLook = (...looked) => {
    onLook?.(...looked);
    agent.blank = ctx.clock.now() - begun < drawsInMs;
    agent.draw();
    if (share !== undefined) ctx.processes.cpu.set(agent.pane.pid, (ctx.clock.now() - begun) * share);
  };
  const send = () => inject(ctx, agent.sidecar, 'say hello', { submit: true, retries: 5 });
  return { send, waited: () => ctx.clock.now() - begun };
}

describe('an agent that has drawn nothing', () => {
  test.each([10_000, 40_000, 80_000])('is waited for while it uses its processor, for %i ms', async (ms) => {
    await expect(blankAgent(ms, 0.1).send()).resolves.toMatchObject({ outcome: 'submitted' });
  });

  test.each([
    ['uses none', 0, 15_000],
    ['uses as much as one at rest', 0.01, 15_000],
    ['cannot be measured', undefined, 15_000],
    ['never comes up', 0.5, 90_000],
  ])('and %s is reported', async (_, share, afterMs) => {
    const { send, waited } = blankAgent(Number.POSITIVE_INFINITY, share);
    await expect(send()).rejects.toMatchObject({ code: 'not_ready' });
    expect(waited()).toBeGreaterThanOrEqual(afterMs);
    expect(waited()).toBeLessThan(afterMs + 1000);
  });
});
