import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CSD, commandOf } from '../program.ts';
import { casesOf } from '../thorough.ts';
import { hasTmux, Sandbox, type Script, settles } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

const ROUNDS = casesOf(30, 6);
const script: Script = { turns: [{ match: '', steps: [{ thinkMs: 30, say: 'Größe: "done" `$(x)` \\n → “ü”' }] }] };

// The launcher is a shell program; the single-file binary takes a look.
describe.skipIf(!hasTmux || !/\.cjs$/.test(CSD))('csd state --mirrored next to csd serve (needs tmux)', () => {
  let sandbox: Sandbox;
  let server: ChildProcess;
  let session: Session;
  let file: string;
  beforeAll(async () => {
    sandbox = new Sandbox();
    const run = join(sandbox.folder, 'run');
    mkdirSync(run, { mode: 0o700 });
    sandbox.env.XDG_RUNTIME_DIR = run;
    server = spawn(...commandOf(['serve']), { env: sandbox.env, stdio: ['ignore', 'ignore', 'inherit'] });
    session = await Session.start(sandbox, 'job', script);
    file = join(run, 'csd/state/job.line');
  });
  afterAll(async () => {
    server.kill('SIGKILL');
    await sandbox.dispose();
  });

  /** The line by a launcher that finds a Node which only reports its call. */
  const ask = (withNode = false) => {
    const bin = join(sandbox.folder, 'no-node');
    mkdirSync(bin, { recursive: true });
    const env = { ...sandbox.env, ...(withNode ? {} : { PATH: bin }) };
    const [program, ...words] = withNode ? ['/usr/bin/env', 'sh'] : ['/bin/sh'];
    const { stdout, status } = spawnSync(program ?? '', [...words, CSD, 'state', 'job', '--mirrored'], {
      env,
      encoding: 'utf8',
    });
    return { stdout, status };
  };

  test('it prints what a look prints, without Node', async () => {
    mustSucceed(await session.csd('send', 'Hello'));
    await session.until('idle_done');
    const look = mustSucceed(await session.csd('state')).stdout;
    expect(await settles(() => ask().stdout === look)).toBe(true);
    expect(ask()).toEqual({ stdout: look, status: 0 });
  });

  test('it is never older than a prompt that send has proven', { timeout: 240_000 }, async () => {
    let mirrored = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const sent = mustSucceed(await session.csd('send', `Round ${round}`)).json;
      // Without Node there is no answer if the mirror is behind, because Node is the fallback.
      const bare = ask();
      if (bare.status === 0) {
        mirrored++;
        expect(JSON.parse(bare.stdout).turn).toBeGreaterThanOrEqual(sent.turn);
      }
      const answer = ask(true);
      expect(answer.status).toBe(0);
      expect(JSON.parse(answer.stdout).turn).toBeGreaterThanOrEqual(sent.turn);
      await session.until('idle_done');
      expect(await settles(() => ask().status === 0), `mirrored again after round ${round}`).toBe(true);
    }
    console.log(`${mirrored} of ${ROUNDS} answers at once came from the mirror`);
  });

  test('it takes a look once the server is gone, stopped or killed', async () => {
    expect(await settles(() => ask().status === 0)).toBe(true);
    if (process.platform === 'linux') {
      server.kill('SIGSTOP');
      expect(await settles(() => ask().status !== 0)).toBe(true);
      server.kill('SIGCONT');
      expect(await settles(() => ask().status === 0)).toBe(true);
    }
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGKILL');
    await ended;
    expect(existsSync(file)).toBe(true);
    expect(ask().status).not.toBe(0);
    const look = mustSucceed(await session.csd('state')).stdout;
    expect(ask(true)).toEqual({ stdout: look, status: 0 });
  });
});
