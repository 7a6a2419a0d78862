import { beforeEach, describe, expect, test } from 'vitest';
import { listDiscovered, listUntracked } from '../../../src/drive/machine/found-agents.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { FAKE_SOCKET } from '../../fakes/tmux.ts';
import { id, Machine } from '../machine.ts';

let ctx: FakeContext;
let machine: Machine;
beforeEach(() => {
  ctx = createFakeContext();
  machine = new Machine(ctx);
});

const found = async () => (await listDiscovered(ctx)).agents;

describe('the agent of a pane', () => {
  test('is its own process, or below a shell and a script', async () => {
    const own = machine.pane('own', ['claude']);
    machine.status(own.pid);
    const shell = machine.pane('my shell: 1', ['-zsh'], { standing: 'background' });
    const script = machine.child(shell.pid, ['/bin/sh', '/home/me/bin/start']);
    const agent = machine.child(script, ['/opt/bin/claude', '--model', 'opus']);
    machine.status(agent, { version: '2.1.332', name: 'work-ee' });
    expect(await found()).toMatchObject([
      { kind: 'pane', backend: 'claude', pid: own.pid, pane: own.id, session: null, tmux_session: 'own' },
      {
        pid: agent,
        pane: shell.id,
        pane_pid: shell.pid,
        tmux_session: 'my shell: 1',
        tmux_socket: FAKE_SOCKET,
        session_id: id(agent),
        backend_version: '2.1.332',
        title: 'work-ee',
      },
    ]);
  });

  test('is recognised by its status file if its program has another name, and by its arguments before it has one', async () => {
    const renamed = machine.pane('renamed', ['cc']);
    machine.status(renamed.pid, { sessionId: id(7) });
    const fresh = machine.pane('fresh', ['claude', '--session-id', id(8)]);
    const codex = machine.pane('codex', ['/opt/codex', 'resume', id(9)]);
    machine.pane('other', ['vim', 'claude']);
    expect((await found()).map(({ pane, session_id, backend }) => [pane, session_id, backend])).toEqual([
      [renamed.id, id(7), 'claude'],
      [fresh.id, id(8), 'claude'],
      [codex.id, id(9), 'codex'],
    ]);
  });

  test('is not a daemon, a one-shot prompt, a tool of another agent, or from the status file of an earlier process', async () => {
    for (const words of [
      ['claude', '-p', 'hi'],
      ['claude', 'mcp', 'serve'],
      ['codex', '-m', 'gpt', 'exec', 'hi'],
      ['codex', 'app-server'],
    ])
      machine.pane('none', words);
    const print = machine.pane('print', ['other']);
    machine.status(print.pid, { entrypoint: 'sdk-cli' });
    const stale = machine.pane('stale', ['sleep']);
    ctx.processes.living.set(stale.pid, '200');
    machine.status(stale.pid, { procStart: '100' });
    const agent = machine.pane('agent', ['claude']);
    machine.child(machine.child(agent.pid, ['bash', '-c', 'claude']), ['claude']);
    expect((await found()).map(({ pid }) => pid)).toEqual([agent.pid]);
  });

  test('is the one in the foreground if another is suspended', async () => {
    const shell = machine.pane('two', ['-bash'], { standing: 'background' });
    machine.child(shell.pid, ['claude'], { standing: 'background' });
    const front = machine.child(shell.pid, ['codex']);
    expect((await found()).map(({ pid }) => pid)).toEqual([front]);
  });

  test('has the configuration folder that its own environment names', async () => {
    const pane = machine.pane('own', ['claude'], { environment: { HOME: '/home/me', CLAUDE_CONFIG_DIR: '/cfg' } });
    machine.status(pane.pid, { sessionId: id(5) }, '/cfg');
    expect(await found()).toMatchObject([{ config_dir: '/cfg', session_id: id(5) }]);
  });
});

test('a status file of another account, and a background session with an invalid id, are ignored', async () => {
  const pane = machine.pane('renamed', ['cc']);
  machine.status(pane.pid, { sessionId: id(7) });
  const hidden = machine.child(1, ['claude bg-spare', '--bg-spare', '/x.sock']);
  machine.status(hidden, { kind: 'bg', jobId: '--help' });
  expect((await found()).map(({ pid }) => pid)).toEqual([pane.pid]);
  for (const file of ctx.files.texts.keys())
    if (file.endsWith(`/${pane.pid}.json`)) ctx.files.distrusted.set(file, 'foreign');
  expect(await found()).toEqual([]);
});

test('background sessions are listed as such, with the pane that shows one, without what the daemon keeps in reserve', async () => {
  const daemon = machine.child(1, ['claude', 'daemon', 'run']);
  const hidden = machine.child(daemon, ['claude bg-spare', '--bg-spare', '/x.sock']);
  machine.status(hidden, { kind: 'bg', jobId: '850cd2d0', status: 'busy' });
  const shown = machine.child(daemon, ['claude', '--bg-spare', '/y.sock'], { terminal: 'pts/99' });
  machine.status(shown, { kind: 'bg', jobId: 'aaaa1111' });
  machine.status(machine.child(daemon, ['claude', '--session-id', id(9)]), {
    kind: 'bg',
    jobId: 'cccc3333',
    spare: true,
  });
  const view = machine.pane('view', ['claude', 'attach', 'aaaa1111']);
  machine.pane('no more', ['claude', 'attach', 'bbbb2222']);
  expect(await found()).toMatchObject([
    { kind: 'background', background_id: 'aaaa1111', pid: shown, pane: view.id, session_id: id(shown) },
    { kind: 'background', background_id: '850cd2d0', pid: hidden, pane: null, state: null, reported: 'busy' },
  ]);
  expect(await listUntracked(ctx)).toMatchObject([
    { tracked: false, pane: view.id },
    { tracked: false, state: { status: 'unknown', reason: expect.stringContaining('busy') } },
  ]);
});

test('a csd session is named, and is no longer among the untracked', async () => {
  const pane = machine.pane('job', ['claude']);
  machine.pane('free', ['claude']);
  const fields = { session_id: id(1), cwd: '/work/app', backend: 'claude', jsonl_path: null, permission_mode: null };
  const place = { pane: pane.id, pane_pid: pane.pid, tmux_session: 'job' };
  await saveSidecar(ctx, { name: 'mine', ...fields, backend_version: null, created: 1, ...place });
  expect((await found()).map(({ session }) => session)).toEqual(['mine', null]);
  expect(await listUntracked(ctx)).toHaveLength(1);
});

test('a server that does not answer is named; nothing is written, typed or started', async () => {
  const pane = machine.pane('own', ['claude']);
  ctx.tmux.sockets.push('/other/sock');
  ctx.tmux.silent.set('/other/sock', 'server exited unexpectedly');
  const before = [...ctx.files.texts];
  expect((await listDiscovered(ctx)).silent).toEqual([{ socket: '/other/sock', reason: 'server exited unexpectedly' }]);
  expect([...ctx.files.texts]).toEqual(before);
  expect(pane.received).toEqual([]);
  expect(ctx.tmux.started).toEqual([]);
});
