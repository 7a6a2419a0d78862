import { spawn } from 'node:child_process';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CORE_TOOLS } from '../../../src/operations/guide.ts';
import { OPERATIONS } from '../../../src/operations/index.ts';
import { Place } from '../../faces/built.ts';
import { commandOf } from '../../program.ts';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.dispose());

const DEAD = { name: 'job', session_id: 'x', cwd: '/', pane: '%0', pane_pid: 1, tmux_session: 'job', created: 0 };

test('a client of the built program lists tools, calls them, reads sessions and is notified of changes', async () => {
  place.sidecar('job', DEAD);
  const client = new Client({ name: 'test', version: '1' });
  const logged: unknown[] = [];
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void logged.push(params.data));
  const [command, args] = commandOf(['mcp']);
  await client.connect(new StdioClientTransport({ command, args, env: place.env, cwd: place.folder }));
  try {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([...CORE_TOOLS].sort());
    const { structuredContent } = await client.callTool({ name: 'ps', arguments: {} });
    expect(structuredContent).toMatchObject({ sessions: [{ name: 'job', alive: false, state: { status: 'dead' } }] });
    expect((await client.listResources()).resources).toMatchObject([{ uri: 'csd://sessions/job', name: 'job' }]);
    await client.callTool({ name: 'kill', arguments: { session: 'job' } });
    await expect.poll(() => logged, { timeout: 5000 }).toMatchObject([{ type: 'gone', session: 'job' }]);
  } finally {
    await client.close();
  }
});

test('the program ends by itself when its client has gone, even silently', async () => {
  const [command, args] = commandOf(['mcp']);
  const child = spawn(command, args, { env: place.env, cwd: place.folder });
  const ended = new Promise((done) => child.on('close', (code, signal) => done([code, signal])));
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
});

/** The program's answers to these lines, until its client leaves. */
async function answersTo(lines: string[], args: string[] = []): Promise<{ code: unknown; answers: unknown[] }> {
  const [command, words] = commandOf(['mcp', ...args]);
  const child = spawn(command, words, { env: place.env, cwd: place.folder });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const ended = new Promise((done) => child.on('close', done));
  child.stdin.on('error', () => undefined);
  for (const line of lines) child.stdin.write(line);
  const count = () => text.split('\n').length - 1;
  await expect.poll(count, { timeout: 20_000 }).toBeGreaterThanOrEqual(lines.length);
  child.stdin.end();
  const code = await ended;
  return {
    code,
    answers: text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  };
}

const HELLO = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};
const line = (message: unknown) => `${JSON.stringify(message)}\n`;

test('an invalid message gets an error, whatever its size, and the next one is accepted', async () => {
  const { code, answers } = await answersTo([
    '{"jsonrpc":"2.0","id":7,\n',
    line({ id: 8, method: 'tools/list' }),
    `${'x'.repeat(11 * 1024 * 1024)}\n`,
    line(HELLO),
  ]);
  expect(code).toBe(0);
  expect(answers).toMatchObject([
    { id: null, error: { code: -32700 } },
    { id: 8, error: { code: -32600 } },
    { id: null, error: { code: -32600, message: 'a message of 11534336 bytes is above 10485760' } },
    { id: 1, result: { serverInfo: { name: 'csd' } } },
  ]);
});

test('the default tools are few and take few tokens', async () => {
  const { answers } = await answersTo([line(HELLO), line({ jsonrpc: '2.0', id: 2, method: 'tools/list' })]);
  const [, listed] = answers as [unknown, { result: { tools: { name: string }[] } }];
  expect(listed.result.tools.length).toBeLessThanOrEqual(12);
  expect(Buffer.byteLength(line(listed))).toBeLessThan(24_000);
});

test.each([
  ['all', Object.keys(OPERATIONS)],
  ['state,wait-for-turn', ['state', 'wait_for_turn']],
  ['core,launch', [...CORE_TOOLS, 'launch']],
])('--tools %s', async (tools, names) => {
  const list = line({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
  const call = line({
    jsonrpc: '2.0',
    id: 3,
    method: 'tools/call',
    params: { name: 'stop', arguments: { worker: 'x' } },
  });
  const { answers } = await answersTo([line(HELLO), list, call], ['--tools', tools]);
  const listed = answers.find((answer) => (answer as { id: number }).id === 2) as {
    result: { tools: { name: string }[] };
  };
  const called = answers.find((answer) => (answer as { id: number }).id === 3);
  expect(listed.result.tools.map(({ name }) => name).sort()).toEqual([...names].sort());
  // A tool that is not offered cannot be called either.
  if (tools === 'all') expect(called).toMatchObject({ result: { isError: true } });
  else expect(called).toMatchObject({ error: { code: -32602 } });
});

test('a tool that does not exist is refused at the start', async () => {
  expect(await place.csd(['mcp', '--tools', 'core,nope'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--tools: no tool \\"nope\\"'),
  });
});

test('no tool avoids the consent that launch asks for', async () => {
  const agent = place.program('agent', 'exec sleep 60');
  place.env.CSD_CLAUDE_BIN = agent;
  const ways = [
    { name: 'spawn', arguments: { yolo: true } },
    { name: 'spawn', arguments: { bypass_permissions: true } },
    { name: 'spawn', arguments: { permission_mode: 'BypassPermissions' } },
    { name: 'spawn', arguments: { agent_args: ['--dangerously-skip-permissions'] } },
    { name: 'spawn', arguments: { agent_args: ['--model', 'opus', '--settings', '{}'] } },
    { name: 'run', arguments: { prompt: 'hi', yolo: true } },
    { name: 'launch', arguments: { name: 'w', cwd: '/' } },
    {
      name: 'launch',
      arguments: { name: 'w', cwd: '/', gated: true, agent_args: ['--permission-mode=bypassPermissions'] },
    },
    { name: 'adopt', arguments: { name: 'w', cwd: '/', session_id: '0a1b2c3d-0000-4000-8000-000000000001' } },
    { name: 'spawn', arguments: { backend: 'codex', yolo: true } },
  ];
  place.env.CSD_CODEX_BIN = agent;
  const calls = ways.map((params, n) => line({ jsonrpc: '2.0', id: n + 2, method: 'tools/call', params }));
  const { answers } = await answersTo([line(HELLO), ...calls], ['--tools', 'all']);
  const told = (answers.slice(1) as { id: number; result: { content: { text: string }[] } }[])
    .sort((a, b) => a.id - b.id)
    .map(({ result }) => JSON.parse(result.content[0]?.text ?? ''));
  expect(told.map(({ code }) => code)).toEqual(ways.map(() => 'forbidden'));
  const granted = await place.csd(['grant-consent', '--json'], { input: 'yes\n' });
  expect(granted).toMatchObject({ code: 1, stderr: expect.stringContaining('in a terminal') });
});
