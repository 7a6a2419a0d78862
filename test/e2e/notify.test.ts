import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandOf } from '../program.ts';
import { hasTmux, Sandbox, settles } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
const NASTY = 'Is "this" it? #(touch x) #{pane_id} %H $(touch x) `touch x`';

describe.skipIf(!hasTmux)('notices (needs tmux)', { timeout: 90_000 }, () => {
  let sandbox: Sandbox;
  let job: Session;
  let hook: Server | undefined;
  let port = 0;
  const requests: { headers: IncomingHttpHeaders; body: string }[] = [];
  const running: ChildProcess[] = [];
  const config = () => join(sandbox.folder, 'config/csd/config.json');
  const env = () => ({ ...sandbox.env, XDG_CONFIG_HOME: join(sandbox.folder, 'config'), HOOK_SECRET: 'hush-hush' });
  const configure = (...notify: object[]) => writeFileSync(config(), JSON.stringify({ notify }), { mode: 0o600 });
  const outer = (...args: string[]) =>
    execFileSync('tmux', ['-u', '-f', '/dev/null', ...args], {
      env: { ...sandbox.env, TMUX_TMPDIR: join(sandbox.folder, 'outer') },
      encoding: 'utf8',
    });
  const answerAt = (at: number) =>
    new Promise<void>((done) => {
      hook = createServer((request, response) => {
        let body = '';
        request.on('data', (chunk) => {
          body += chunk;
        });
        request.on('end', () => {
          requests.push({ headers: request.headers, body });
          response.end('ok');
        });
      });
      hook.listen(at, '127.0.0.1', () => {
        port = (hook as Server).address() === null ? 0 : ((hook as Server).address() as AddressInfo).port;
        done();
      });
    });
  /** Starts `csd notify`; returns its output, line by line. */
  const start = (...args: string[]) => {
    const [program, words] = commandOf(args);
    const child = spawn(program, words, { env: env(), stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    const lines: Record<string, unknown>[] = [];
    let rest = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        const parts = `${rest}${chunk}`.split('\n');
        rest = parts.pop() ?? '';
        lines.push(...parts.map((line) => JSON.parse(line)));
      });
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    return {
      child,
      lines,
      ended,
      says: (outcome: string) => settles(() => lines.some((line) => line.outcome === outcome), 20_000),
    };
  };
  const heard = () =>
    readFileSync(join(sandbox.folder, 'heard'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  beforeAll(async () => {
    sandbox = new Sandbox();
    mkdirSync(join(sandbox.folder, 'config/csd'), { recursive: true, mode: 0o700 });
    mkdirSync(join(sandbox.folder, 'outer'));
    writeFileSync(join(sandbox.folder, 'heard'), '');
    writeFileSync(join(sandbox.folder, 'hear'), `#!/bin/sh\ncat >>${quote(join(sandbox.folder, 'heard'))}\n`, {
      mode: 0o755,
    });
    const turns = [
      {
        match: 'ask',
        steps: [
          {
            ask: {
              header: 'It',
              question: NASTY,
              options: [
                { label: 'Yes', description: 'y' },
                { label: 'No', description: 'n' },
              ],
            },
          },
          { say: 'Fine.' },
        ],
      },
      { match: 'work', steps: [{ say: 'All done.' }] },
    ];
    job = await Session.start(sandbox, 'job', { turns });
    const variables = Object.entries(sandbox.env).map(([key, value]) => `${key}=${quote(value)}`);
    outer(
      'new-session',
      '-d',
      '-s',
      'eyes',
      '-x',
      '140',
      '-y',
      '30',
      `env -u TMUX ${variables.join(' ')} tmux -u attach -t =job; exec sleep 600`,
    );
    outer('set', '-g', 'monitor-bell', 'on');
    await answerAt(0);
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    hook?.close();
    try {
      outer('kill-server');
    } catch {
      // no server left
    }
    await sandbox.dispose();
  });

  test('a missing rule, and a wrong one, are errors that say what to do', async () => {
    const without = await sandbox.csd(['notify'], { env: env() });
    expect(without).toMatchObject({
      code: 1,
      json: { code: 'bad_input', error: expect.stringContaining('config.json') },
    });
    configure({ when: 'bloked', do: 'bell' });
    const wrong = await sandbox.csd(['serve', '--notify'], { env: env() });
    expect(wrong).toMatchObject({ code: 1, json: { error: expect.stringMatching(/notify\[0\]\.when: needs_you/) } });
    expect(await sandbox.csd(['config', '--json'], { env: env() })).toMatchObject({ code: 1, json: { ok: false } });
  });

  test('each channel reports a question once; its text is data everywhere', async () => {
    configure({
      when: 'needs_you',
      after_ms: 300,
      do: [
        { exec: [join(sandbox.folder, 'hear')] },
        { webhook: { url: `http://127.0.0.1:${port}/hook-path`, secret: { env: 'HOOK_SECRET' } } },
        'tmux',
        'bell',
      ],
    });
    const notify = start('notify');
    expect(await notify.says('tells')).toBe(true);
    mustSucceed(await job.csd('send', 'ask'));
    await job.until('awaiting_answer');
    expect(await settles(() => outer('capture-pane', '-p', '-t', '=eyes:').includes(`job asks you: ${NASTY}`))).toBe(
      true,
    );
    expect(await settles(() => heard().length === 1 && requests.length === 1)).toBe(true);
    expect(heard()[0]).toMatchObject({
      type: 'notice',
      session: 'job',
      text: NASTY,
      again: false,
      state: { status: 'awaiting_answer' },
    });
    const [request] = requests;
    const [, at, hex] = /^t=(\d+),v1=(\w+)$/.exec(String(request?.headers['x-csd-signature'])) ?? [];
    expect(createHmac('sha256', 'hush-hush').update(`${at}.${request?.body}`).digest('hex')).toBe(hex);
    expect(JSON.parse(request?.body ?? '')).not.toHaveProperty('state');
    expect(
      await settles(
        () =>
          outer('display-message', '-p', '-t', '=eyes:', '#{window_bell_flag}').trim() === '1' ||
          notify.lines.some(({ by, outcome }) => by === 'bell' && outcome === 'done'),
      ),
    ).toBe(true);
    expect(existsSync(join(job.folder, 'x'))).toBe(false);
    const said = JSON.stringify(notify.lines);
    for (const secret of ['hush-hush', 'hook-path', 'touch x']) expect(said).not.toContain(secret);

    // A second one is on standby, and takes over when this one is killed: no notice is repeated.
    const second = start('notify');
    expect(await second.says('stands_by')).toBe(true);
    const gone = notify.ended;
    notify.child.kill('SIGKILL');
    await gone;
    expect(await second.says('tells')).toBe(true);
    await sleep(1500);
    expect([heard().length, requests.length]).toEqual([1, 1]);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(143);
  });

  test('a receiver that is down gets it later, also from the next process; serve sends notices as well', async () => {
    await new Promise((done) => hook?.close(done));
    configure({
      when: 'idle_done',
      after_ms: 0,
      do: { webhook: { url: `http://127.0.0.1:${port}/hook-path`, body: '{title}' } },
    });
    const notify = start('notify');
    expect(await notify.says('tells')).toBe(true);
    mustSucceed(await job.csd('answer', 'Yes'));
    await job.until('idle_done');
    mustSucceed(await job.csd('send', 'work'));
    await job.until('idle_done');
    expect(await notify.says('waits')).toBe(true);
    const outbox = join(sandbox.folder, 'state/csd/notify/outbox');
    expect(await settles(() => readdirSync(outbox).length === 2)).toBe(true);
    notify.child.kill('SIGTERM');
    expect(await notify.ended).toBe(143);
    await answerAt(port);
    const server = start('serve', '--notify');
    expect(await settles(() => requests.length === 3, 20_000)).toBe(true);
    expect(requests.slice(1).map(({ body }) => body)).toEqual(['job is done', 'job is done']);
    expect(await settles(() => readdirSync(outbox).length === 0)).toBe(true);
    mustSucceed(await job.csd('send', 'work'));
    await job.until('idle_done');
    expect(await settles(() => requests.length === 4, 20_000)).toBe(true);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(143);
  });

  test('--test uses each channel once and reports the result', async () => {
    configure({
      when: 'dead',
      do: [
        { exec: [join(sandbox.folder, 'hear')] },
        { exec: ['false'] },
        { webhook: { url: 'http://127.0.0.1:47113/secret-path' } },
      ],
    });
    const before = heard().length;
    const tried = await sandbox.csd(['notify', '--test'], { env: env() });
    expect(tried.code).toBe(1);
    const lines = tried.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { outcome: 'done' },
      { outcome: 'failed', error: 'false: exit code 1' },
      { outcome: 'failed', error: 'ECONNREFUSED' },
    ]);
    expect(tried.stdout).not.toContain('secret-path');
    expect(heard()).toHaveLength(before + 1);
  });
});
