import { chmodSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../src/adapters/create-clock.ts';
import { createFiles } from '../../../src/adapters/fs/create-files.ts';
import { createWatch } from '../../../src/adapters/fs/create-watch.ts';
import { createProcesses } from '../../../src/adapters/process/create-processes.ts';
import { BACKENDS } from '../../../src/backends/index.ts';
import type { Context } from '../../../src/drive/session/context.ts';
import { killSession } from '../../../src/drive/spawn/kill/kill.ts';
import { launch } from '../../../src/drive/spawn/spawn.ts';
import { isAlive, RealTmux } from '../../conformance/real-tmux.ts';
import { waitFor } from '../../conformance/wait.ts';
import { FakeLink } from '../../fakes/link.ts';
import { needsTmux } from '../../needs-tmux.ts';

let real: RealTmux;
let ctx: Context;
let program: string;

beforeEach(() => {
  real = new RealTmux();
  mkdirSync(path.join(real.folder, 'app'));
  program = path.join(real.folder, 'the agent');
  const env: Record<string, string | undefined> = { ...real.env, CSD_CLAUDE_BIN: program };
  ctx = {
    tmux: real.tmux,
    files: createFiles(),
    clock: createClock(),
    processes: createProcesses(),
    watch: createWatch(),
    link: new FakeLink(),
    hub: () => Promise.reject(new Error('no hub in this test')),
    backends: BACKENDS,
    env,
    cwd: path.join(real.folder, 'app'),
    home: real.folder,
    sessionsDir: path.join(real.folder, 'state'),
    readStdin: async () => '',
  };
});
afterEach(() => real.stop());
needsTmux();

/** An agent that prints its version, and otherwise runs this. */
function install(body: string): void {
  writeFileSync(program, `#!/bin/sh\nif [ "$1" = --version ]; then echo '2.1.330 (x)'; exit; fi\n${body}\n`);
  chmodSync(program, 0o755);
}

test('the agent gets the caller’s environment, whatever the tmux server was started with', async () => {
  const stale = {
    CLAUDECODE: '1',
    CLAUDE_CODE_USE_BEDROCK: '1',
    CLAUDE_CONFIG_DIR: '/stale',
    ANTHROPIC_BASE_URL: 'http://stale',
  };
  for (const [name, value] of Object.entries(stale)) Object.assign(real.env, { [name]: value });
  await real.tmux.newSession({ name: 'first', cwd: '/', width: 20, height: 5, argv: ['cat'], env: {} });
  const dump = path.join(real.folder, 'dump');
  install(`{ env; pwd; echo "$$ $*"; } > '${dump}.new'; mv '${dump}.new' '${dump}'; echo up; exec cat`);
  Object.assign(ctx.env, { ANTHROPIC_BASE_URL: 'http://mine; x' });
  const { sidecar } = await launch(ctx, { name: 'a.b', agentArgs: ['--flag', 'two words;'], noUsage: true });
  const lines = (await waitFor('the dump', () => ctx.files.read(dump, 1_000_000))).split('\n');
  for (const name of ['CLAUDECODE', 'CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CONFIG_DIR']) {
    expect(lines.filter((line) => line.startsWith(`${name}=`))).toEqual([]);
  }
  expect(lines).toContain('ANTHROPIC_BASE_URL=http://mine; x');
  expect(lines).toContain(realpathSync(ctx.cwd));
  expect(lines).toContain(`${sidecar.pane_pid} --session-id ${sidecar.session_id} --flag two words;`);
  expect(sidecar).toMatchObject({ backend_version: '2.1.330', tmux_session: 'a_b' });
  await killSession(ctx, 'a.b');
  expect(isAlive(sidecar.pane_pid ?? 0)).toBe(false);
  expect([await real.tmux.hasSession('a_b'), await real.tmux.hasSession('first')]).toEqual([false, true]);
});

test('an agent that refuses its arguments is reported with its message, and nothing is left', async () => {
  install('echo "error: unknown option" >&2; exit 2');
  await expect(launch(ctx, { name: 'job' })).rejects.toMatchObject({
    code: 'spawn_failed',
    data: { exit_code: 2, screen: 'error: unknown option' },
  });
  expect(await real.tmux.hasSession('job')).toBe(false);
  expect(await ctx.files.list(ctx.sessionsDir)).toEqual([]);
});

test('a missing version delays the launch only by its time limit', async () => {
  writeFileSync(program, '#!/bin/sh\necho up\nexec sleep 60\n');
  chmodSync(program, 0o755);
  const before = Date.now();
  const { sidecar, marker_warning } = await launch(ctx, { name: 'job' });
  expect(Date.now() - before).toBeLessThan(4000);
  expect([sidecar.backend_version, marker_warning]).toEqual([null, expect.stringContaining('not known')]);
});

test('an agent that ignores the end of its terminal is ended all the same', async () => {
  install("trap '' HUP; echo up; while :; do sleep 1; done");
  const { sidecar } = await launch(ctx, { name: 'job' });
  const pid = sidecar.pane_pid ?? 0;
  expect(isAlive(pid)).toBe(true);
  await killSession(ctx, 'job');
  expect(isAlive(pid)).toBe(false);
  expect(await ctx.files.list(ctx.sessionsDir)).toEqual([]);
});

test('a session whose server is gone is forgotten', async () => {
  install('echo up; exec cat');
  await launch(ctx, { name: 'job' });
  await real.stopServer();
  await killSession(ctx, 'job');
  expect(await ctx.files.list(ctx.sessionsDir)).toEqual([]);
});

test('one of two concurrent launches with one name wins, the other reports it', async () => {
  install('echo up; exec cat');
  const results = await Promise.allSettled([launch(ctx, { name: 'job' }), launch(ctx, { name: 'job' })]);
  const lost = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
  expect(lost).toEqual([expect.objectContaining({ code: 'name_taken' })]);
  const stored = JSON.parse(readFileSync(path.join(ctx.sessionsDir, 'job.json'), 'utf8'));
  expect(isAlive(stored.pane_pid)).toBe(true);
});
