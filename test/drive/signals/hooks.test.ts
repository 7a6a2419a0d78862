import { beforeEach, describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { observe } from '../../../src/drive/observe/observe.ts';
import { inject } from '../../../src/drive/screen/send/send.ts';
import { planHooks } from '../../../src/drive/signals/hooks.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { ScriptedAgent } from '../scripted.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const EVENTS = '/hooks/job/events.jsonl';

describe('the plan', () => {
  let ctx: FakeContext;
  beforeEach(() => {
    ctx = createFakeContext();
  });
  const plan = (...args: string[]) =>
    planHooks(ctx, { name: 'job', backend: claude, cwd: '/work/app', callerArgs: args });

  test('puts a private settings file before the caller’s arguments', async () => {
    const { agentArgs, eventsPath, settingsPath } = await plan('--model', 'opus');
    expect(agentArgs).toEqual(['--settings', settingsPath, '--model', 'opus']);
    expect([settingsPath, eventsPath]).toEqual(['/hooks/job/settings.json', EVENTS]);
  });

  test.each([
    ['a file', ['--settings', 'mine.json', '--verbose']],
    ['a file after =', ['--settings=/work/app/mine.json', '--verbose']],
    ['JSON', ['--settings', '{"model": "opus"}', '--verbose']],
  ])('merges the settings of the caller: %s', async (_, args) => {
    ctx.files.put('/work/app/mine.json', '{"model": "opus"}');
    const { agentArgs, settings, settingsPath } = await plan(...args);
    expect(agentArgs).toEqual(['--settings', settingsPath, '--verbose']);
    expect(JSON.parse(settings)).toMatchObject({ model: 'opus', hooks: { Stop: [{}] } });
  });

  test.each([
    ['a missing file', ['--settings', 'none.json'], /none\.json.* cannot be read/],
    ['no JSON', ['--settings', '{oops'], /is not a JSON object/],
    ['twice', ['--settings', '{}', '--settings', '{}'], /twice/],
    ['no value', ['--settings'], /no value/],
  ])('refuses %s', async (_, args, message) => {
    await expect(plan(...args)).rejects.toMatchObject({ code: 'bad_input', message: expect.stringMatching(message) });
  });

  test('refuses an agent that reports no events', async () => {
    const { hooks: _, ...silent } = claude;
    await expect(
      planHooks(ctx, { name: 'job', backend: silent, cwd: '/work/app', callerArgs: [] }),
    ).rejects.toMatchObject({ code: 'bad_input' });
  });
});

describe('events as proof', () => {
  let ctx: FakeContext;
  let agent: ScriptedAgent;
  let log: string;
  beforeEach(() => {
    ctx = createFakeContext();
    agent = new ScriptedAgent(ctx);
    agent.sidecar.events_path = EVENTS;
    log = '';
    report('SessionStart');
    agent.transcriptLag = undefined;
    agent.writesStatus = false;
  });
  const report = (event: string, more: object = {}, session = ID) => {
    const record = { session_id: session, hook_event_name: event, ...more };
    log += `${JSON.stringify({ ts: Math.floor(ctx.clock.now() / 1000), event: record })}\n`;
    ctx.files.put(EVENTS, log);
  };
  const send = (text: string) => inject(ctx, agent.sidecar, text, { submit: true, retries: 2 });

  test('a prompt that the agent reports was submitted', async () => {
    agent.onSubmit = (text) => report('UserPromptSubmit', { prompt: text });
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted', confirmed_by: 'hook' });
  });

  test('also if the screen no longer shows it', async () => {
    agent.onSubmit = (text) => {
      report('UserPromptSubmit', { prompt: text });
      agent.pane.dead = true;
    };
    await expect(send('say hello')).resolves.toMatchObject({ confirmed_by: 'hook' });
  });

  test('an earlier report of the same prompt proves nothing, nor one of another session or text', async () => {
    report('UserPromptSubmit', { prompt: 'say hello' });
    agent.onSubmit = () => {
      report('UserPromptSubmit', { prompt: 'say hello' }, ID.replace('1', '2'));
      report('UserPromptSubmit', { prompt: 'something else' });
    };
    await expect(send('say hello')).rejects.toMatchObject({ code: 'not_accepted', data: { step: 'confirm' } });
  });

  test('without any report the other signals still prove it', async () => {
    agent.transcriptLag = 50;
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted' });
  });

  test('the newest event is reported as evidence, and decides nothing', async () => {
    const [before] = await observe(ctx, [agent.sidecar]);
    report('PermissionRequest', { tool_name: 'Bash' });
    const [after] = await observe(ctx, [agent.sidecar]);
    expect(after?.verdict.evidence).toContainEqual(
      expect.objectContaining({ signal: 'hooks', said: 'PermissionRequest Bash' }),
    );
    expect(after?.verdict.state).toEqual(before?.verdict.state);
  });
});
