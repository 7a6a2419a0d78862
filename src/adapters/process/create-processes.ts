import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import type { Processes } from '../../ports/processes.ts';
import { cpuOf } from './cpu-time.ts';
import { listDescendants, listOpenFiles } from './open-files.ts';
import { readProcStat, START_TICKS } from './proc-stat.ts';
import { listProcesses, lookAtProcess, placeOf } from './process-table.ts';

/** Processes of this machine, through `/proc` where it exists and `ps` elsewhere. */
export function createProcesses(): Processes {
  return {
    userId: process.getuid?.() ?? 0,
    find,
    output,
    ask: async (...asked) => (await import('./ask-program.ts')).askProgram(...asked),
    isAlive,
    startedAt,
    look: (pid) => lookAtProcess(pid, output),
    list: (variables) => listProcesses(variables, output),
    place: (pid) => placeOf(pid, output),
    openFiles: (pid, wanted, alone) => listOpenFiles(pid, wanted, output, alone),
    descendants: (pid) => listDescendants(pid, output),
    cpuMs: (pid) => cpuOf(pid, output),
    startApart,
    terminate,
  };
}

/** A program with a folder in its name (`./agent`, `/opt/agent`) is taken as it is, relative to the current folder. */
async function find(program: string, searchPath: string | undefined): Promise<string | undefined> {
  const folders = program.includes('/') ? [''] : (searchPath ?? '').split(path.delimiter).filter((f) => f !== '');
  for (const folder of folders) {
    const candidate = path.resolve(folder, program);
    if (isExecutable(candidate)) return candidate;
  }
  return undefined;
}

function isExecutable(candidate: string): boolean {
  try {
    accessSync(candidate, constants.X_OK);
    return statSync(candidate).isFile();
  } catch {
    return false;
  }
}

async function output(program: string, args: string[], timeoutMs: number): Promise<string | undefined> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = execFile(program, args, { timeout: timeoutMs, killSignal: 'SIGKILL' }, (error, stdout) =>
      resolve(error ? undefined : stdout),
    );
    child.stdin?.end();
    // A killed wrapper can leave a child that keeps the pipes open: do not wait for it.
    child.on('exit', (code) => {
      if (code !== null) return;
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(undefined);
    });
  });
}

async function startApart(program: string, args: string[], cwd: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const child = spawn(program, args, { cwd, detached: true, stdio: 'ignore' });
  // A program that cannot be started counts as one that ends at once.
  child.on('error', () => undefined);
  child.unref();
}

function isAlive(pid: number): boolean {
  return signal(pid, 0) && !(process.platform === 'linux' && readProcStat(pid)[0] === 'Z');
}

function terminate(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  signal(pid, name);
}

/** True if the process exists, even if we may not signal it. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, name);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function startedAt(pid: number): Promise<string | undefined> {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') {
    const fields = readProcStat(pid);
    return fields[0] === 'Z' ? undefined : fields[START_TICKS];
  }
  const [state = '', ...start] = ((await output('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], 2000)) ?? '')
    .trim()
    .split(/\s+/);
  return state.startsWith('Z') || start.length === 0 ? undefined : start.join(' ');
}
