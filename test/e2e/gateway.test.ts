import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { commandOf } from '../program.ts';
import { hasTmux, Sandbox } from './sandbox.ts';

vi.setConfig({ testTimeout: 120_000 });

describe.skipIf(!hasTmux)('the gateway (needs tmux)', () => {
  let sandbox: Sandbox;
  let env: Record<string, string>;
  const ends: (() => Promise<unknown>)[] = [];
  beforeAll(() => {
    sandbox = new Sandbox();
    const { bin } = sandbox.agent({ turns: [{ match: '', steps: [{ say: 'Understood.' }] }] });
    env = { ...sandbox.env, CSD_CLAUDE_BIN: bin, XDG_RUNTIME_DIR: join(sandbox.folder, 'run') };
  });
  afterAll(async () => {
    for (const end of ends) await end();
    await sandbox.dispose();
  });

  /** Starts a gateway, and returns its address. */
  const open = async (...words: string[]): Promise<{ url: string; token_file?: string }> => {
    const [command, args] = commandOf(['gateway', '--port', '0', ...words]);
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const over = new Promise((done) => child.on('close', done));
    ends.push(async () => {
      child.kill('SIGTERM');
      return over;
    });
    let text = '';
    return new Promise((done, fail) => {
      child.stdout.on('data', (chunk) => {
        text += chunk;
        if (text.includes('\n')) done(JSON.parse(text));
      });
      child.on('close', () => fail(new Error(`it ended: ${text}`)));
    });
  };

  /** A client that knows only the README of dev-sessions. */
  const clientOf = (url: string, headers: Record<string, string> = {}) => ({
    get: async (path: string) => {
      const response = await fetch(url + path, { headers });
      return { status: response.status, body: (await response.json()) as Record<string, never> };
    },
    post: async (path: string, body: unknown, more: Record<string, string> = {}) => {
      const all = { 'content-type': 'application/json', ...headers, ...more };
      const response = await fetch(url + path, { method: 'POST', headers: all, body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as Record<string, never> };
    },
  });

  test('the routes do what dev-sessions documents, and refuse what they must', async () => {
    const { url } = await open('--no-token', '--max-sessions-per-creator', '2');
    const { get, post } = clientOf(url);
    const folder = sandbox.workFolder('gateway');
    expect(await get('/health')).toMatchObject({
      status: 200,
      body: { status: 'healthy', timestamp: expect.any(String) },
    });
    expect(await get('/list-sessions')).toEqual({ status: 200, body: { sessions: [] } });
    const created = await post('/create-session', { hostPath: folder, description: 'Auth', creator: 'riven-jg' });
    expect(created).toMatchObject({ status: 200, body: { workspacePath: folder } });
    const id: string = created.body.sessionId ?? '';
    expect(id).toMatch(/^[a-z]+-(top|jg|mid|adc|sup)$/);
    expect((await get('/list-sessions')).body.sessions).toMatchObject([
      { sessionId: id, description: 'Auth', creator: 'riven-jg', workspacePath: folder, status: 'active' },
    ]);
    const sent = await post('/send-message', { sessionId: id, message: 'Please begin' });
    expect(sent).toEqual({ status: 200, body: { success: true, sessionId: id, message: 'Message sent successfully' } });
    const read = async () => (await get(`/read-output?sessionId=${id}&lines=200`)).body.output as unknown as string;
    await vi.waitUntil(async () => (await read()).includes('Understood.'), { timeout: 20_000, interval: 500 });
    expect((await get(`/read-output?sessionId=${id}`)).body).toMatchObject({ sessionId: id, lines: 100 });

    for (const hostPath of ['work', `${folder}/../x`, `${folder}\n`, `${folder}\u0000`, '/none', 7])
      expect(await post('/create-session', { hostPath })).toMatchObject({ status: 400, body: { code: 'bad_input' } });
    for (const lines of ['0', '1001', '-1', 'x', '1.5', ''])
      expect((await get(`/read-output?sessionId=${id}&lines=${lines}`)).status).toBe(400);
    for (const bad of ['../x', 'a b', '-x']) {
      expect((await post('/send-message', { sessionId: bad, message: 'x' })).status).toBe(400);
      expect((await get(`/read-output?sessionId=${encodeURIComponent(bad)}`)).status).toBe(400);
    }
    expect((await post('/send-message', { sessionId: 'nobody', message: 'x' })).status).toBe(404);
    expect((await post('/send-message', { sessionId: id, message: ' ' })).status).toBe(400);
    expect((await post('/send-message', { sessionId: id })).status).toBe(400);
    expect((await get('/nothing')).status).toBe(404);
    const web = { origin: 'https://example.com' };
    expect((await post('/create-session', { hostPath: folder }, web)).status).toBe(403);

    const many = await Promise.all(
      Array.from({ length: 6 }, () => post('/create-session', { hostPath: folder, creator: 'riven-jg' })),
    );
    expect(many.map(({ status }) => status).sort()).toEqual([200, 429, 429, 429, 429, 429]);

    // A session of another caller does not belong to the gateway.
    await sandbox.csd(['spawn', '--cwd', folder, '--name', 'mine'], { env });
    expect((await post('/send-message', { sessionId: 'mine', message: 'x' })).status).toBe(404);
    sandbox.tmux('kill-session', '-t', `=${id}`);
    expect((await get(`/read-output?sessionId=${id}`)).status).toBe(404);
    expect((await get('/list-sessions')).body.sessions).toHaveLength(1);
    const all = (await sandbox.csd(['ps', '--all', '--json'], { env })).json.sessions;
    expect(all.map(({ name }: { name: string }) => name)).toContain(id);
  });

  test('a second gateway keeps the token of the first, on its own port and when it cannot start', async () => {
    const { url, token_file: file = '' } = await open();
    const other = await open();
    const isLetIn = async () => {
      const authorization = `Bearer ${readFileSync(file, 'utf8').trim()}`;
      return (await clientOf(url, { authorization }).get('/list-sessions')).status;
    };
    expect(other.token_file).not.toBe(file);
    expect(await isLetIn()).toBe(200);
    await ends.pop()?.();
    expect(await isLetIn()).toBe(200);
    expect((await sandbox.csd(['gateway', '--port', new URL(url).port], { env })).code).toBe(1);
    expect(await isLetIn()).toBe(200);
  });

  test('without the token every caller is refused, and the tools take it from the environment', async () => {
    const { url, token_file: file = '' } = await open();
    expect((await clientOf(url).get('/list-sessions')).status).toBe(401);
    expect((await clientOf(url).get('/health')).status).toBe(200);
    const token = readFileSync(file, 'utf8').trim();
    expect((await clientOf(url, { authorization: `Bearer ${token}` }).get('/list-sessions')).status).toBe(200);

    const folder = sandbox.workFolder('shared');
    const [command, args] = commandOf(['mcp', '--tools', 'dev-sessions']);
    const played = async (more: Record<string, string>, cwd: string) => {
      const client = new Client({ name: 'test', version: '1' });
      await client.connect(new StdioClientTransport({ command, args, env: { ...env, ...more }, cwd }));
      const call = async (name: string, input: object = {}) => {
        const { content, isError } = await client.callTool({ name, arguments: { ...input } });
        const [{ text = '' } = {}] = content as { text?: string }[];
        return { ...JSON.parse(text), ...(isError ? { isError } : {}) };
      };
      return {
        call,
        tools: async () => (await client.listTools()).tools.map(({ name }) => name),
        end: () => client.close(),
      };
    };
    const behind = {
      GATEWAY_URL: url,
      GATEWAY_TOKEN: token,
      HOST_PATH: sandbox.folder,
      CONTAINER_WORKSPACE: sandbox.folder,
    };
    for (const where of [behind, {}]) {
      const { call, tools, end } = await played(where, folder);
      expect(await tools()).toEqual(['create_dev_session', 'list_dev_sessions', 'send_dev_message', 'read_dev_output']);
      const { sessionId, workspacePath } = await call('create_dev_session', { description: 'By tool' });
      expect(workspacePath).toBe(folder);
      expect((await call('list_dev_sessions')).sessions).toEqual(
        expect.arrayContaining([expect.objectContaining({ sessionId, workspacePath: folder, description: 'By tool' })]),
      );
      expect(await call('send_dev_message', { sessionId, message: 'go' })).toMatchObject({ success: true });
      expect(await call('read_dev_output', { sessionId, lines: 5 })).toMatchObject({ sessionId, lines: 5 });
      expect(await call('send_dev_message', { sessionId: 'nobody', message: 'x' })).toMatchObject({
        isError: true,
        code: 'no_such_session',
      });
      await end();
    }
    const lost = await played({ ...behind, CONTAINER_WORKSPACE: '/workspace' }, folder);
    expect(await lost.call('create_dev_session')).toMatchObject({ isError: true, code: 'bad_input' });
    const { sessions } = await lost.call('list_dev_sessions');
    expect(sessions[0].workspacePath).toMatch(/^\/workspace\/work\//);
    await lost.end();
    const refused = await sandbox.csd(['gateway', '--no-token', '--host', '0.0.0.0'], { env });
    expect(refused.json).toMatchObject({ code: 'bad_input' });
  });
});
