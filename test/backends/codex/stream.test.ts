import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/backends/codex/stream.ts';
import { unwrapCommand } from '../../../src/backends/codex/stream-items.ts';
import { streamDriver } from '../../../src/backends/codex/stream-start.ts';
import type { StreamFact, StreamNow } from '../../../src/detect/agent/stream-grammar.ts';

const THREAD = '01a22776-e1c4-7e23-9560-c865e97e6cc7';
const PROMPT = '0db7eb2f-f4ab-4e6b-bf9f-886dad2a573d';
const SESSION = { mark: 'ab12cd', opening: { method: 'thread/start', params: { cwd: '/work', sandbox: 'read-only' } } };
const NOW: StreamNow = {
  conversation: THREAD,
  turnId: 't1',
  running: true,
  text: 'So far.',
  tools: [],
  gates: [],
  pending: [{ id: PROMPT, taken: false, queued: false }],
};
const read = (record: unknown, now: Partial<StreamNow> = {}) => stream.read(record, { ...NOW, ...now }, SESSION);
const notice = (method: string, params: object = {}) => ({ method, params: { threadId: THREAD, ...params } });
const item = (which: 'started' | 'completed', fields: object) =>
  notice(`item/${which}`, { item: { id: 'i1', ...fields } });
const COMMAND = { type: 'commandExecution', command: "/bin/bash -lc 'ls -a'", cwd: '/work' };

describe('records of a turn', () => {
  test.each<[string, unknown, Partial<StreamNow>, StreamFact[]]>([
    [
      'an opened conversation',
      { id: 'csd-open', result: { thread: { id: THREAD }, model: 'm' } },
      {},
      [{ kind: 'conversation', id: THREAD, model: 'm' }, { kind: 'ready' }],
    ],
    [
      'one that cannot be opened',
      { id: 'csd-open', error: { code: -32600, message: 'no rollout found' } },
      {},
      [{ kind: 'failed', error: 'no rollout found' }],
    ],
    ['a turn begins', notice('turn/started', { turn: { id: 't2' } }), {}, [{ kind: 'began', id: 't2' }]],
    [
      'an echoed prompt',
      item('started', { type: 'userMessage', clientId: PROMPT }),
      {},
      [{ kind: 'taken', id: PROMPT }],
    ],
    ['a prompt without a sender', item('started', { type: 'userMessage', clientId: null }), {}, []],
    [
      'a prompt is put into the turn in flight',
      { id: PROMPT, result: { turn: { id: 't1' } } },
      {},
      [{ kind: 'queued', id: PROMPT }],
    ],
    [
      'into one that has already ended',
      { id: PROMPT, result: { turn: { id: 't1' } } },
      { running: false },
      [{ kind: 'lost', id: PROMPT }],
    ],
    ['a separate turn is due', { id: PROMPT, result: { turn: { id: 't2' } } }, { running: false }, []],
    [
      'a prompt is refused',
      { id: PROMPT, error: { message: 'thread not found' } },
      {},
      [{ kind: 'refused', id: PROMPT, error: 'thread not found' }],
    ],
    ['an answer without a prompt', { id: 'interrupt 1', error: { message: 'no turn' } }, {}, []],
    [
      'the conversation was cleared',
      { id: `clear ${PROMPT}`, result: { thread: { id: 'other' }, model: 'm' } },
      {},
      [
        { kind: 'conversation', id: 'other', model: 'm', fresh: true },
        { kind: 'dropped', id: PROMPT },
      ],
    ],
    ['streamed text', notice('item/agentMessage/delta', { delta: 'He' }), {}, [{ kind: 'delta', text: 'He' }]],
    ['streamed output', notice('item/commandExecution/outputDelta', { delta: 'x' }), {}, [{ kind: 'part' }]],
    [
      'text',
      item('completed', { type: 'agentMessage', text: 'Hello' }),
      {},
      [{ kind: 'text', text: 'Hello', message: 'i1' }],
    ],
    [
      'a command begins',
      item('started', COMMAND),
      {},
      [
        {
          kind: 'tool',
          id: 'i1',
          name: 'exec_command',
          input: { command: COMMAND.command, cwd: '/work' },
          command: 'ls -a',
          outlives: true,
        },
      ],
    ],
    [
      'and ends',
      item('completed', { ...COMMAND, status: 'completed', exitCode: 2, aggregatedOutput: 'no' }),
      {},
      [{ kind: 'tool_ended', id: 'i1', failed: true, text: 'no' }],
    ],
    [
      'a refused call',
      item('completed', { ...COMMAND, status: 'declined', exitCode: null, aggregatedOutput: null }),
      {},
      [{ kind: 'tool_ended', id: 'i1', failed: true, text: '' }],
    ],
    [
      'the turn ends',
      notice('turn/completed', {
        turn: { id: 't1', status: 'completed', items: [{ type: 'agentMessage', text: 'End.' }] },
      }),
      {},
      [{ kind: 'ended', text: 'End.' }],
    ],
    [
      'up to 0.150.0 without its text',
      notice('turn/completed', { turn: { id: 't1', status: 'completed', items: [] } }),
      {},
      [{ kind: 'ended', text: 'So far.' }],
    ],
    [
      'interrupted, with a prompt in it',
      notice('turn/completed', { turn: { id: 't1', status: 'interrupted', items: [] } }),
      { pending: [{ id: PROMPT, taken: false, queued: true }] },
      [
        { kind: 'ended', text: '', interrupted: true },
        { kind: 'lost', id: PROMPT },
      ],
    ],
    [
      'failed',
      notice('turn/completed', { turn: { status: 'failed', error: { message: 'it is refused' } } }),
      {},
      [{ kind: 'ended', text: '', error: 'it is refused' }],
    ],
    [
      'a requested compaction',
      notice('turn/completed', { turn: { status: 'completed', items: [] } }),
      { detail: 'compacting', text: '' },
      [{ kind: 'ended', text: '', command: true }],
    ],
    [
      'retried',
      notice('error', { error: { message: 'Reconnecting... 1/5' }, willRetry: true }),
      {},
      [{ kind: 'detail', detail: 'retrying', retry: 'Reconnecting... 1/5' }],
    ],
    ['reported by the end of the turn too', notice('error', { error: { message: 'x' }, willRetry: false }), {}, []],
    ['a subagent’s turn', { method: 'turn/completed', params: { threadId: 'sub', turn: {} } }, {}, []],
    [
      'a gate that timed out',
      notice('serverRequest/resolved', { requestId: 0 }),
      { gates: [{ id: 'ab12cd-0' }] },
      [{ kind: 'gate_closed', id: 'ab12cd-0' }],
    ],
    [
      'the answer to a gate is accepted',
      notice('serverRequest/resolved', { requestId: 0 }),
      {},
      [{ kind: 'gate_answered', id: 'ab12cd-0' }],
    ],
  ])('%s', (_, record, now, facts) => {
    expect(read(record, now)).toEqual(facts);
  });
});

