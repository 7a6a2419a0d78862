import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CMS_COMMANDS, CMS_TOOLS } from '../../src/faces/compat/cms.ts';
import { commandOf } from '../program.ts';
import { hasTmux, type Ran, Sandbox } from './sandbox.ts';

vi.setConfig({ testTimeout: 120_000 });

const answering = {
  hooks: true,
  turns: [
    { match: 'first', steps: [{ say: 'One.' }] },
    { match: 'second', steps: [{ say: 'Two.' }] },
    { match: '', steps: [{ say: 'Understood.' }] },
  ],
};

describe.skipIf(!hasTmux)('cms (needs tmux)', () => {
  let sandbox: Sandbox;
  let bin: string;
  beforeAll(() => {
    sandbox = new Sandbox();
    ({ bin } = sandbox.agent(answering));
  });
  afterAll(() => sandbox.dispose());

  test.concurrent('every command does what its name says, and leaves what the next one needs', async () => {
    const folder = sandbox.workFolder('cms');
    const played = new Set<string>();
    const cms = async (command: string, ...args: string[]): Promise<Ran> => {
      played.add(command);
      return sandbox.csd(['cms', command, ...args], { env: { CSD_CLAUDE_BIN: bin } });
    };
    const fix = ['--name', 'fix'];
    const status = async () => (await cms('status', ...fix)).json;

    expect(await cms('spawn', ...fix, '--work-dir', folder, '--prompt', 'first', '--stop')).toMatchObject({
      code: 0,
      stdout: 'One.\n',
    });
    expect(await status()).toMatchObject({ status: 'dead', reason: 'ended', resumable: true });
    expect(await cms('send', ...fix, '--message', 'second')).toMatchObject({ code: 0, stdout: 'Two.\n' });
    expect(await status()).toMatchObject({ status: 'idle_done', text: 'Two.', usage: {} });
    expect((await cms('output', ...fix)).stdout).toBe('Two.\n');
    expect((await cms('output', ...fix, '--full')).stdout).toContain('**Prompt:** second');
    expect((await cms('history', ...fix, '--json')).json.turns.map(({ prompt }: { prompt: string }) => prompt)).toEqual(
      ['first', 'second'],
    );
    expect((await cms('pause', ...fix)).json).toMatchObject({ ok: true, changed: true });
    expect((await cms('send', ...fix, '--message', 'x')).json).toMatchObject({ code: 'paused' });
    expect((await cms('resume', ...fix, '--message', 'third')).stdout).toBe('Understood.\n');
    const forked = await cms('fork', ...fix, '--new-name', 'other', '--message', 'first', '--json');
    expect(forked.json).toMatchObject({ status: 'done', session: 'other', text: 'One.' });
    expect((await cms('stop', ...fix)).json).toMatchObject({ ok: true, resumable: true });
    const listed = (await cms('list', '--json')).json.sessions;
    const names = listed.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['fix', 'other']));
    // The tests beside this one have sessions of their own.
    const ended = (await cms('list', '--status', 'ended', '--json')).json.sessions;
    expect(ended).toContainEqual(expect.objectContaining({ name: 'fix' }));
    expect(ended).not.toContainEqual(expect.objectContaining({ name: 'other' }));
    expect((await cms('delete', '--name', 'other')).json).toMatchObject({ code: 'not_ended' });
    expect((await cms('kill', '--name', 'other')).json).toMatchObject({ ok: true, found: true });
    expect((await cms('cleanup', '--days', '7')).json).toMatchObject({ ok: true });
    expect((await cms('delete', ...fix)).json).toMatchObject({ ok: true, sessions: [{ session: 'fix' }] });
    const file = join(sandbox.folder, 'tasks.json');
    writeFileSync(file, JSON.stringify([{ name: 'a', prompt: 'first', work_dir: folder }]));
    const batched = await cms('batch', '--file', file, '--json');
    expect(batched.json).toMatchObject({ status: 'done', results: [{ name: 'a', session: 'a', text: 'One.' }] });
    const delegated = await cms('delegate', '--name', 'task', '--task', 'first', '--work-dir', folder, '--json');
    expect(delegated.json).toMatchObject({ status: 'completed', response: 'One.', can_continue: true });
    const continued = await cms('continue', '--name', 'task', '--message', 'second', '--json');
    expect(continued.json).toMatchObject({ status: 'completed', response: 'Two.', turns: 2 });
    expect([...played].sort()).toEqual(Object.keys(CMS_COMMANDS).sort());
  });

  test.concurrent('every tool does what its name says', async () => {
    const folder = sandbox.workFolder('tools');
    const [command, args] = commandOf(['mcp', '--tools', 'cms']);
    const client = new Client({ name: 'test', version: '1' });
    const env = { ...sandbox.env, CSD_CLAUDE_BIN: bin };
    await client.connect(new StdioClientTransport({ command, args, env, cwd: folder }));
    const played = new Set<string>();
    const call = async (name: string, input: Record<string, unknown> = {}) => {
      played.add(name);
      const { isError, content } = await client.callTool({ name, arguments: input });
      const [{ text = '' } = {}] = content as { text?: string }[];
      return { ...JSON.parse(text), ...(isError ? { isError } : {}) };
    };
    const job = { name: 'job' };
    try {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(Object.keys(CMS_TOOLS));
      const spawned = await call('spawn_session', { ...job, work_dir: folder, prompt: 'first', stop: true });
      expect(spawned).toMatchObject({ status: 'done', text: 'One.', stopped: { ok: true } });
      expect(await call('send_message', { ...job, message: 'second' })).toMatchObject({ status: 'done', text: 'Two.' });
      expect(await call('get_session_status', job)).toMatchObject({ status: 'idle_done' });
      expect(await call('get_last_output', job)).toMatchObject({ text: 'Two.' });
      expect((await call('get_history', { ...job, last: 1 })).turns).toHaveLength(1);
      expect(await call('pause_session', job)).toMatchObject({ ok: true });
      expect(await call('resume_session', job)).toMatchObject({ outcome: 'unpaused' });
      expect(await call('fork_session', { ...job, new_name: 'twin' })).toMatchObject({ name: 'twin', parent: 'job' });
      expect(await call('kill_session', { name: 'twin' })).toMatchObject({ found: true });
      expect((await call('list_sessions')).sessions.map(({ name }: { name: string }) => name)).toContain('job');
      expect(await call('stop_session', job)).toMatchObject({ ok: true });
      expect(await call('delete_session', job)).toMatchObject({ ok: true });
      const batch = { sessions: [{ name: 'b', prompt: 'second', work_dir: folder }], max_parallel: 1 };
      expect(await call('batch_spawn', batch)).toMatchObject({ results: [{ name: 'b', text: 'Two.' }] });
      const task = { name: 'errand', task: 'first', work_dir: folder, max_cost: 1 };
      expect(await call('delegate_task', task)).toMatchObject({ status: 'completed', response: 'One.' });
      const next = { name: 'errand', message: 'second' };
      expect(await call('continue_task', next)).toMatchObject({ status: 'completed', response: 'Two.' });
      expect(await call('finish_task', { name: 'errand' })).toMatchObject({ closed: 'finished' });
      expect(await call('abort_task', { name: 'errand' })).toMatchObject({ closed: 'finished', already: true });
      const gone = { isError: true, code: 'no_such_session' };
      expect(await call('abort_task', { name: 'nobody' })).toMatchObject(gone);
      expect(await call('get_session_status', { name: 'nobody' })).toMatchObject({
        isError: true,
        code: 'no_such_session',
      });
      expect(await call('spawn_session', { ...job, max_budget: -2 })).toMatchObject({
        isError: true,
        code: 'bad_input',
        error: expect.stringContaining('max_budget'),
      });
      expect([...played].sort()).toEqual(Object.keys(CMS_TOOLS).sort());
    } finally {
      await client.close();
    }
  });

  test.concurrent('a turn that is not done is not stopped', async () => {
    const folder = sandbox.workFolder('asking');
    const { bin: asking } = sandbox.agent({
      turns: [{ match: '', steps: [{ tools: [{ name: 'Bash', input: { command: 'touch x' } }] }] }],
    });
    const words = ['cms', 'spawn', '--name', 'asks', '--work-dir', folder, '--prompt', 'go', '--stop', '--json'];
    const ran = await sandbox.csd(words, { env: { CSD_CLAUDE_BIN: asking } });
    expect(ran).toMatchObject({ code: 4, json: { status: 'gated' } });
    expect(ran.json).not.toHaveProperty('stopped');
    expect((await sandbox.csd(['state', 'asks'])).json).toMatchObject({ status: 'blocked' });
  });
});

test.skipIf(process.env.CSD_BIN)('the program `cms` is csd with other commands, and starts csd itself', () => {
  const program = fileURLToPath(new URL('../../dist/cms.cjs', import.meta.url));
  expect(existsSync(program)).toBe(true);
  const help = execFileSync(program, ['--help'], { encoding: 'utf8' });
  for (const command of [...Object.keys(CMS_COMMANDS), 'setup'])
    expect(help).toMatch(new RegExp(`^  ${command} `, 'm'));
  const { bin } = JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'));
  expect(bin).toEqual({ csd: 'dist/bin.cjs', cms: 'dist/cms.cjs' });
});
