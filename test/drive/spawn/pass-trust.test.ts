import { beforeEach, expect, test } from 'vitest';
import { killSession } from '../../../src/drive/spawn/kill/kill.ts';
import { launch } from '../../../src/drive/spawn/spawn.ts';
import { runPrompt } from '../../../src/drive/turns/run.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import type { FakePane } from '../../fakes/tmux.ts';

/*
 * codex asks some things before the trust gate: a notice of an update that can be declined (0.171.0), and here the same
 * notice without that option. Each screen is the rows of its options under a cursor, which the arrow keys move.
 */

const SCREENS: Record<string, { head: string[]; options: string[]; hint: string }> = {
  update: {
    head: ['Update available · 0.171.0 → 0.999.0', '  Release notes: https://example.org/latest', ''],
    options: ['Update now (runs `npm install -g @openai/codex`)', 'Skip', 'Skip until next version'],
    hint: '  enter continue · esc skip',
  },
  forced: {
    head: ['Update available · 0.171.0 → 0.999.0', ''],
    options: ['Update now (runs `npm install -g @openai/codex`)', 'Quit'],
    hint: '  enter continue',
  },
  login: {
    head: ['  Welcome to Codex', '', '  Choose how you want to use Codex.', ''],
    options: ['Sign in with ChatGPT', 'Sign in with Device Code', 'Sign in another way'],
    hint: '  Press enter to continue',
  },
  unnamed: {
    head: ['  Something that no rule knows', '', '  May it be so?', ''],
    options: ['So be it', 'Not now'],
    hint: '  enter continue · esc back',
  },
  trust: {
    head: ['  Folder access', '  /work/app', '', '  Trust this folder? Codex can read, edit, and run files here.', ''],
    options: ['Trust and continue', 'Back to Agent Command Center'],
    hint: '  enter continue · esc back',
  },
};
const COMPOSER = ['› Ask Codex to do anything', '', '  gpt-5.5-codex default · /work/app', '  ? for shortcuts'].join(
  '\n',
);

let ctx: FakeContext;
let chosen: string[];
beforeEach(() => {
  ctx = createFakeContext();
  ctx.processes.outputs.set('/bin/codex', 'codex-cli 0.171.0\n');
  chosen = [];
});

/** The agent shows these screens in turn, each until Enter, and then its composer. */
function play(names: string[]): void {
  ctx.tmux.onStart = (_session, pane) => {
    pane.command = 'codex';
    const rest = [...names];
    let at = 0;
    const draw = () => {
      const screen = SCREENS[rest[0] ?? ''];
      pane.cursor = screen ? { x: 0, y: 0, hidden: true } : { x: 2, y: 0 };
      const rows = screen?.options.map((label, n) => `${n === at ? '›' : ' '} ${n + 1}. ${label}`) ?? [];
      pane.screen = screen ? [...screen.head, ...rows, '', screen.hint].join('\n') : COMPOSER;
    };
    pane.onKey = (key) => {
      if (key === 'Down') at++;
      if (key === 'Up') at--;
      if (key === 'Enter') {
        chosen.push(SCREENS[rest.shift() ?? '']?.options[at] ?? '');
        at = 0;
      }
      draw();
    };
    draw();
  };
}

const onlyPane = () => [...ctx.tmux.panes.values()][0] as FakePane;
const start = () => launch(ctx, { name: 'job', backend: 'codex', trust: true });

test('a notice that comes before the trust gate is declined, and the folder is trusted', async () => {
  play(['update', 'trust']);
  await start();
  expect(chosen).toEqual(['Skip', 'Trust and continue']);
  expect(onlyPane().screen).toBe(COMPOSER);
});

test('a notice alone is declined too: only then is it known whether a trust gate follows', async () => {
  play(['update']);
  await start();
  expect(chosen).toEqual(['Skip']);
});

test('a notice without a plain refusal is left to the person, and the error says how to continue', async () => {
  play(['forced', 'trust']);
  await expect(start()).rejects.toMatchObject({
    code: 'gated',
    message: expect.stringMatching(/"job" is up, but it is not proven to trust its folder: .*csd approve job --match/),
    data: { session: 'job', gate: 'other' },
  });
  expect(chosen).toEqual([]);
  expect(ctx.files.texts.has('/state/job.json')).toBe(true);
});

test('the login choice may precede it, and is left to the person: a run ends there as at any gate', async () => {
  play(['login', 'trust']);
  await expect(start()).rejects.toMatchObject({ code: 'gated', data: { session: 'job', gate: 'login' } });
  await killSession(ctx, 'job');
  play(['login', 'trust']);
  const request = { name: 'job', backend: 'codex', trust: true };
  const ran = await runPrompt(ctx, {
    target: { kind: 'launch', request },
    prompt: 'begin',
    keep: false,
    timeoutMs: 5000,
    approvePlan: false,
  });
  expect(ran).toMatchObject({ status: 'gated', gate: 'login', session: 'job' });
  expect(chosen).toEqual([]);
});

test('an unknown dialog proves nothing: it may be the trust gate in other words', async () => {
  play(['unnamed']);
  await expect(start()).rejects.toMatchObject({
    code: 'gated',
    message: expect.stringContaining('it is not proven to trust its folder'),
    data: { session: 'job', gate: 'other', options: ['So be it', 'Not now'] },
  });
  expect(chosen).toEqual([]);
});

test('is left alone without --trust', async () => {
  play(['update', 'trust']);
  await launch(ctx, { name: 'job', backend: 'codex' });
  expect(chosen).toEqual([]);
});

test.each([
  ['works at it', 0.1, 60_000, undefined],
  ['has stopped', 0, 60_000, 'timeout'],
])('an agent that draws nothing for a minute and %s', async (_, share, drawsInMs, code) => {
  const begun = ctx.clock.now();
  play(['trust']);
  const { onStart } = ctx.tmux;
  ctx.tmux.onStart = (session, pane) => {
    onStart?.(session, pane);
    const drawn = pane.screen;
    pane.onLook = () => {
      const isUp = ctx.clock.now() - begun >= drawsInMs;
      if (isUp && pane.screen === '') pane.screen = drawn;
      if (!isUp) pane.screen = '';
      ctx.processes.cpu.set(pane.pid, (ctx.clock.now() - begun) * share);
    };
  };
  if (code === undefined) await start();
  else await expect(start()).rejects.toMatchObject({ code });
  expect(chosen).toEqual(code === undefined ? ['Trust and continue'] : []);
});

test('a composer that is drawn before a slow agent has started does not prove that no trust gate comes', async () => {
  const begun = ctx.clock.now();
  play(['trust']);
  const { onStart } = ctx.tmux;
  ctx.tmux.onStart = (session, pane) => {
    onStart?.(session, pane);
    const gate = { screen: pane.screen, cursor: pane.cursor };
    const early = { screen: '› Ask Codex to do anything\n\n  ? for shortcuts', cursor: { x: 2, y: 0 } };
    let isUp = false;
    pane.onLook = () => {
      ctx.processes.cpu.set(pane.pid, (ctx.clock.now() - begun) * 0.1);
      if (isUp) return;
      isUp = ctx.clock.now() - begun >= 20_000;
      Object.assign(pane, isUp ? gate : early);
    };
  };
  await start();
  expect(chosen).toEqual(['Trust and continue']);
});
