import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Place } from '../../faces/built.ts';
import { commandOf } from '../../program.ts';

let place: Place;
let run: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  place = new Place();
  run = path.join(place.folder, 'run');
  mkdirSync(run, { mode: 0o700 });
  place.env.XDG_RUNTIME_DIR = run;
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  place.dispose();
});

interface Server {
  child: ChildProcess;
  /** The line that reports readiness. */
  ready: { pid: number; socket: string; state_dir: string; url?: string; token_file?: string };
  ended: Promise<number | null>;
}

/** A server that has reported readiness. */
async function serve(args: string[] = []): Promise<Server> {
  // A separate process group, so that everything it starts can be found.
  const child = spawn(...commandOf(['serve', ...args]), { env: place.env, cwd: place.folder, detached: true });
  children.push(child);
  const ended = new Promise<number | null>((done) => child.on('close', done));
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ready = await new Promise<Server['ready']>((done, fail) => {
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      if (stdout.endsWith('\n')) done(JSON.parse(stdout));
    });
    child.on('close', () => fail(new Error(`it ended: ${stderr}`)));
  });
  return { child, ready, ended };
}

/** A request through the socket file. */
function ask(socketPath: string, route: string): Promise<{ status: number; body: string }> {
  return new Promise((done, fail) => {
    const asking = request({ socketPath, path: route }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, body }));
    });
    asking.on('error', fail);
    asking.end();
  });
}

/** Running processes of a group. */
function membersOf(group: number | undefined): string[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return rows.map((row) => row.trim()).filter((row) => row.startsWith(`${group} `) && !/^\d+ +Z/.test(row));
}

const mode = (file: string) => lstatSync(file).mode & 0o777;
const DEAD = { name: 'job', session_id: 'x', cwd: '/', pane: '%0', pane_pid: 1, tmux_session: 'job', created: 0 };
const mirrored = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

describe('a server', () => {
  test('is private, mirrors the sessions, and leaves nothing behind when it is asked to stop', async () => {
    place.sidecar('job', DEAD);
    const { child, ready, ended } = await serve(['--port', '0']);
    const folder = path.join(run, 'csd');
    expect(ready).toMatchObject({ pid: child.pid, socket: path.join(folder, 'csd.sock') });
    expect([mode(folder), mode(ready.socket), mode(ready.token_file ?? '')]).toEqual([0o700, 0o600, 0o600]);
    const file = path.join(ready.state_dir, 'job.json');
    expect([mode(ready.state_dir), mode(file)]).toEqual([0o700, 0o600]);
    expect(mirrored(file)).toMatchObject({ pid: child.pid, session: 'job', alive: false, state: { status: 'dead' } });
    expect(readFileSync(file, 'utf8')).toMatch(
      new RegExp(`^\\{"pid":${child.pid},"at":\\d{13},"session":"job".*\\}\\n$`),
    );

    const health = await ask(ready.socket, '/health');
    expect(JSON.parse(health.body)).toMatchObject({ ok: true, pid: child.pid, sessions: 1 });
    const token = readFileSync(ready.token_file ?? '', 'utf8').trim();
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${ready.url}/health`)).status).toBe(401);
    expect((await fetch(`${ready.url}/health`, { headers })).status).toBe(200);

    const events = await fetch(`${ready.url}/events`, { headers });
    const gone = await place.csd(['kill', 'job']);
    expect(gone.code).toBe(0);
    await expect.poll(() => existsSync(file), { timeout: 5000 }).toBe(false);
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    expect(await events.text()).toContain('event: gone');
    expect(readdirSync(folder, { recursive: true })).toEqual(['state']);
  });

  test('that was killed leaves no file that looks live, and the next one replaces it', async () => {
    place.sidecar('job', DEAD);
    place.sidecar('old', { ...DEAD, name: 'old' });
    const first = await serve(['--port', '0']);
    first.child.kill('SIGKILL');
    await first.ended;
    const left = path.join(first.ready.state_dir, 'old.json');
    expect(mirrored(left).pid).toBe(first.child.pid);
    expect(() => process.kill(mirrored(left).pid, 0)).toThrow();
    await expect.poll(() => membersOf(first.child.pid)).toEqual([]);
    await place.csd(['kill', 'old']);
    const second = await serve();
    expect([existsSync(left), existsSync(first.ready.token_file ?? '')]).toEqual([false, false]);
    expect(mirrored(path.join(second.ready.state_dir, 'job.json')).pid).toBe(second.child.pid);
  });

  test('refuses to be the second, and names the first', async () => {
    const { child } = await serve();
    const ran = await place.csd(['serve', '--socket', path.join(run, 'other.sock')]);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stderr)).toMatchObject({ code: 'already_serving', pid: child.pid });
    expect(existsSync(path.join(run, 'other.sock'))).toBe(false);
  });
});

describe('an unsafe place is refused', () => {
  const refused = async (...args: string[]) => {
    const ran = await place.csd(['serve', ...args]);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    return JSON.parse(ran.stderr);
  };

  test('a link in place of the folder', async () => {
    const elsewhere = path.join(place.folder, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o700 });
    symlinkSync(elsewhere, path.join(run, 'csd'));
    expect(await refused()).toMatchObject({ code: 'bad_sidecar', error: expect.stringMatching(/symbolic link/) });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('a folder that is open to others', async () => {
    mkdirSync(path.join(run, 'csd'), { mode: 0o755 });
    expect(await refused()).toMatchObject({
      code: 'bad_sidecar',
      error: expect.stringMatching(/accessible to others/),
    });
  });

  test('a socket that another program listens on, a file, and a path that is too long', async () => {
    const taken = path.join(run, 'taken.sock');
    const other = createServer().listen(taken);
    await new Promise((done) => other.once('listening', done));
    expect(await refused('--socket', taken)).toMatchObject({ code: 'already_serving' });
    other.close();
    const file = path.join(run, 'file');
    writeFileSync(file, 'mine');
    expect(await refused('--socket', file)).toMatchObject({ code: 'bad_input' });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await refused('--socket', path.join(run, 'x'.repeat(120)))).toMatchObject({ code: 'bad_input' });
  });

  test('a token file with other content', async () => {
    const file = path.join(run, 'key');
    writeFileSync(file, 'a private key\n', { mode: 0o600 });
    expect(await refused('--port', '0', '--token-file', file)).toMatchObject({ code: 'bad_input' });
    expect(readFileSync(file, 'utf8')).toBe('a private key\n');
  });

  test('a token that others can read', async () => {
    const file = path.join(run, 'token-of-all');
    writeFileSync(file, `${'t'.repeat(40)}\n`, { mode: 0o644 });
    chmodSync(file, 0o644);
    expect(await refused('--port', '0', '--token-file', file)).toMatchObject({ code: 'bad_sidecar' });
  });
});