describe('tokens', () => {
  const breakdown = (inputTokens: number, outputTokens: number) => ({
    inputTokens,
    outputTokens,
    cachedInputTokens: 2,
    cacheWriteInputTokens: 1,
    totalTokens: inputTokens + outputTokens,
  });
  const used = notice('thread/tokenUsage/updated', {
    tokenUsage: { total: breakdown(30, 20), last: breakdown(10, 5), modelContextWindow: 1000 },
  });
  const counts = { input: 27, output: 20, cacheRead: 2, cacheWrite: 1, contextSize: 1000 };

  test('belong to the conversation; those from before this agent are kept apart', () => {
    const [fact] = read(used);
    expect(fact).toMatchObject({
      kind: 'used',
      contextUsed: 15,
      usage: { ...counts, earlier: { input: 20, output: 15 } },
    });
    const [known] = read(used, { usedAt: 5 });
    expect(known).toEqual({ kind: 'used', contextUsed: 15, usage: counts });
  });

  test('are all from before in a resumed conversation', () => {
    const [fact] = read(used, { running: false });
    expect(fact).toMatchObject({ usage: { input: 27, earlier: { input: 27, output: 20 } } });
  });
});

describe('gates', () => {
  const gateOf = (method: string, params: object, now: Partial<StreamNow> = {}) => {
    const [fact] = read(
      { id: 3, method, params: { threadId: THREAD, turnId: 't1', itemId: 'i1', startedAtMs: 9, ...params } },
      now,
    );
    if (fact?.kind !== 'gate') throw new Error('no gate');
    return fact.gate;
  };
  const COMMAND_GATE = {
    kind: 'command',
    reason: 'It must be run.',
    command: "/bin/bash -lc 'touch one.txt'",
    cwd: '/work',
    availableDecisions: [
      'accept',
      { acceptWithExecpolicyAmendment: { execpolicy_amendment: ['touch', 'one.txt'] } },
      'cancel',
    ],
  };

  test('a command: complete, with the agent’s options in the words of its screen', () => {
    const gate = gateOf('item/commandExecution/requestApproval', COMMAND_GATE);
    expect(gate).toMatchObject({
      id: 'ab12cd-3',
      request: 3,
      kind: 'permission',
      tool: 'exec_command',
      input: COMMAND_GATE,
      description: 'It must be run.',
      prompt: 'It must be run.\n\n$ touch one.txt',
      question: 'Would you like to run the following command?',
    });
    expect(gate.input).not.toHaveProperty('threadId');
    expect(gate.options.map(({ label, meaning, ends }) => [label, meaning, ends])).toEqual([
      ['Yes, proceed', 'once', undefined],
      ["Yes, and don't ask again for commands that start with `touch one.txt`", 'wider', undefined],
      ['No, and tell Codex what to do differently', 'refuse', true],
    ]);
    expect(gate.options.map((_, option) => stream.answer(gate, { option }))).toEqual(
      COMMAND_GATE.availableDecisions.map((decision) => ({ id: 3, result: { decision } })),
    );
  });

  test('an unknown decision is not offered, and a persistent no exists', () => {
    const gate = gateOf('item/commandExecution/requestApproval', {
      ...COMMAND_GATE,
      availableDecisions: ['accept', 'x', {}],
    });
    expect(gate.options.map(({ meaning }) => meaning)).toEqual(['once', 'refuse']);
  });

  test('a host: blocking it permanently is not a plain no', () => {
    const amend = (action: string) => ({
      applyNetworkPolicyAmendment: { network_policy_amendment: { host: 'a.example', action } },
    });
    const gate = gateOf('item/commandExecution/requestApproval', {
      networkApprovalContext: { host: 'a.example', protocol: 'https' },
      availableDecisions: ['accept', 'acceptForSession', amend('allow'), amend('deny'), 'cancel'],
    });
    expect(gate.question).toBe('Do you want to approve network access to "a.example"?');
    expect(gate.options.map(({ meaning }) => meaning)).toEqual(['once', 'wider', 'wider', 'wider', 'refuse']);
  });

  test('a patch has the changes of its call', () => {
    const changes = [{ path: '/work/a.txt', kind: { type: 'add' }, diff: 'hello\n' }];
    const gate = gateOf(
      'item/fileChange/requestApproval',
      { reason: null },
      { tools: [{ id: 'i1', input: { changes } }] },
    );
    expect(gate).toMatchObject({ tool: 'apply_patch', input: { changes }, prompt: 'add /work/a.txt\nhello' });
    expect(stream.answer(gate, { option: 1 })).toEqual({ id: 3, result: { decision: 'acceptForSession' } });
  });

  test('permissions are granted exactly as requested, or not at all', () => {
    const permissions = { network: { enabled: true } };
    const gate = gateOf('item/permissions/requestApproval', { permissions });
    expect(gate.options.map((_, option) => stream.answer(gate, { option }))).toEqual([
      { id: 3, result: { permissions, scope: 'turn' } },
      { id: 3, result: { permissions, scope: 'session' } },
      { id: 3, result: { permissions: {}, scope: 'turn' } },
    ]);
  });

  test('questions are answered by their ids; free text is a note', () => {
    const option = (label: string) => ({ label, description: '' });
    const questions = [
      { id: 'db', question: 'Which?', isOther: true, options: [option('Postgres'), option('SQLite')] },
      { id: 'why', question: 'Why?', isOther: false, options: null },
    ];
    const gate = gateOf('item/tool/requestUserInput', { questions });
    expect(gate).toMatchObject({
      kind: 'question',
      question: 'Which?',
      questions: [
        { question: 'Which?', options: ['Postgres', 'SQLite', 'None of the above'], multiple: false },
        { question: 'Why?', options: [], multiple: false },
      ],
    });
    const answers = (said: Record<string, string>) => stream.answer(gate, { answers: said });
    expect(answers({ 'Which?': 'SQLite', 'Why?': 'small' })).toEqual({
      id: 3,
      result: { answers: { db: { answers: ['SQLite'] }, why: { answers: ['user_note: small'] } } },
    });
    expect(answers({ 'Which?': 'a graph' })).toEqual({
      id: 3,
      result: { answers: { db: { answers: ['None of the above', 'user_note: a graph'] } } },
    });
    expect(stream.answer(gate, { option: 3 })).toEqual({ id: 3, result: { answers: {} } });
  });

  test('a server’s form with fields gets no plain yes', () => {
    const form = (requestedSchema: object) =>
      gateOf('mcpServer/elicitation/request', { serverName: 's', mode: 'form', message: 'Go on?', requestedSchema });
    expect(form({ type: 'object', properties: {} }).options.map(({ meaning }) => meaning)).toEqual([
      'once',
      'refuse',
      'refuse',
    ]);
    expect(form({ type: 'object', properties: { name: {} } }).options.map(({ meaning }) => meaning)).toEqual([
      'refuse',
      'refuse',
    ]);
  });

  test('include those of a subagent', () => {
    expect(gateOf('item/commandExecution/requestApproval', { ...COMMAND_GATE, threadId: 'sub' }).id).toBe('ab12cd-3');
  });
});

