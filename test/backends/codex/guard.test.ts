import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { guard } from '../../../src/backends/codex/guard.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const CWD = '/home/me/app';
const given = (tool_name: string, tool_input: unknown, cwd = CWD) =>
  guard.read({ hook_event_name: 'PreToolUse', tool_name, tool_input, cwd }, () => '');

describe('the input of the codex hook', () => {
  test('a shell command, with its working folder', () => {
    expect(given('Bash', { command: 'rm i.js' }, `${CWD}/node_modules/x`)).toEqual({
      tool: 'Bash',
      cwd: `${CWD}/node_modules/x`,
      writes: [],
      reads: [],
      command: 'rm i.js',
    });
  });

  test('a patch names its files in each of its forms', () => {
    const patch = [
      '*** Begin Patch',
      '*** Add File: new file.txt',
      '+*** Delete File: no path, but a text',
      '*** Update File: sub/../.env\r',
      '*** Move to:  b.md ',
      '@@',
      '*** Delete File: /etc/x',
      '  \t*** Delete File: padded',
      '*** End Patch',
    ].join('\n');
    expect(given('apply_patch', { command: patch })).toMatchObject({
      writes: ['new file.txt', 'sub/../.env', 'b.md', '/etc/x', 'padded'],
    });
  });

  test('all texts of an unknown tool are checked, and none of a harmless one', () => {
    expect(given('mcp__files__put', { to: { path: '.env' }, n: 1 })).toMatchObject({ texts: ['.env'] });
    expect(given('mcp__shell__run', { job: { argv: ['rm', 'x'] } })).toMatchObject({ command: 'rm x' });
    expect(given('update_plan', { plan: ['.env'] })).not.toHaveProperty('texts');
    expect(given('view_image', { path: '.env' })).toMatchObject({ reads: ['.env'] });
  });

  test.each([{}, { hook_event_name: 'Stop' }, { hook_event_name: 'PreToolUse', tool_name: 'Bash' }, null, 'x'])(
    '%j is not a tool',
    (record) => expect(guard.read(record, () => '')).toBeUndefined(),
  );
});

describe('the working folder of a command, which older releases do not report', () => {
  const ask = (id: string, ...records: object[]) => {
    const given = { hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: { command: 'rm i.js' }, cwd: CWD };
    const text = records.map((payload) => JSON.stringify({ type: 'response_item', payload })).join('\n');
    return guard.read({ ...given, tool_use_id: id, transcript_path: '/t' }, (file) => (file === '/t' ? text : ''));
  };
  const called = (call_id: string, workdir?: string) => ({
    type: 'function_call',
    name: 'exec_command',
    arguments: JSON.stringify({ cmd: 'rm i.js', ...(workdir && { workdir }) }),
    call_id,
  });
  const scripted = (input: string) => ({ type: 'custom_tool_call', name: 'exec', call_id: 'c9', input });

  test('is in the record of the call', () => {
    expect(ask('c1', called('c1', 'node_modules/x'), called('c2', '/tmp'))).toMatchObject({
      folders: [`${CWD}/node_modules/x`],
    });
    expect(ask('c2', called('c1', 'node_modules/x'), called('c2', '/tmp'))).toMatchObject({ folders: ['/tmp'] });
    expect(ask('c1', called('c1'))).not.toHaveProperty('folders');
  });

  test('or in the script that calls it', () => {
    const script = `await tools.exec_command({cmd:"rm i.js",workdir:"node_modules/x"}); f({ 'workdir': '/tmp' })`;
    expect(ask('exec-1', scripted('old'), scripted(script))).toMatchObject({
      folders: [`${CWD}/node_modules/x`, '/tmp'],
    });
  });

  test('is the folder of the session if the record of the call is missing', () => {
    expect(ask('c1')).toMatchObject({ cwd: CWD, command: 'rm i.js' });
  });
});

test('the same tool call in the transcript', () => {
  expect(guard.call('exec_command', { cmd: 'rm x', workdir: 'sub' }, CWD)).toMatchObject({
    cwd: `${CWD}/sub`,
    command: 'rm x',
  });
  expect(guard.call('exec_command', { cmd: 'rm x', workdir: '/tmp' }, CWD)).toMatchObject({ cwd: '/tmp' });
  expect(guard.call('write_stdin', { session_id: 1, chars: 'rm .env\n' }, CWD)).toMatchObject({ command: 'rm .env\n' });
  expect(guard.call('apply_patch', '*** Delete File: .env', CWD)).toMatchObject({ writes: ['.env'] });
  expect(guard.call('shell', { command: ['bash', '-lc', 'rm .env'] }, CWD)).toMatchObject({
    command: 'bash -lc rm .env',
  });
});

describe('whether codex asks the hook', () => {
  const command = `'/usr/bin/node' '/x y/csd' "q" || exit 2`;
  const question = guard.asks?.(command, sha256);
  const hook = {
    sourcePath: '/<session-flags>/config.toml',
    eventName: 'preToolUse',
    command,
    enabled: true,
    trustStatus: 'trusted',
  };
  const answer = (...hooks: object[]) => JSON.stringify({ id: 2, result: { data: [{ hooks, warnings: [] }] } });

  test('the hook is identified by a digest that codex computes too', () => {
    // As codex 0.145.0 to 0.171.0 computed it.
    const [, , , , , , , state = ''] = guard.args?.(`echo "it's" \\ ü && true`, sha256) ?? [];
    expect(state).toContain('sha256:ec16de386534963f5f9861035841150726453a246e1e76e7e89976fe854eba1f');
    expect(question?.args).toEqual(['app-server', ...(guard.args?.(command, sha256) ?? [])]);
  });

  test('only if codex confirms this exact hook', () => {
    expect(question?.isAsked(answer({ ...hook, command: 'other' }, hook))).toBe(true);
    for (const other of [
      { ...hook, trustStatus: 'untrusted' },
      { ...hook, enabled: false },
      { ...hook, command: 'true' },
      { ...hook, eventName: 'postToolUse' },
      { ...hook, sourcePath: `${CWD}/.codex/config.toml` },
    ])
      expect(question?.isAsked(answer(other))).toBe(false);
    expect(question?.isAsked('{"id":2,"error":{"code":-32601}}')).toBe(false);
    expect(question?.isAsked('no JSON')).toBe(false);
  });

  test('the answer is distinguished from codex’s other output', () => {
    expect(question?.isAnswer('{"method":"x","params":{}}')).toBe(false);
    expect(question?.isAnswer(answer(hook))).toBe(true);
    expect(question?.lines(CWD).map((line) => JSON.parse(line).method)).toEqual([
      'initialize',
      'initialized',
      'hooks/list',
    ]);
  });
});
