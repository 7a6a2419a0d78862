import { spawn } from 'node:child_process';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OPERATIONS } from '../../src/operations/index.ts';
import { commandOf } from '../program.ts';
import { Place } from './built.ts';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.dispose());

const DEAD = { name: 'job', session_id: 'x', cwd: '/', pane: '%0', pane_pid: 1, tmux_session: 'job', created: 0 };

test('a client of the built program lists tools, calls them, reads sessions and hears of changes', async () => {
  place.sidecar('job', DEAD);
  const client = new Client({ name: 'test', version: '1' });
  const logged: unknown[] = [];
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void logged.push(params.data));
  const [command, args] = commandOf(['mcp']);
  await client.connect(new StdioClientTransport({ command, args, env: place.env, cwd: place.folder }));
  try {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(Object.keys(OPERATIONS));
    const { structuredContent } = await client.callTool({ name: 'ps', arguments: {} });
    expect(structuredContent).toMatchObject({ sessions: [{ name: 'job', alive: false, state: { status: 'dead' } }] });
    expect((await client.listResources()).resources).toMatchObject([{ uri: 'csd://sessions/job', name: 'job' }]);
    await client.callTool({ name: 'kill', arguments: { session: 'job' } });
    await expect.poll(() => logged, { timeout: 5000 }).toMatchObject([{ type: 'gone', session: 'job' }]);
  } finally {
    await client.close();
  }
});

test('the program ends by itself when its client has gone, also without a word', async () => {
  const [command, args] = commandOf(['mcp']);
  const child = spawn(command, args, { env: place.env, cwd: place.folder });
  const ended = new Promise((done) => child.on('close', (code, signal) => done([code, signal])));
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
});
