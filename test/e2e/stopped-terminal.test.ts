import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandOf } from '../program.ts';
import { hasTmux, Sandbox, settles } from './sandbox.ts';
import { Session } from './session.ts';

describe.skipIf(!hasTmux)('a terminal that takes nothing (needs tmux)', { timeout: 60_000 }, () => {
  let sandbox: Sandbox;
  const servers: number[] = [];
  /** A terminal whose reader stops before the command begins, and that is full by then. */
  const startOnFull = async (name: string, words: string) => {
    const place = join(sandbox.folder, name);
    const command = commandOf([]).flat().join(' ');
    writeFileSync(`${place}.sh`, `echo $$ >${place}.pid\nexec ${command} ${words}\n`);
    const script = `while [ ! -e ${place}.go ]; do sleep 0.05; done; sh ${place}.sh; echo $? >${place}.code`;
    const tmux = (...args: string[]) =>
      execFileSync('tmux', ['-L', name, ...args], { env: sandbox.env, encoding: 'utf8' }).trim();
    tmux('new-session', '-d', '-x', '80', '-y', '24', script);
    const [server, device] = tmux('display-message', '-p', '#{pid} #{pane_tty}').split(' ');
    servers.push(Number(server));
    process.kill(Number(server), 'SIGSTOP');
    // The kernel moves on what was written, which makes room once more.
    for (let n = 0; n < 5; n++) {
      fill(String(device));
      await sleep(50);
    }
    writeFileSync(`${place}.go`, '');
    await settles(() => existsSync(`${place}.pid`) && readFileSync(`${place}.pid`, 'utf8').endsWith('\n'));
    const pid = Number(readFileSync(`${place}.pid`, 'utf8'));
    return {
      pid,
      code: () => (existsSync(`${place}.code`) ? Number(readFileSync(`${place}.code`, 'utf8')) : undefined),
    };
  };

  beforeAll(async () => {
    sandbox = new Sandbox();
    await Session.start(sandbox, 'calm', { turns: [] });
  }, 60_000);
  afterAll(async () => {
    for (const pid of servers) {
      process.kill(pid, 'SIGCONT');
      process.kill(pid, 'SIGTERM');
    }
    await sandbox.dispose();
  });

  test.each([
    ['top', 143],
    ['top --plain', 143],
    ['ps --watch', 143],
    ['watch', 143],
    ['ps', 143],
    ['state nobody', 143],
    ['serve', 143],
  ])('SIGTERM ends csd %s', async (words, code) => {
    const run = await startOnFull(words.replaceAll(' ', ''), words);
    await settles(() => hearsSignals(run.pid));
    await sleep(2000);
    expect(run.code()).toBeUndefined();
    process.kill(run.pid, 'SIGTERM');
    await settles(() => run.code() !== undefined, 5000);
    expect(run.code()).toBe(code);
  });
});

/** Writes until a terminal takes no more. */
function fill(device: string): void {
  const file = openSync(device, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  for (const length of [1024, 1])
    try {
      for (;;) writeSync(file, 'x'.repeat(length));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  closeSync(file);
}

/** Whether the process handles SIGTERM by now, as far as the system tells. */
function hearsSignals(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return true;
  const caught = /^SigCgt:\s*([0-9a-f]+)/m.exec(readFileSync(status, 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${caught}`) >> 14n) & 1n) === 1n;
}
