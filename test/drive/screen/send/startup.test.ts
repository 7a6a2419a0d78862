import { expect, test } from 'vitest';
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
  return { pane, send, turns: () => turns };
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

test('a prompt that it never takes is removed', async () => {
  const { pane, send, turns } = startingCodex(Number.POSITIVE_INFINITY);
  await expect(send()).rejects.toMatchObject({ code: 'not_accepted', data: { step: 'submit' } });
  expect(turns()).toBe(0);
  expect(pane.keys).toContain('C-u');
  expect(enters(pane.keys)).toBeLessThanOrEqual(5);
});