describe('requests to codex', () => {
  test('the conversation is opened once the agent is ready', () => {
    expect(stream.opening(SESSION)).toMatchObject([{ id: 'csd-initialize', method: 'initialize' }]);
    expect(stream.reply?.({ id: 'csd-initialize', result: {} }, SESSION)).toEqual([
      { method: 'initialized' },
      { id: 'csd-open', ...SESSION.opening },
    ]);
  });

  test('a request that is not a gate is declined, so that no turn hangs on it', () => {
    const asked = { id: 4, method: 'attestation/generate', params: {} };
    expect(stream.reply?.(asked, SESSION)).toMatchObject([{ id: 4, error: { code: -32601 } }]);
    expect(stream.reply?.({ ...asked, method: 'item/tool/requestUserInput' }, SESSION)).toEqual([]);
    expect(stream.reply?.(notice('turn/started'), SESSION)).toEqual([]);
  });

  test('a turn that has not begun cannot be interrupted yet', () => {
    expect(stream.interrupt('x', { ...NOW, running: false })).toBeUndefined();
    expect(stream.interrupt('x', NOW)).toMatchObject({
      method: 'turn/interrupt',
      params: { threadId: THREAD, turnId: 't1' },
    });
  });

  test('a new conversation has the posture of the first one', () => {
    const session = {
      mark: 'a',
      opening: { method: 'thread/resume', params: { ...SESSION.opening.params, threadId: 'x', excludeTurns: true } },
    };
    expect(stream.commands?.['/clear']?.('p', NOW, session)).toEqual({
      id: 'clear p',
      method: 'thread/start',
      params: { ...SESSION.opening.params, sessionStartSource: 'clear' },
    });
  });
});

