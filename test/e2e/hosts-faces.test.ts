import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { commandOf } from '../program.ts';
import { LocalSide, type RemoteHost } from './remote-hosts.ts';
import type { Ran } from './sandbox.ts';
import { Session } from './session.ts';
import { noHosts } from './sshd.ts';
import { Lines } from './watcher.ts';

vi.setConfig({ testTimeout: 90_000 });

const turns = [
  { match: 'short', steps: [{ thinkMs: 1500, say: 'done thinking' }] },
  { match: '', steps: [{ say: 'You said: {prompt}' }] },
];

describe.skipIf(noHosts)(`sessions of other machines in every face${noHosts ? ` (skipped: ${noHosts})` : ''}`, () => {
  let near: LocalSide;
  let build: RemoteHost;
  let lab: RemoteHost;
  const csd = (...args: string[]): Promise<Ran> => near.sandbox.csd(args, { timeoutMs: 60_000 });
  const start = (host: RemoteHost, name: string) => Session.start(host.sandbox, name, { turns });
  beforeAll(async () => {
    near = new LocalSide();
    build = await near.host('build');
    lab = await near.host('lab');
    near.configure({ hosts: ['build', 'lab'] });
  }, 60_000);
  afterAll(() => near?.dispose());

  test('ps --watch over hosts updates at each change, with a row for an unreachable host', async () => {
    const s = await start(build, 'listed');
    await start(lab, 'other');
    const list = new Lines(near.sandbox, ['ps', '--watch', '--json', '--host', 'build,lab']);
    try {
      const names = (line: string) => JSON.parse(line).sessions.map(({ name }: { name: string }) => name);
      const statusOf = (line: string, name: string) =>
        JSON.parse(line).sessions.find((row: { name: string }) => row.name === name)?.state.status;
      await list.until((lines) => lines.length > 0);
      expect(names(list.lines[0] ?? '')).toEqual(['listed@build', 'other@lab']);
      await s.csd('send', 'Hello');
      await list.until((lines) => statusOf(lines.at(-1) ?? '', 'listed@build') === 'idle_done');
      await start(lab, 'third');
      await list.until((lines) => names(lines.at(-1) ?? '').includes('third@lab'));
      await build.stop();
      await list.until((lines) => statusOf(lines.at(-1) ?? '', '@build') === 'unknown');
      await build.start();
      await list.until((lines) => statusOf(lines.at(-1) ?? '', 'listed@build') === 'idle_done');
      expect(list.lines.some((line) => line.includes('"dead"'))).toBe(false);
    } finally {
      await list.end('SIGINT');
    }
    expect((await csd('ps', '--watch', '--all', '--host', 'build')).json).toMatchObject({ code: 'bad_input' });
  });

  test('a recording is stored on this machine', async () => {
    await start(build, 'shown');
    const out = join(near.sandbox.folder, 'recorded');
    const before = readdirSync(build.sandbox.home);
    const { json } = await csd('record', 'shown@build', '--out', out);
    expect(json).toMatchObject({ ok: true, folder: out, files: expect.arrayContaining(['screen.ansi', 'case.json']) });
    expect(readdirSync(out).sort()).toEqual([...json.files].sort());
    expect(readFileSync(join(out, 'case.json'), 'utf8')).not.toContain(build.sandbox.folder);
    expect(readdirSync(build.sandbox.home)).toEqual(before);
    expect((await csd('record', 'shown@build', '--out', out)).json).toMatchObject({ code: 'bad_input' });
    expect((await csd('record', 'none@build', '--out', `${out}2`)).json).toMatchObject({ code: 'no_such_session' });
    expect(existsSync(`${out}2`)).toBe(false);
  });

  test('the library: calls, the session as an object, and its events', async () => {
    await start(build, 'object');
    const script = join(near.sandbox.folder, 'play.mjs');
    writeFileSync(
      script,
      `import { openDriver } from ${JSON.stringify(join(import.meta.dirname, '../../dist/index.js'))};
      const driver = openDriver();
      const session = driver.session('object@build');
      const told = [];
      const reading = (async () => {
        for await (const event of session.events()) {
          told.push(event.type === 'state' ? event.state.status : event.type);
          if (event.type === 'result') return event.text;
        }
      })();
      const sent = await session.send('short');
      const text = await reading;
      const { sessions } = await driver.ps({ host: ['build'] });
      driver.close();
      console.log(JSON.stringify({ sent, text, told, names: sessions.map(({ name }) => name) }));
      process.exit();`,
    );
    const printed = execFileSync(process.execPath, [script], {
      env: near.sandbox.env,
      encoding: 'utf8',
      timeout: 60_000,
    });
    const { sent, text, told, names } = JSON.parse(printed);
    expect(sent).toMatchObject({ ok: true, outcome: 'submitted' });
    expect(text).toBe('done thinking');
    expect(told).toEqual(expect.arrayContaining(['working', 'text', 'result']));
    expect(names).toContain('object@build');
  });

  test('cms, with a host in the name', async () => {
    const s = await start(build, 'multi');
    const cms = (...args: string[]) => csd('cms', ...args);
    expect((await cms('send', '--name', 'multi@build', '--message', 'Hi', '--json')).json).toMatchObject({
      status: 'done',
      session: 'multi@build',
      text: 'You said: Hi',
    });
    expect((await cms('status', '--name', 'multi@build', '--json')).json).toMatchObject({ status: 'idle_done' });
    const { sessions } = (await cms('list', '--host', 'build', '--json')).json;
    expect(sessions.map(({ name }: { name: string }) => name)).toContain('multi@build');
    const fork = ['fork', '--name', 'multi@build', '--new-name', 'twin', '--message', 'Two', '--json'];
    expect((await cms(...fork)).json).toMatchObject({ session: 'twin@build', text: 'You said: Two' });
    expect((await cms('kill', '--name', 'multi@build', '--json')).json).toMatchObject({ ok: true });
    expect(s.prompts).toEqual(['Hi']);
  });

  test('MCP: answers fit their schemas, which the client checks', async () => {
    await start(build, 'tool');
    const [command, args] = commandOf(['mcp', '--tools', 'all']);
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StdioClientTransport({ command, args, env: near.sandbox.env }));
    try {
      // The client checks only the tools that it has listed.
      await client.listTools();
      const call = async (name: string, input: Record<string, unknown>) => {
        const { isError, structuredContent } = await client.callTool({ name, arguments: input });
        return { isError: isError === true, output: structuredContent as Record<string, never> };
      };
      expect(await call('send', { session: 'tool@build', prompt: 'Hi' })).toMatchObject({ isError: false });
      expect(await call('wait', { sessions: ['tool@build'] })).toMatchObject({
        isError: false,
        output: { session: 'tool@build' },
      });
      expect((await call('history', { session: 'tool@build' })).output).toMatchObject({ session: 'tool@build' });
      const { output } = await call('ps', { host: ['build', 'lab'] });
      expect(output.sessions).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'tool@build' })]));
      await lab.stop();
      const listed = await call('ps', { host: ['lab'] });
      expect(listed).toMatchObject({ isError: false, output: { sessions: [{ name: '@lab' }] } });
      expect(await call('state', { session: 'tool@elsewhere' })).toMatchObject({ isError: true });
    } finally {
      await lab.start();
      await client.close();
    }
  });
});
