import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createClock } from '../../../src/adapters/create-clock.ts';
import { createFiles } from '../../../src/adapters/fs/create-files.ts';
import { createProcesses } from '../../../src/adapters/process/create-processes.ts';
import { COMMAND } from '../../../src/adapters/ssh/command.ts';
import { controlSocket } from '../../../src/adapters/ssh/control.ts';
import { askKept } from '../../../src/adapters/ssh/kept-route.ts';
import { createSsh } from '../../../src/adapters/ssh/ssh.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'csd-ssh-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A stand-in for ssh: records its arguments, then does what `body` says. */
function transport(name: string, body: string, env: Record<string, string> = {}) {
  const bin = join(folder, name);
  mkdirSync(bin);
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nprintf '%s\\0' "$@" >${bin}/args\n${body}\n`);
  chmodSync(join(bin, 'ssh'), 0o755);
  const clock = createClock();
  const processes = createProcesses();
  const path = `${bin}:${process.env.PATH}`;
  const needs = { clock, processes, files: createFiles(clock, processes), folder: join(bin, 'c') };
  const ssh = createSsh({ version: '1.0.0', env: { ...env, PATH: path }, ...needs });
  return {
    ssh,
    needs: { ...needs, path },
    args: () => readFileSync(join(bin, 'args'), 'utf8').split('\0').slice(0, -1),
  };
}

async function linesOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

const MOST = 1_000_000;
/** Shows that the connection is kept, which others wait for. */
const CONNECTED = `for word; do case $word in ControlPath=*) : >"\${word#*=}";; esac; done`;
const host = { name: 'build', destination: 'me@build', program: "/opt/it's $(here)/csd" };

test('the command line is always the same: the program and the request go over standard input', async () => {
  const { ssh, args } = transport('constant', 'exit 0');
  const channel = await ssh.open(host, MOST);
  channel.send('{"prompt":"$(touch x)"}');
  channel.close();
  expect(await linesOf(channel.lines)).toEqual([]);
  await channel.over;
  const words = args();
  expect(words.slice(-3)).toEqual(['--', 'me@build', COMMAND]);
  expect(words.join(' ')).not.toMatch(/touch|here/);
  expect(words).toContain('BatchMode=yes');
  expect(words).toContain('ControlPersist=60');
});

test('lines arrive whole, however they are split', async () => {
  const { ssh } = transport(
    'lines',
    `printf 'on'; sleep 0.05; printf 'e\\ntwo\\n\\303'; sleep 0.05; printf '\\244\\n'`,
  );
  const channel = await ssh.open(host, MOST);
  expect(await linesOf(channel.lines)).toEqual(['one', 'two', 'ä']);
  expect(await channel.over).toEqual({ code: 0, words: '' });
});

test.each([
  ['without an end', `exec tr '\\0' x </dev/zero`],
  ['that is too long', `head -c 3000000 /dev/zero | tr '\\0' x; echo; sleep 5`],
])('a line %s ends the channel at its limit, and the program with it', async (kind, body) => {
  const { ssh } = transport(kind.replaceAll(' ', '-'), `${CONNECTED}; printf 'one\\n'; ${body}`);
  const channel = await ssh.open(host, MOST);
  const lines = channel.lines[Symbol.asyncIterator]();
  expect(await lines.next()).toEqual({ value: 'one', done: false });
  const error = await lines.next().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'remote_failed', data: { host: 'build', malformed: '' } });
  expect(String(error)).toContain(`a line of more than ${MOST} characters`);
  expect((await channel.over).code).not.toBe(0);
});

test('the error reports the output of ssh and its exit code', async () => {
  const { ssh } = transport('words', `echo 'Permission denied (publickey).' >&2; exit 255`);
  const channel = await ssh.open(host, MOST);
  await linesOf(channel.lines);
  expect(await channel.over).toEqual({ code: 255, words: 'Permission denied (publickey).\n' });
});

test('without ssh no host is reachable', async () => {
  const clock = createClock();
  const processes = createProcesses();
  const needs = { clock, processes, files: createFiles(clock, processes), folder: join(folder, 'none') };
  const ssh = createSsh({ version: '1', env: { PATH: '/nowhere' }, ...needs });
  await expect(ssh.open(host, MOST)).rejects.toMatchObject({ code: 'unreachable' });
});

test('the route to a host is recorded, and used while the connection is kept', async () => {
  const bin = join(folder, 'kept');
  const { ssh, needs } = transport('kept', `cat >${bin}/stdin; echo '{"csd":{}}'; echo '{"output":{"status":"idle"}}'`);
  const config = { file: join(bin, 'config.json') };
  const asked = { folder: needs.folder, host: 'build', config: config.file, version: '1.0.0' };
  const env = { PATH: needs.path };
  expect(await askKept({ ...needs, env }, asked, 'job')).toBeUndefined();
  await ssh.remember?.({ ...host, config });
  // The connection is not there yet.
  expect(await askKept({ ...needs, env }, asked, 'job')).toBeUndefined();
  writeFileSync(controlSocket(needs.folder, host.destination) ?? '', '');
  expect(await askKept({ ...needs, env }, asked, 'job')).toEqual({ status: 'idle' });
  const [program, request] = readFileSync(join(bin, 'stdin'), 'utf8').split('\n');
  expect([program, JSON.parse(request ?? '')]).toMatchObject([
    host.program,
    { operation: 'state', input: { session: 'job' } },
  ]);
  expect(await askKept({ ...needs, env: { ...env, CSD_REMOTE_BIN: 'x' } }, asked, 'job')).toBeUndefined();
  expect(await askKept({ ...needs, env }, { ...asked, version: '1.0.1' }, 'job')).toBeUndefined();
  writeFileSync(config.file, '{}');
  expect(await askKept({ ...needs, env }, asked, 'job')).toBeUndefined();
  await ssh.remember?.({ ...host, config: { ...config, text: '{}' } });
  expect(await askKept({ ...needs, env }, asked, 'job')).toEqual({ status: 'idle' });
  chmodSync(needs.folder, 0o750);
  expect(await askKept({ ...needs, env }, asked, 'job')).toBeUndefined();
  chmodSync(needs.folder, 0o700);
  await ssh.remember?.({ ...host, program: 'a\nb', config: { ...config, text: '{}' } });
  expect(await askKept({ ...needs, env }, asked, 'job')).toBeUndefined();
});

describe('the socket of a kept connection', () => {
  test('is in a private folder, short enough for the system, and different for each destination', () => {
    const socket = controlSocket(join(folder, 'run'), 'a@b') ?? '';
    expect(socket.startsWith(join(folder, 'run/'))).toBe(true);
    expect(controlSocket(join(folder, 'run'), 'a@c')).not.toBe(socket);
    const long = controlSocket(join(folder, 'x'.repeat(100)), 'a@b') ?? '';
    expect(long).toMatch(/^\/tmp\/csd-\d+\/\w{16}$/);
    for (const path of [socket, long]) expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103 - 17);
  });

  test('is never in a folder that others can enter, nor behind a link', () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o755);
    symlinkSync(join(folder, 'run'), join(folder, 'link'));
    for (const place of [open, join(folder, 'link'), join(folder, 'a b'), join(folder, '%h')])
      expect(controlSocket(place, 'a')).toMatch(/^\/tmp\/csd-\d+\//);
  });
});

const shells = ['sh', 'bash', 'dash', 'zsh', 'fish', 'ksh', 'tcsh', 'csh', 'busybox'].filter((name) => {
  const found = execFileSync('/bin/sh', ['-c', `command -v ${name} || true`], { encoding: 'utf8' });
  return found.trim() !== '';
});

describe.each(shells)('the remote command, given to %s as sshd gives it', (shell) => {
  const home = join(folder, `home-${shell}`);
  const hack = join(home, 'hacked');
  const program = join(home, `it's "a" $(touch hacked) \`touch hacked\` &; program`);
  mkdirSync(home);
  writeFileSync(program, '#!/bin/sh\nprintf "%s|" "$0" "$1" "$#"; cat\n');
  chmodSync(program, 0o755);
  // What a login shell reads, by its kind: a profile that prints and reads input.
  for (const file of ['.profile', '.zprofile'])
    writeFileSync(join(home, file), 'echo noise; read -r stolen; export OWN=1\n');
  const run = (input: string) => {
    const words = shell === 'busybox' ? ['sh', '-c', COMMAND] : ['-c', COMMAND];
    const path = execFileSync('/bin/sh', ['-c', `command -v ${shell}`], { encoding: 'utf8' }).trim();
    const env = { PATH: process.env.PATH ?? '', HOME: home, SHELL: shell === 'busybox' ? '/bin/sh' : path };
    return execFileSync(path, words, { input, env, cwd: home, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  };

  test('starts the program named on the first line, and passes it the rest', () => {
    expect(run(`${program}\nthe request\nmore`)).toBe(`${program}|call|1|the request\nmore`);
    expect(existsSync(hack)).toBe(false);
  });

  test('expands ~/ to the home folder', () => {
    const name = program.slice(home.length + 1);
    expect(run(`~/${name}\nx`)).toBe(`${program}|call|1|x`);
  });

  test('reports a program that does not exist', () => {
    expect(() => run('/no/such\n')).toThrow(/no\/such/);
  });
});
