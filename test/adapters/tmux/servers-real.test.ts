import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createProcesses } from '../../../src/adapters/process/create-processes.ts';
import { createTmux } from '../../../src/adapters/tmux/create-tmux.ts';
import type { ServerHint } from '../../../src/ports/tmux.ts';
import { waitFor } from '../../conformance/wait.ts';
import { hasTmux } from '../../e2e/sandbox.ts';

const uid = process.geteuid?.() ?? 0;
const processes = createProcesses();
let folder: string;
const started: string[][] = [];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'csd-srv-')));
});
afterEach(() => {
  for (const flags of started.splice(0)) tmuxCall([...flags, 'kill-server']);
  rmSync(folder, { recursive: true, force: true });
});

const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH ?? '',
  TERM: 'xterm',
  LANG: 'C.UTF-8',
  ...more,
});

function tmuxCall(args: string[], more: Record<string, string> = {}): string {
  return execFileSync('tmux', ['-u', ...args], {
    env: environment({ TMUX_TMPDIR: folder, ...more }),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts a server whose only pane runs with a clean environment, so that nothing in it names the server. */
function start(flags: string[], name: string): void {
  tmuxCall([...flags, 'new-session', '-d', '-s', name, 'exec env -i sleep 300']);
  started.push(flags);
}

const tmux = (env = environment()) => createTmux({ env });
const hints = () => processes.list(tmux().serverVariables);

// A tmux of another Debian suite is started by its own loader, whose name its process has.
test.runIf(hasTmux && process.platform === 'linux' && !process.env.TMUX_BIN)(
  'servers are found by the usual folder, by name, by path, and by the server process alone',
  async () => {
    const path = join(folder, 'odd place', 'sock et');
    mkdirSync(join(folder, 'odd place'));
    start([], 'one');
    start(['-L', 'named'], 'two');
    start(['-S', path], 'three');
    const own = [join(folder, `tmux-${uid}`, 'default'), join(folder, `tmux-${uid}`, 'named'), path];
    const found = await tmux().servers(await hints());
    expect(own.filter((socket) => !found.includes(socket))).toEqual([]);
    // Without the processes, only by the caller's variable.
    expect(await tmux(environment({ TMUX_TMPDIR: folder })).servers([])).toEqual(
      expect.arrayContaining(own.slice(0, 2)),
    );
  },
);

test('the environment and the arguments of processes name sockets; only sockets of this user count', async () => {
  const listening = async (file: string) => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(file, done));
    return server;
  };
  const sockets = ['under', 'by-path', 'by-flag'].map((name) => join(folder, name));
  mkdirSync(join(folder, 'other', `tmux-${uid}`), { recursive: true });
  const named = join(folder, 'other', `tmux-${uid}`, 'work');
  const servers = await Promise.all([...sockets, named].map(listening));
  writeFileSync(join(folder, 'plain'), '');
  const hint = (words: string[], variables: Record<string, string> = {}): ServerHint => ({
    pid: 1,
    words,
    environment: variables,
  });
  const found = await tmux(environment({ TMUX_TMPDIR: folder })).servers([
    hint(['sleep'], { TMUX: `${sockets[0]},123,0` }),
    hint(['/usr/bin/tmux', '-u', '-S', sockets[1] ?? '', 'attach']),
    hint(['tmux: client', `-2S${sockets[2]}`]),
    hint(['tmux', '-f', '/dev/null', '-Lwork', 'new', '-S', '/never'], { TMUX_TMPDIR: join(folder, 'other') }),
    hint(['tmux', '-S', join(folder, 'plain')]),
    hint(['vim', '-S', join(folder, 'session')]),
  ]);
  expect(found.filter((socket) => socket.startsWith(folder)).sort()).toEqual([...sockets, named].sort());
  for (const server of servers) server.close();
});

test.runIf(hasTmux)('panes are listed once each, with odd names; nothing is started', async () => {
  start([], 'a b|é q');
  tmuxCall(['split-window', '-d', '-t', '%0', 'sleep 300']);
  tmuxCall(['new-window', '-d', '-n', "it's; a 'window'", '-t', '$0:', 'sleep 300']);
  // The same windows in a second session of the group.
  tmuxCall(['new-session', '-d', '-t', '$0', '-s', 'second']);
  const socket = join(folder, `tmux-${uid}`, 'default');
  const listed = await tmux().listPanes(socket);
  if (listed.kind !== 'listed') throw new Error(listed.kind);
  expect(listed.panes.map(({ pane, window, index }) => [pane, window, index])).toEqual([
    ['%0', 0, 0],
    ['%1', 0, 1],
    ['%2', 1, 0],
  ]);
  expect(listed.panes[0]).toMatchObject({ socket, session: 'a b|é q', linked: ['second'], dead: false });
  expect(listed.panes[2]?.windowName).toBe("it's; a 'window'");
  const none = join(folder, `tmux-${uid}`, 'none');
  expect(await tmux().listPanes(none)).toEqual({ kind: 'gone' });
  expect(readdirSync(join(folder, `tmux-${uid}`))).toEqual(['default']);
});

test.runIf(hasTmux)('a socket that never answers is given up on', async () => {
  const silent = join(folder, 'silent');
  const server = createServer();
  await new Promise<void>((done) => server.listen(silent, done));
  const listed = await tmux().listPanes(silent);
  expect(listed.kind).toBe('failed');
  server.close();
  await sleep(0);
});

test.runIf(hasTmux)('nothing is typed unless the intended processes have the input', async () => {
  tmuxCall(['new-session', '-d', '-s', 'typed', 'exec cat']);
  started.push([]);
  const socket = join(folder, `tmux-${uid}`, 'default');
  const ask = (format: string) => tmuxCall(['display-message', '-p', '-t', '=typed:', format]).trim();
  // tmux starts it with a shell, which is a shell until it has become the program.
  await waitFor('the program', () => ask('#{pane_current_command}') === 'cat');
  const pane = Number(ask('#{pane_pid}'));
  const mark = (await processes.startedAt(pane)) ?? '';
  const guarded = createTmux({ env: environment(), standing: processes.look });
  const address = (receiver: { pid: number; mark: string }, shellFree = false) => ({
    socket,
    target: '%0',
    receiver: { processes: [receiver], shellFree },
  });
  const keys = ['a', "'", ';', '"', '$', '#', '\\', 'é', 'Space', 'x'];
  await guarded.press(address({ pid: pane, mark }, true), keys);
  const shown = () => tmuxCall(['capture-pane', '-p', '-t', '%0']).split('\n')[0] ?? '';
  await waitFor('the keys', () => shown() === `a';"$#\\é x`);
  for (const wrong of [
    { pid: pane, mark: 'another' },
    { pid: process.pid, mark: (await processes.startedAt(process.pid)) ?? '' },
  ]) {
    await expect(guarded.press(address(wrong), ['b'])).rejects.toMatchObject({ code: 'dead' });
    await expect(guarded.paste(address(wrong), 'b')).rejects.toMatchObject({ code: 'dead' });
  }
  tmuxCall(['respawn-pane', '-k', '-t', '=typed:', 'exec sh']);
  // tmux answers before the new process has the terminal; text echoed before the prompt would be in front of it.
  await waitFor('the prompt', () => ask('#{pane_current_command}') === 'sh' && shown() !== '');
  const shell = Number(ask('#{pane_pid}'));
  const shellMark = (await processes.startedAt(shell)) ?? '';
  // The process has the input, but it is a shell that was not there before.
  await expect(guarded.press(address({ pid: shell, mark: shellMark }, true), ['b'])).rejects.toMatchObject({
    code: 'dead',
  });
  await guarded.press(address({ pid: shell, mark: shellMark }), ['c']);
  await waitFor('the key', () => shown().endsWith('c'));
  expect(shown()).not.toContain('b');
});
