import { beforeEach, describe, expect, test, vi } from 'vitest';
import { callOperation } from '../../../src/operations/call-operation.ts';
import { abort } from '../../../src/operations/delegates/abort.ts';
import { continueDelegate } from '../../../src/operations/delegates/continue.ts';
import { delegate } from '../../../src/operations/delegates/delegate.ts';
import { finish } from '../../../src/operations/delegates/finish.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { ScriptedAgent } from '../scripted.ts';

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
});

/** The error of a call that must be refused; fails if anything was started, typed or written for it. */
async function refusal(call: () => Promise<unknown>) {
  const before = [...ctx.files.texts.keys()].sort();
  const panes = ctx.tmux.panes.size;
  const error = await call().then(
    () => ({ code: 'none', message: '' }),
    (thrown: { code: string; message: string }) => thrown,
  );
  expect(ctx.tmux.panes.size).toBe(panes);
  expect([...ctx.files.texts.keys()].filter((file) => !file.endsWith('.lock')).sort()).toEqual(before);
  return { code: error.code, message: error.message };
}

const tries = (input: object) => refusal(() => callOperation(delegate, { name: 'job', task: 'Do it.', ...input }, ctx));

describe('an invalid delegation is refused before anything starts', () => {
  test.each([
    ['a negative cost', { max_cost: -1 }, /max-cost.*-1/],
    ['a cost of zero', { max_cost: 0 }, /max-cost/],
    ['an absurd cost', { max_cost: 1e9 }, /max-cost/],
    ['negative turns', { max_turns: -3 }, /max-turns|max_turns/],
    ['half a turn', { max_turns: 0.5 }, /max-turns|max_turns/],
    ['an absurd number of turns', { max_turns: 1e9 }, /max-turns/],
    ['no time', { max_time: 0 }, /max-time/],
    ['a time of years', { max_time: 1e9 }, /max-time/],
    ['a limit that is not a number', { max_cost: 'much' }, /max_cost/],
    ['a glob that matches everything', { protect: ['**'] }, /matches everything/],
    ['the root', { protect: ['/'] }, /matches everything/],
    ['an empty glob', { protect: [''] }, /not a valid glob/],
    ['a negation', { protect: ['!src'] }, /negation/],
    ['removed protection', { protect: ['src/'], no_safety: true }, /no-safety/],
    ['an unknown preset', { preset: 'everything' }, /preset/],
    ['a rule that read-only cannot have', { preset: 'read-only', allow: ['Bash'] }, /read-only/],
    ['an empty task', { task: ' ' }, /task is empty/],
    ['a task over 10 MiB', { task: 'x'.repeat(10 * 1024 * 1024 + 1) }, /10 MiB/],
    ['a context over 10 MiB', { context: 'x'.repeat(10 * 1024 * 1024) }, /10 MiB/],
    ['a context twice', { context: 'a', context_file: 'b' }, /context/],
    ['an unknown agent', { backend: 'nobody' }, /nobody/],
    ['a cost limit, for which codex reports no cost', { backend: 'codex', max_cost: 1 }, /does not report its cost/],
    ['a preset that codex does not support: full', { backend: 'codex', preset: 'full' }, /full/],
    ['a preset that codex does not support: plan', { backend: 'codex', preset: 'plan' }, /plan/],
    ['a rule that codex does not support', { backend: 'codex', allow: ['Bash'] }, /allow/],
  ])('%s', async (_, input, message) => {
    const { code, message: said } = await tries(input);
    expect(code).toBe('bad_input');
    expect(said).toMatch(message);
  });

  test('full mode without the consent that it needs', async () => {
    expect(await tries({ preset: 'full' })).toMatchObject({ code: 'forbidden' });
  });

  test.each(['screen', 'stream'])('the same with the driver %s', async (driver) => {
    expect(await tries({ driver, max_cost: -1 })).toMatchObject({ code: 'bad_input' });
    expect(await tries({ driver, protect: ['*'] })).toMatchObject({ code: 'bad_input' });
    expect(await tries({ driver, backend: 'codex', preset: 'plan' })).toMatchObject({ code: 'bad_input' });
  });
});

describe('a session without a delegated task', () => {
  test.each([
    ['continue', () => callOperation(continueDelegate, { name: 'job', message: 'go on' }, ctx)],
    ['finish', () => callOperation(finish, { name: 'job' }, ctx)],
    ['abort', () => callOperation(abort, { name: 'job' }, ctx)],
    ['delegate', () => callOperation(delegate, { name: 'job', task: 'Do it.' }, ctx)],
  ])('%s', async (_, call) => {
    const agent = new ScriptedAgent(ctx);
    const { saveSidecar } = await import('../../../src/drive/session/sidecars/sidecar-store.ts');
    await saveSidecar(ctx, agent.sidecar);
    expect(await refusal(call)).toMatchObject({ code: 'not_a_delegate' });
    expect(agent.keys).toEqual([]);
  });

  test.each([
    [{ max_cost: -1 }, 'bad_input'],
    [{ message: ' ' }, 'bad_input'],
    [{ message: 'x'.repeat(10 * 1024 * 1024 + 1) }, 'bad_input'],
    [{}, 'no_such_session'],
  ])('and one that does not exist: %o', async (input, code) => {
    const call = () => callOperation(continueDelegate, { name: 'gone', message: 'go on', ...input }, ctx);
    expect(await refusal(call)).toMatchObject({ code });
  });
});

test('codex is asked once whether it will call the guard, because each question starts it', async () => {
  let asked = 0;
  const ask = ctx.processes.ask.bind(ctx.processes);
  ctx.processes.ask = async (program, args, question) => {
    asked++;
    await ask(program, args, question);
    const command = /command="((?:[^"\\]|\\.)*)"/.exec(args.join(' '))?.[1] ?? '';
    const hook = {
      sourcePath: '/<session-flags>/config.toml',
      eventName: 'preToolUse',
      command: JSON.parse(`"${command}"`) as string,
      enabled: true,
      trustStatus: 'trusted',
    };
    return JSON.stringify({ id: 2, result: { data: [{ hooks: [hook] }] } });
  };
  Object.assign(ctx, { program: ['/bin/csd'] });
  // Nothing on the fakes plays its first screen: it fails once it was started.
  const over = new AbortController();
  ctx.signal = over.signal;
  const started = callOperation(delegate, { name: 'job', task: 'Do it.', backend: 'codex' }, ctx);
  started.catch(() => undefined);
  await vi.waitFor(() => expect(ctx.tmux.panes.size).toBe(1));
  over.abort();
  expect(asked).toBe(1);
});
