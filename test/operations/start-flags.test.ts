import { beforeEach, describe, expect, test } from 'vitest';
import { claude } from '../../src/backends/claude/agent.ts';
import { BACKENDS, DEFAULT_BACKEND } from '../../src/backends/index.ts';
import type { AnyOperation } from '../../src/contract/operation.ts';
import type { Driver } from '../../src/faces/library/driver.ts';
import { LABEL_FIELDS } from '../../src/operations/label-flags.ts';
import { run } from '../../src/operations/sessions/run.ts';
import { spawn } from '../../src/operations/sessions/spawn.ts';
import { START_FIELDS, START_HELP, toFlags, toLaunchRequest } from '../../src/operations/start-flags.ts';
import { adopt } from '../../src/operations/workers/adopt.ts';
import { launch } from '../../src/operations/workers/launch.ts';
import { createFakeContext, type FakeContext } from '../fakes/context.ts';

const ID = '11111111-2222-3333-4444-555555555555';
const OTHER = { ...claude, name: 'other' };

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
  ctx.backends = new Map([...ctx.backends, ['other', OTHER]]);
});

describe('the flags of all commands that start a session come from one table', () => {
  test('spawn and run take every one, with its help', () => {
    expect(spawn.input.shape).toMatchObject({ ...START_FIELDS, ...LABEL_FIELDS });
    expect(run.input.shape).toMatchObject(START_FIELDS);
    for (const operation of [spawn, run] as AnyOperation[]) expect(operation.describe).toMatchObject(START_HELP);
  });

  test('launch and adopt take those of a worker', () => {
    for (const { input, describe } of [launch, adopt]) {
      expect(input.shape).toMatchObject({ backend: START_FIELDS.backend, agent_args: START_FIELDS.agent_args });
      expect(describe).toMatchObject({ backend: START_HELP.backend, agent_args: START_HELP.agent_args });
    }
  });

  test('the library’s types contain them', () => {
    type Input = Parameters<Driver['spawn']>[0];
    const good: Input = { model: 'opus', yolo: true, agent_args: ['--verbose'] };
    // @ts-expect-error a switch is no word
    const wrong: Input = { yolo: 'yes' };
    expect([good, wrong].map((input) => spawn.input.safeParse(input).success)).toEqual([true, false]);
  });

  test('run with a session refuses all flags that only a start can have', () => {
    const groups = (run.exclusive ?? []).map((group) => [...group] as string[]);
    const refused = Object.keys(START_FIELDS).filter((name) =>
      groups.some((group) => group.includes('session') && group.includes(name)),
    );
    expect(refused).toEqual(Object.keys(START_FIELDS).filter((name) => name !== 'backend'));
  });
});

describe('a launch request', () => {
  test.each([
    [{}, {}],
    [{ trust: false, hooks: false, agent_args: [] }, {}],
    [
      { cwd: '/a', name: 'n', size: '100x40', model: 'm', session_id: ID },
      { cwd: '/a', name: 'n', size: { width: 100, height: 40 }, options: { model: 'm' }, sessionId: ID },
    ],
    [{ resume: ID }, { sessionId: ID, resume: true }],
    [{ worktree: false }, {}],
    [{ worktree: true }, { worktree: true }],
    [{ worktree: 'aside' }, { worktree: 'aside' }],
    [
      { yolo: true, trust: false },
      { bypass: true, trust: true },
    ],
    [
      { backend: 'other', bypass_permissions: true },
      { backend: 'other', permissionMode: claude.launch.bypassMode },
    ],
    [{ backend: 'nobody', bypass_permissions: true }, { backend: 'nobody' }],
    [
      { permission_mode: 'plan', no_usage: true, agent_args: ['-x'] },
      { permissionMode: 'plan', noUsage: true, agentArgs: ['-x'] },
    ],
  ])('of %j', (input, request) => {
    expect(toLaunchRequest(input, ctx)).toEqual(request);
  });

  test('its flags are written for the command line, without defaults', () => {
    expect(toFlags({ backend: DEFAULT_BACKEND, trust: true, hooks: false, agent_args: ['-x'] })).toEqual(['--trust']);
    expect(toFlags({ backend: 'other', permission_mode: 'plan' })).toEqual([
      '--backend',
      'other',
      '--permission-mode',
      'plan',
    ]);
  });
});

test('the default agent is the first of the table', () => {
  expect([...BACKENDS.keys()][0]).toBe(DEFAULT_BACKEND);
  expect(spawn.input.parse({}).backend).toBe(DEFAULT_BACKEND);
});

test('the command that starts a worker again names its agent', async () => {
  ctx.tmux.onStart = (_, pane) => {
    pane.command = 'claude';
    ctx.clock.after(300, () => {
      pane.screen = `${'─'.repeat(80)}\n❯ \n${'─'.repeat(80)}\n  ? for shortcuts`;
    });
  };
  const input = { name: 'w', cwd: '/work/app', gated: true, agent_args: ['--verbose'] };
  const { reproduce } = await launch.run({ ...input, backend: 'other' }, ctx);
  expect(reproduce).toBe('csd launch w /work/app --gated --backend other -- --verbose');
});
