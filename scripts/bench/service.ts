import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { settles } from '../../test/e2e/sandbox.ts';
import { CSD, commandOf } from '../../test/program.ts';
import { clientsMs, cpuMs } from './cpu.ts';
import { type Timed, timeInTurns } from './measure.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

/** Before that, V8 cleans up after the start. */
const REST_S = 20;
const IDLE_S = 30;
const CPU_GOAL = 1;
const MEMORY_GOAL = 130;
const SEGMENT_GOAL_MS = 10;
const MIRRORED_GOAL_MS = 8;

/** `csd serve` with idle sessions: what it and the tmux server use, and what polling its files costs. */
export async function measureService(stage: Stage, sessions: number, rounds: number): Promise<Row[]> {
  stage.grow(sessions, { megabytes: 1 });
  return besideService(stage, async (service, env) => {
    const file = mirrorOf(env, stage.names[0] ?? '');
    return [...(await measureIdle(stage, service, sessions)), measurePoll(file, env, rounds)];
  });
}

/** `csd state NAME --mirrored` as a person starts it, including the shell that reads the launcher. */
export async function measureMirrored(stage: Stage, rounds: number): Promise<Row[]> {
  stage.add('job', { megabytes: 1 });
  return besideService(stage, async (_service, env) => {
    // A Node that fails at once: a run that starts one does not count.
    const folder = join(stage.sandbox.folder, 'no-node');
    mkdirSync(folder);
    writeFileSync(join(folder, 'node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const bare = { ...env, PATH: `${folder}:${env.PATH}` };
    const asked: Timed = { name: 'mirrored', program: CSD, args: ['state', 'job', '--mirrored'], env: bare };
    const counted: Timed = { name: 'counted', program: CSD, args: ['tmux-status'], env: bare };
    const shell: Timed = { name: 'sh', program: 'sh', args: ['-c', ':'], env };
    const [empty, answer, segment] = timeInTurns([shell, asked, counted], rounds);
    const ms = answer?.median ?? 0;
    const segmentMs = segment?.median ?? 0;
    return [
      {
        what: '`csd state --mirrored` while `csd serve` runs',
        goal: `${MIRRORED_GOAL_MS} ms`,
        figure: `${ms.toFixed(1)} ms`,
        how: `Median of ${rounds} runs of the whole process, alternating with an empty shell, which takes ${(empty?.median ?? 0).toFixed(1)} ms.`,
        met: ms <= MIRRORED_GOAL_MS,
      },
      {
        what: '`csd tmux-status` while `csd serve` runs',
        goal: `${SEGMENT_GOAL_MS} ms`,
        figure: `${segmentMs.toFixed(1)} ms`,
        how: `Median of ${rounds} runs of the whole process.`,
        met: segmentMs <= SEGMENT_GOAL_MS,
      },
    ];
  });
}

type Env = Record<string, string>;

const mirrorOf = ({ XDG_RUNTIME_DIR = '' }: Env, name: string) => join(XDG_RUNTIME_DIR, 'csd/state', `${name}.json`);

/** Runs `body` while `csd serve` mirrors every session of the stage, with its environment. */
async function besideService<T>(stage: Stage, body: (service: ChildProcess, env: Env) => Promise<T>): Promise<T> {
  await stage.check();
  const runtime = join(stage.sandbox.folder, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const [program, args] = commandOf(['serve']);
  const env = { ...stage.sandbox.env, XDG_RUNTIME_DIR: runtime };
  const service = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    const mirrored = stage.names.map((name) => mirrorOf(env, name));
    const ready = await settles(() => mirrored.every((file) => existsSync(file)), 60_000);
    if (!ready) throw new Error('csd serve mirrors no states');
    return await body(service, env);
  } finally {
    const ended = new Promise((done) => service.once('exit', done));
    service.kill('SIGTERM');
    await ended;
  }
}

async function measureIdle(stage: Stage, service: ChildProcess, sessions: number): Promise<Row[]> {
  const server = Number(stage.sandbox.tmux('display-message', '-p', '#{pid}').trim());
  const own = service.pid ?? 0;
  const measures = [() => cpuMs(own), () => cpuMs(server), () => clientsMs(own)];
  await sleep(REST_S * 1000);
  const start = performance.now();
  const before = measures.map((measure) => measure());
  await sleep(IDLE_S * 1000);
  const took = performance.now() - start;
  const shares = measures.map((measure, n) => (100 * (measure() - (before[n] ?? 0))) / took);
  const [self = 0, tmux = 0, clients = 0] = shares;
  const memory = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(own)], { encoding: 'utf8' })) / 1024;
  const what = `\`csd serve\`, ${sessions} idle sessions`;
  return [
    {
      what: `${what}: CPU`,
      goal: `${CPU_GOAL} % of a core, with tmux`,
      figure: `${(self + tmux).toFixed(2)} % (${self.toFixed(2)} + ${tmux.toFixed(2)})`,
      how: `CPU time of the service and of the tmux server over ${IDLE_S} s, beginning ${REST_S} s after the start.`,
      met: self + tmux <= CPU_GOAL,
    },
    {
      what: `${what}: CPU of the programs it starts`,
      goal: '',
      figure: `${clients.toFixed(2)} %`,
      how: 'CPU time in the same period of the shell that makes the sweeps and its tmux client each second. Only Linux counts the clients.',
    },
    {
      what: `${what}: memory`,
      goal: `${MEMORY_GOAL} MB`,
      figure: `${memory.toFixed(0)} MB`,
      how: 'Resident size at the end of that period, from `ps`.',
      met: memory <= MEMORY_GOAL,
    },
  ];
}

function measurePoll(file: string, env: Record<string, string>, rounds: number): Row {
  const { pid, state } = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof pid !== 'number' || state.status !== 'idle_done') throw new Error(`${file} is not the state of a session`);
  const [poll] = timeInTurns([{ name: 'cat', program: 'cat', args: [file], env }], rounds);
  return {
    what: 'a shell reads the mirrored state',
    goal: 'one file read, no process beyond `cat`',
    figure: `${(poll?.median ?? 0).toFixed(1)} ms`,
    how: `Median of ${rounds} runs of \`cat $XDG_RUNTIME_DIR/csd/state/NAME.json\`.`,
    met: true,
  };
}