describe('a start', () => {
  const start = (more: object = {}) =>
    streamDriver.start({ sessionId: '', resume: false, agentArgs: [], ...more }, [], '/work');

  test('gives mode, model and folders with the conversation, and trusts the folder for this process only', () => {
    expect(start({ permissionMode: 'auto', agentArgs: ['--model', 'm', '--add-dir=/more', '-c', 'a=b=c'] })).toEqual({
      args: ['app-server', '-c', 'projects={"/work"={trust_level="trusted"}}', '-c', 'a=b=c'],
      opening: {
        method: 'thread/start',
        params: {
          cwd: '/work',
          sandbox: 'workspace-write',
          approvalPolicy: 'on-request',
          model: 'm',
          runtimeWorkspaceRoots: ['/work', '/more'],
        },
      },
    });
  });

  test('resumes a conversation, or forks it', () => {
    const params = { cwd: '/work', threadId: THREAD, excludeTurns: true };
    expect(start({ resume: true, sessionId: THREAD })).toMatchObject({ opening: { method: 'thread/resume', params } });
    expect(start({ fork: { id: THREAD, cwd: '/work' } })).toMatchObject({ opening: { method: 'thread/fork', params } });
  });

  test.each([['--search'], ['resume'], ['a prompt'], ['-m']])('refuses to start with %s', (arg) => {
    expect(start({ agentArgs: [arg] })).toContain(arg);
  });

  test('every mode has a posture', () => {
    for (const permissionMode of ['default', 'read-only', 'auto', 'never', 'full-access'])
      expect(start({ permissionMode })).toMatchObject({ opening: { params: { cwd: '/work' } } });
    expect(start({ bypass: true })).toMatchObject({
      opening: { params: { sandbox: 'danger-full-access', approvalPolicy: 'never' } },
    });
  });

  test('trust is what the agent’s own configuration says', () => {
    const { holds } = streamDriver.trust;
    const config = { projects: { '/work': { trust_level: 'trusted' }, '/other': { trust_level: 'untrusted' } } };
    expect(holds(config, '/work')).toBe(true);
    for (const folder of ['/other', '/', 'constructor', '__proto__']) expect(holds(config, folder)).toBe(false);
    for (const odd of [undefined, null, 7, { projects: 'x' }, { projects: { '/work': null } }])
      expect(holds(odd, '/work')).toBe(false);
  });
});

test.each([
  ["/bin/bash -lc 'ls -a'", 'ls -a'],
  ['/bin/zsh -lc "echo \\"it\'s\\" \\$HOME"', 'echo "it\'s" $HOME'],
  ['bash -c ls', 'ls'],
  ["bash -lc 'a'\\''b'", "a'b"],
  ["bash -lc 'open", "bash -lc 'open"],
  ["bash -lc 'a' more", "bash -lc 'a' more"],
  ['python -c x', 'python -c x'],
  ['', ''],
])('the script in %s', (command, script) => {
  expect(unwrapCommand(command)).toBe(script);
});
