import { describe, expect, test } from 'vitest';
import { codex } from '../../../src/backends/codex/agent.ts';
import { held, readCodexRecord } from '../../../src/backends/codex/transcript.ts';
import { foldTurn } from '../../../src/detect/transcript/turn.ts';

const ID = '01a1ff3c-8b5a-72a0-9ac8-452b8f0e6693';
const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, second)).toISOString();
const event = (second: number, payload: object) => ({ timestamp: at(second), type: 'event_msg', payload });
const item = (second: number, payload: object) => ({ timestamp: at(second), type: 'response_item', payload });
const says = (second: number, text: string, id?: string) =>
  item(second, { type: 'message', role: 'assistant', ...(id && { id }), content: [{ type: 'output_text', text }] });
const prompt = (second: number, message: string) => event(second, { type: 'user_message', message });
const fold = (...records: unknown[]) => foldTurn(records.flatMap(readCodexRecord));

describe('a turn of a rollout', () => {
  test('runs from its start to its completion, with the last message as its text', () => {
    const begun = [event(1, { type: 'task_started' }), prompt(1, 'say hello'), says(2, 'I look.')];
    expect(fold(...begun)).toMatchObject({ phase: 'running', prompt: 'say hello', text: 'I look.' });
    const call = item(3, { type: 'function_call', name: 'exec_command', call_id: 'c1', arguments: '{"cmd":"ls"}' });
    expect(fold(...begun, call)).toMatchObject({
      openTools: [{ id: 'c1', name: 'exec_command', input: { cmd: 'ls' } }],
      text: 'I look.',
    });
    const answered = item(4, { type: 'function_call_output', call_id: 'c1', output: 'a' });
    const over = [answered, says(5, 'All is fine.'), event(6, { type: 'task_complete' })];
    expect(fold(...begun, call, ...over)).toMatchObject({ phase: 'ended', openTools: [], text: 'All is fine.' });
  });

  test('takes its prompt from the form of later releases too', () => {
    const content = [{ type: 'text', text: 'say hello' }];
    const completed = event(1, { type: 'item_completed', item: { type: 'UserMessage', content } });
    expect(fold(event(1, { type: 'task_started' }), completed)).toMatchObject({
      phase: 'running',
      prompt: 'say hello',
    });
  });

  test('is interrupted only by a person; a replaced one has ended', () => {
    const begun = [event(1, { type: 'task_started' }), prompt(1, 'think')];
    expect(fold(...begun, event(2, { type: 'turn_aborted', reason: 'interrupted' }))).toMatchObject({
      phase: 'ended',
      interrupted: true,
    });
    expect(fold(...begun, event(2, { type: 'turn_aborted', reason: 'replaced' }))).toMatchObject({
      phase: 'ended',
      interrupted: false,
    });
  });

  test('fails with the reason of its end, and with the time at which a limit resets', () => {
    const end = (message: string) => event(2, { type: 'task_complete', error: { message, codex_error_info: 'other' } });
    expect(fold(prompt(1, 'bad'), end('prompt is bad')).error).toEqual({ message: 'prompt is bad', kind: 'other' });
    const limit = 'You’ve hit your usage limit. Upgrade, or try again at 3:05 PM.';
    expect(fold(prompt(1, 'bad'), end(limit)).error?.resets).toBe('3:05 PM');
  });

  test('shows its plan separately from the text around it', () => {
    const text = 'Here it is.\n<proposed_plan>\n# Plan\n\n1. Do it\n</proposed_plan>\n';
    expect(fold(prompt(1, 'plan'), says(2, text))).toMatchObject({
      text: 'Here it is.',
      plan: { text: '# Plan\n\n1. Do it' },
    });
  });

  test('is not opened by text that the agent writes in the person’s name', () => {
    const content = [{ type: 'input_text', text: '<environment_context>' }];
    expect(readCodexRecord(item(1, { type: 'message', role: 'user', content }))).toEqual([]);
  });

  test.each([
    null,
    1,
    'x',
    [],
    {},
    { payload: null },
    { type: 'event_msg', payload: { type: 7 } },
    { type: 'event_msg', payload: { type: 'item_completed', item: 3 } },
    { type: 'response_item', payload: { type: 'message', role: 'assistant', content: 5 } },
  ])('tolerates %j', (record) => {
    expect(() => readCodexRecord(record)).not.toThrow();
  });
});

