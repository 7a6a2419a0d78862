import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/backends/claude/stream.ts';
import type { StreamFact } from '../../../src/detect/agent/stream-grammar.ts';

const { read } = stream;
const ID = '0db7eb2f-f4ab-4e6b-bf9f-886dad2a573d';
const TOOL = 'toolu_1';

const request = (fields: object) => ({
  type: 'control_request',
  request_id: 'g1',
  request: { subtype: 'can_use_tool', tool_use_id: TOOL, ...fields },
});
const gateOf = (fields: object) => {
  const [fact] = read(request(fields));
  if (fact?.kind !== 'gate') throw new Error('no gate');
  return fact.gate;
};
const BASH = {
  tool_name: 'Bash',
  display_name: 'Bash',
  input: { command: 'touch made.txt', description: 'Make a file' },
  description: 'Make a file',
  permission_suggestions: [
    {
      type: 'addRules',
      rules: [{ toolName: 'Bash', ruleContent: 'touch made.txt' }],
      behavior: 'allow',
      destination: 'localSettings',
    },
    { type: 'addDirectories', directories: ['/work/app'], destination: 'session' },
    { type: 'setMode', mode: 'acceptEdits', destination: 'session' },
  ],
};

describe('records of a turn', () => {
  test.each<[string, unknown, StreamFact[]]>([
    [
      'initialize',
      { type: 'control_response', response: { request_id: 'csd-initialize', response: {} } },
      [{ kind: 'ready' }],
    ],
    [
      'init',
      { type: 'system', subtype: 'init', session_id: ID, model: 'm', permissionMode: 'plan' },
      [{ kind: 'conversation', id: ID, model: 'm', mode: 'plan' }, { kind: 'began' }],
    ],
    ['an echoed prompt', { type: 'user', uuid: 'u', isReplay: true }, [{ kind: 'taken', id: 'u' }]],
    [
      '2.1.332 starts a prompt',
      { type: 'command_lifecycle', command_uuid: 'u', state: 'started' },
      [{ kind: 'taken', id: 'u' }],
    ],
    [
      '2.1.332 queues one',
      { type: 'command_lifecycle', command_uuid: 'u', state: 'queued' },
      [{ kind: 'queued', id: 'u' }],
    ],
    [
      'text',
      {
        type: 'assistant',
        message: {
          id: 'm',
          content: [{ type: 'text', text: 'Hi' }],
          usage: { input_tokens: 7, cache_read_input_tokens: 3 },
        },
      },
      [{ kind: 'text', text: 'Hi', message: 'm', contextUsed: 10 }],
    ],
    [
      'a tool',
      {
        type: 'assistant',
        message: { id: 'm', content: [{ type: 'tool_use', id: TOOL, name: 'Bash', input: { command: 'ls' } }] },
      },
      [{ kind: 'tool', id: TOOL, name: 'Bash', input: { command: 'ls' }, command: 'ls' }],
    ],
    [
      'its result',
      {
        type: 'user',
        message: { content: [{ type: 'tool_result', tool_use_id: TOOL, content: 'no', is_error: true }] },
      },
      [{ kind: 'tool_ended', id: TOOL, failed: true, text: 'no' }],
    ],
    [
      'streamed text',
      { type: 'stream_event', event: { type: 'content_block_delta', delta: { type: 'text_delta', text: 'H' } } },
      [{ kind: 'delta', text: 'H' }],
    ],
    [
      'text of a subagent',
      { type: 'assistant', parent_tool_use_id: TOOL, message: { content: [{ type: 'text', text: 'x' }] } },
      [],
    ],
    [
      'a retry',
      {
        type: 'system',
        subtype: 'api_retry',
        attempt: 3,
        max_retries: 10,
        retry_delay_ms: 1200,
        error_status: 529,
        error: 'overloaded',
      },
      [{ kind: 'detail', detail: 'retrying', retry: '529 overloaded · retrying in 1s · attempt 3/10' }],
    ],
    [
      'compaction',
      { type: 'system', subtype: 'status', status: 'compacting' },
      [{ kind: 'detail', detail: 'compacting' }],
    ],
    [
      'a gate that the agent closes',
      { type: 'control_cancel_request', request_id: 'g1' },
      [{ kind: 'gate_closed', id: 'g1' }],
    ],
    [
      'an accepted answer',
      { type: 'control_response', response: { request_id: 'g1', response: { behavior: 'allow', updatedInput: {} } } },
      [{ kind: 'gate_answered', id: 'g1' }],
    ],
  ])('%s', (_, record, facts) => {
    expect(read(record)).toEqual(facts);
  });

  test('results: done, failed, interrupted, a command', () => {
    const result = (fields: object) => read({ type: 'result', subtype: 'success', num_turns: 1, ...fields })[0];
    expect(result({ result: 'Hi', stop_reason: 'end_turn', total_cost_usd: 0.5 })).toEqual({
      kind: 'ended',
      text: 'Hi',
      stopReason: 'end_turn',
      usage: { cost: 0.5 },
    });
    expect(result({ is_error: true, result: 'API Error: 400 bad', terminal_reason: 'api_error' })).toMatchObject({
      text: '',
      error: 'API Error: 400 bad',
    });
    expect(
      result({ subtype: 'error_max_budget_usd', is_error: true, errors: ['Reached maximum budget ($0.001)'] }),
    ).toMatchObject({ error: 'Reached maximum budget ($0.001)' });
    const cut = result({
      subtype: 'error_during_execution',
      is_error: true,
      terminal_reason: 'aborted_tools',
      errors: ['[ede]'],
    });
    expect(cut).toMatchObject({ interrupted: true });
    expect(cut).not.toHaveProperty('error');
    expect(result({ num_turns: 0, result: '## Context' })).toMatchObject({ command: true, text: '## Context' });
  });
});

