import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { settles } from '../../test/e2e/sandbox.ts';
import { commandOf } from '../../test/program.ts';
import { timeInTurns } from './measure.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

const IDLE_S = 30;
const CPU_GOAL = 1;
const MEMORY_GOAL = 130;

/** `csd serve` beside sessions that do nothing: what it and the tmux server take, and what a poll of its files costs. */
export async function measureService(stage: Stage, sessions: number, rounds: number): Promise<Row[]> {
  stage.grow(sessions, { megabytes: 1 });
  await stage.check();
  const runtime = join(stage.sandbox.folder, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const [program, args] = commandOf(['serve']);
  const env = { ...stage.sandbox.env, XDG_RUNTIME_DIR: runtime };
  const service = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    const mirrored = stage.names.map((name) => join(runtime, 'csd/state', `${name}.json`));
    const ready = await settles(() => mirrored.every((file) => existsSync(file)), 60_000);
    if (!ready) throw new Error('csd serve mirrors no states');
    return [...(await measureIdle(stage, service, sessions)), measurePoll(mirrored[0] ?? '', env, rounds)];
  } finally {
    const ended = new Promise((done) => service.once('exit', done));
    service.kill('SIGTERM');
    await ended;
  }
}

async function measureIdle(stage: Stage, service: ChildProcess, sessions: number): Promise<Row[]> {
  const server = Number(stage.sandbox.tmux('display-message', '-p', '#{pid}').trim());
  const pids = [service.pid ?? 0, server];
  await sleep(5000);
  const start = performance.now();
  const before = pids.map(cpuMs);
  await sleep(IDLE_S * 1000);
  const took = performance.now() - start;
  const [own = 0, tmux = 0] = pids.map((pid, n) => (100 * (cpuMs(pid) - (before[n] ?? 0))) / took);
  const memory = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(service.pid)], { encoding: 'utf8' })) / 1024;
  const what = `\`csd serve\`, ${sessions} idle sessions`;
  return [
    {
      what: `${what}: CPU`,
      goal: `${CPU_GOAL} % of a core, with tmux`,
      figure: `${(own + tmux).toFixed(2)} % (${own.toFixed(2)} + ${tmux.toFixed(2)})`,
      how: `CPU time of the service and of the tmux server over ${IDLE_S} s`,
      met: own + tmux <= CPU_GOAL,
    },
    {
      what: `${what}: memory`,
      goal: `${MEMORY_GOAL} MB`,
      figure: `${memory.toFixed(0)} MB`,
      how: 'resident size after that time, by `ps`',
      met: memory <= MEMORY_GOAL,
    },
  ];
}

function measurePoll(file: string, env: Record<string, string>, rounds: number): Row {
  const { pid, state } = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof pid !== 'number' || state.status !== 'idle_done') throw new Error(`${file} is not the state of a session`);
  const [poll] = timeInTurns([{ name: 'cat', program: 'cat', args: [file], env }], rounds);
  return {
    what: 'a poll of the mirrored state by a shell',
    goal: 'one file read, no process beyond `cat`',
    figure: `${(poll?.median ?? 0).toFixed(1)} ms`,
    how: `median of ${rounds} runs of \`cat $XDG_RUNTIME_DIR/csd/state/NAME.json\``,
    met: true,
  };
}

/** The CPU time of a process so far, ms: by the clock ticks of Linux (100 a second), elsewhere by `ps`. */
function cpuMs(pid: number): number {
  if (existsSync(`/proc/${pid}/stat`)) {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }
  const time = execFileSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  return time.split(/[-:]/).reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