test('a turn copied with the time of the copy keeps its original time', () => {
  const seconds = (second: number) => Date.UTC(2030, 0, 1, 0, 0, second) / 1000;
  const turn = (written: number, began: number) =>
    fold(event(written, { type: 'task_started', started_at: seconds(began) }), prompt(written, 'say hello'));
  expect([turn(30, 10), turn(30, 30), turn(30, 29)].map(({ promptAt }) => promptAt)).toEqual([
    seconds(10) * 1000,
    seconds(30) * 1000,
    seconds(30) * 1000,
  ]);
  // The id of a turn contains its time in ms.
  const named = (written: number, began: number) => {
    const stamp = began.toString(16).padStart(12, '0');
    const turn_id = `${stamp.slice(0, 8)}-${stamp.slice(8)}-7f63-844d-9e55ef5e29e5`;
    const started = event(written, { type: 'task_started', started_at: Math.floor(began / 1000), turn_id });
    return fold(started, prompt(written, 'say hello')).promptAt;
  };
  const copy = seconds(30) * 1000;
  expect([named(30, copy - 900), named(30, copy - 20)]).toEqual([copy - 900, copy]);
});

describe('a conversation whose id the agent chose', () => {
  const path = `/home/me/.codex/sessions/2030/01/01/rollout-2030-01-01T00-00-00-${ID}.jsonl`;

  test('is identified by its record and by its lock', () => {
    expect([held.record(path), held.conversation(path)]).toEqual([ID, ID]);
    const lock = `/home/me/.codex/thread-writer-locks/${ID}.lock`;
    expect([held.record(lock), held.conversation(lock)]).toEqual([undefined, ID]);
    expect(held.conversation('/home/me/.codex/state_5.sqlite')).toBeUndefined();
  });

  test('begins with its folder and start; a subagent’s is not a person’s', () => {
    const meta = (source: unknown) =>
      JSON.stringify({
        timestamp: at(9),
        type: 'session_meta',
        payload: { id: ID, timestamp: at(3), cwd: '/work/a "b"', source },
      });
    expect(held.opening(`${meta('cli')}\n{"type":"event_msg"`)).toEqual({
      cwd: '/work/a "b"',
      startedAt: Date.parse(at(3)),
    });
    expect(held.opening(meta({ subagent: 'review' }))).toBeUndefined();
    expect(held.opening('{"type":"event_msg"}')).toBeUndefined();
  });
});

describe('the command line', () => {
  const args = (mode?: string, help = '') =>
    codex.launch.args({ sessionId: ID, resume: false, agentArgs: [], help, ...(mode && { permissionMode: mode }) });

  test.each(codex.launch.permissionModes)('has its own flags for the mode %s', (mode) => {
    const others = codex.launch.permissionModes.filter((other) => other !== mode);
    expect(others.map((other) => args(other))).not.toContainEqual(args(mode));
  });

  test('has the flag against the background server if the release knows it', () => {
    expect([args('default'), args('default', 'Options:\n  --no-daemon\n')]).toEqual([[], ['--no-daemon']]);
  });

  test('resumes a conversation', () => {
    expect(codex.launch.args({ sessionId: ID, resume: true, agentArgs: ['-m', 'x'] })).toEqual([
      'resume',
      ID,
      '-m',
      'x',
    ]);
  });
});

test.each([
  ['!touch it', '\\!touch it'],
  ['  !touch it', '\\!touch it'],
  ['  /quit now', ' /quit now'],
  ['/quit', '/quit'],
  ['/usr/bin is a folder', '/usr/bin is a folder'],
  ['look at @src', 'look at @src '],
  ['use $skill', 'use $skill '],
  ['a\x03b\x1b[201~', 'ab'],
])('%j is typed as %j', (prompt, typed) => {
  expect(codex.input.escapePrompt(prompt, false)).toBe(typed);
});

test('the folders of a session are found when the clock was set back since its start', () => {
  const [from, to] = [Date.UTC(2030, 5, 20), Date.UTC(2030, 5, 10)];
  const folders = held.folders('/home/me/.codex', from, to);
  expect(folders).toContain('/home/me/.codex/sessions/2030/06/20');
  expect(folders).toContain('/home/me/.codex/sessions/2030/06/10');
});