describe('gates', () => {
  test('a tool that needs permission, with the same options as on the screen', () => {
    expect(gateOf(BASH)).toMatchObject({
      id: 'g1',
      kind: 'permission',
      tool: 'Bash',
      input: BASH.input,
      description: 'Make a file',
      prompt: 'Bash\n\ntouch made.txt\n\nMake a file',
      options: [
        { label: 'Yes', meaning: 'once' },
        { meaning: 'wider', label: "Yes, and don't ask again for: Bash(touch made.txt) (in localSettings)" },
        { meaning: 'wider', label: 'Yes, and allow access to /work/app for this session' },
        { meaning: 'wider', label: 'Yes, and allow all edits during this session' },
        { label: 'No', meaning: 'refuse' },
      ],
    });
  });

  test('yes allows only what was asked; a further option carries its suggestion; no carries the reason', () => {
    const gate = gateOf(BASH);
    const said = (verdict: Parameters<typeof stream.answer>[1]) =>
      (stream.answer(gate, verdict) as { response: { response: object } }).response.response;
    expect(said({ option: 0 })).toEqual({ behavior: 'allow', updatedInput: BASH.input });
    expect(said({ option: 2 })).toEqual({
      behavior: 'allow',
      updatedInput: BASH.input,
      updatedPermissions: [BASH.permission_suggestions[1]],
    });
    expect(said({ option: 4, message: 'Use b.txt.' })).toEqual({ behavior: 'deny', message: 'Use b.txt.' });
    expect(said({ option: 99 })).toMatchObject({ behavior: 'deny' });
  });

  test('a question is answered in its own words', () => {
    const input = { questions: [{ question: 'Which?', multiSelect: true, options: [{ label: 'A' }, { label: 'B' }] }] };
    const gate = gateOf({ tool_name: 'AskUserQuestion', input });
    expect(gate).toMatchObject({
      kind: 'question',
      questions: [{ question: 'Which?', options: ['A', 'B'], multiple: true }],
    });
    expect(stream.answer(gate, { answers: { 'Which?': 'A, B' } })).toMatchObject({
      response: { response: { behavior: 'allow', updatedInput: { ...input, answers: { 'Which?': 'A, B' } } } },
    });
  });

  test('a plan has its text if the agent reports it', () => {
    expect(gateOf({ tool_name: 'ExitPlanMode', input: { plan: '# A', planFilePath: '/p/a.md' } })).toMatchObject({
      kind: 'plan',
      plan: { path: '/p/a.md', text: '# A' },
    });
    expect(gateOf({ tool_name: 'ExitPlanMode', input: {} })).toMatchObject({ plan: { path: null, text: null } });
  });
});

test('an unknown record yields no facts', () => {
  for (const value of [
    undefined,
    null,
    7,
    'text',
    [],
    {},
    { type: 'user' },
    { type: 'result' },
    { type: 'assistant', message: 3 },
  ])
    expect(() => read(value)).not.toThrow();
  expect(read({ type: 'user', message: { content: [null, 3, { type: 'tool_result' }] } })).toEqual([]);
});

test('trust is what the agent’s own configuration says about the folder, or about one above it', () => {
  const config = {
    projects: { '/work/app': { hasTrustDialogAccepted: true }, '/work/b': { hasTrustDialogAccepted: false } },
  };
  for (const folder of ['/work/app', '/work/app/in', '/work/app/in/deep'])
    expect(stream.trust.holds(config, folder)).toBe(true);
  for (const folder of ['/work/b', '/work', '/work/apple', '/', 'constructor'])
    expect(stream.trust.holds(config, folder)).toBe(false);
  expect(stream.trust.holds(undefined, '/work/app')).toBe(false);
});
