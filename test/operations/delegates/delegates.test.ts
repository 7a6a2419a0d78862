import { beforeEach, describe, expect, test } from 'vitest';
import type { Delegate, DelegateResult } from '../../../src/contract/delegate.ts';
import type { AnyOperation } from '../../../src/contract/operation.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { callOperation } from '../../../src/operations/call-operation.ts';
import { abort } from '../../../src/operations/delegates/abort.ts';
import { continueDelegate } from '../../../src/operations/delegates/continue.ts';
import { delegate } from '../../../src/operations/delegates/delegate.ts';
import { adviseOn, exitOf } from '../../../src/operations/delegates/exit-codes.ts';
import { finish } from '../../../src/operations/delegates/finish.ts';
import { toLimitsRequest } from '../../../src/operations/delegates/limit-fields.ts';
import { ScriptedAgent } from '../../drive/scripted.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
});

const call = (operation: unknown, input: Record<string, unknown>) =>
  callOperation(operation as AnyOperation, input, ctx);

/** A delegate whose agent has ended. */
async function ended(more: Partial<Delegate> = {}): Promise<void> {
  const agent = new ScriptedAgent(ctx);
  agent.log.prompt('x');
  agent.finishTurn();
  agent.pane.exit(0);
  const own: Delegate = {
    preset: 'edit',
    limits: { cost_usd: null, turns: 50, time_s: 60 },
    on_limit: 'interrupt',
    safety: true,
    since: 0,
    before: { cost_usd: 0, turns: 0 },
    ...more,
  };
  await saveSidecar(ctx, { ...agent.sidecar, delegate: own });
}

describe('delegate', () => {
  test.each([
    ['no limit', { max_cost: 0 }, 'max-cost'],
    ['an absurd number of turns', { max_turns: 1e9 }, 'max-turns'],
    ['an empty task', { task: ' ' }, 'the task is empty'],
    ['an unknown preset', { preset: 'god' }, 'preset'],
    ['a rule that is a flag', { allow: ['--yolo'] }, 'allow'],
    ['a rule that the preset fixes', { permission_mode: 'plan' }, 'permission_mode'],
    ['context twice', { context: 'a', context_file: 'b' }, 'context'],
    ['a missing context file', { context_file: 'none.md' }, 'context-file: cannot read "none.md"'],
  ])('refuses %s, and starts nothing', async (_, change, said) => {
    const input = { name: 'job', task: 'Do it.', cwd: '/work/app', ...change };
    await expect(call(delegate, input)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining(said),
    });
    expect([...ctx.files.texts.keys()].filter((file) => file.startsWith('/state'))).toEqual([]);
  });
});

describe('closing', () => {
  test.each([
    ['finish', finish, 'finished'],
    ['abort', abort, 'aborted'],
  ])('%s says how the session was closed, and the second time that it already was', async (_, operation, closed) => {
    await ended();
    expect(await call(operation, { name: 'job' })).toMatchObject({ ok: true, name: 'job', closed, already: false });
    expect(await call(finish, { name: 'job' })).toMatchObject({ ok: true, closed, already: true });
    await expect(call(continueDelegate, { name: 'job', message: 'more' })).rejects.toMatchObject({
      code: expect.any(String),
    });
  });

  test.each([finish, abort, continueDelegate])('$name is only for delegates', async (operation) => {
    const agent = new ScriptedAgent(ctx);
    await saveSidecar(ctx, agent.sidecar);
    const input = { name: 'job', ...(operation === continueDelegate && { message: 'more' }) };
    await expect(call(operation, input)).rejects.toMatchObject({ code: 'not_a_delegate' });
    await expect(call(operation, { ...input, name: 'none' })).rejects.toMatchObject({ code: 'no_such_session' });
  });
});

describe('the outcome of an interaction', () => {
  test.each([
    ['completed', undefined, 0],
    ['running', undefined, 0],
    ['failed', undefined, 1],
    ['aborted', undefined, 1],
    ['cost_exceeded', undefined, 2],
    ['turns_exceeded', undefined, 2],
    ['time_exceeded', undefined, 2],
    ['needs_input', undefined, 3],
    ['needs_input', 'permission', 4],
  ] as const)('%s, gate %s, ends with %i', (status, gate, code) => {
    expect(exitOf({ status, gate })).toBe(code);
  });

  const result = (more: object) => ({ name: 'job', options: [], ...more }) as unknown as DelegateResult;

  test('says what prevents it, and how to answer it', () => {
    expect(adviseOn(result({ status: 'needs_input', question: 'Which?', options: ['A', 'B'] }))).toBe(
      'csd: the agent asks: Which?\n  1. A\n  2. B\nAnswer with csd continue job ANSWER.',
    );
    expect(adviseOn(result({ status: 'needs_input', gate: 'permission', question: 'Run it?' }))).toContain(
      'it waits at the permission gate: Run it?',
    );
    expect(adviseOn(result({ status: 'failed', error: 'the agent ended' }))).toBe('csd: failed: the agent ended');
  });

  test('limits are passed on as given, and no others', () => {
    expect(toLimitsRequest({ max_cost: 1, max_turns: 2, max_time: 3 })).toEqual({ cost: 1, turns: 2, timeS: 3 });
    expect(toLimitsRequest({})).toEqual({});
  });
});
