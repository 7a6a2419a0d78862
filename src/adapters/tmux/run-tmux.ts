import { CsdError } from '../../contract/errors.ts';
import type { ProcessLook } from '../../ports/processes.ts';
import { spawnBlocking } from '../process/spawn-blocking.ts';

/** How to call tmux: the environment decides the default server, `timeoutMs` limits every call. */
export interface TmuxOptions {
  env: Readonly<Record<string, string | undefined>>;
  timeoutMs?: number;
  program?: string;
  /** True while the process may block until tmux answers, which saves 3 ms; asked before each call. */
  blocking?: () => boolean;
  /** How a process relates to its terminal; without it nothing is typed for an address with receivers. */
  standing?: (pid: number) => Promise<ProcessLook | undefined>;
}

/** How one tmux process ended. `failure` is set if it did not exit by itself. */
export interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
  failure?: string;
}

/** A call without an answer after this long, ms, is killed. */
export const TIMEOUT_MS = 5000;

/** tmux command lines, each a list of words, run by one tmux process. */
export type Commands = string[][];

/**
 * tmux's messages for a missing server, session, window or pane; nothing else proves that it does not exist. A server
 * without any session (`exit-empty off`, or one that is about to end) has no current target.
 */
const GONE =
  /^(no server running on |error connecting to .*\((No such file or directory|Connection refused)\)|can't find (pane|session|window)|no such (pane|session|window)|no current target$)/m;
/** The server went away during the call; a second call shows whether it is really gone. */
const VANISHED = /^(server exited unexpectedly|lost server|server exited)/m;

/** True if tmux answered that the target does not exist. */
export function saysGone(ending: Ending): boolean {
  return ending.failure === undefined && ending.code !== 0 && GONE.test(ending.stderr);
}

/** True if tmux answered that there is no server, so nothing on it exists. */
export function saysNoServer(ending: Ending): boolean {
  return saysGone(ending) && /^(no server running on|error connecting to)/m.test(ending.stderr);
}

/** True if the server refused the command line for its length; none of its commands has run. */
export function saysTooLong({ code, stderr }: Ending): boolean {
  return code !== 0 && /^(command too long|too many arguments)/m.test(stderr);
}

function oneLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join('; ');
}

/** What went wrong, in tmux's own words, in one line. */
export function describeFailure(ending: Ending, commands: Commands): string {
  const names = [...new Set(commands.map((command) => command[0]))].join(', ');
  const words = ending.failure ?? (oneLine(ending.stderr) || `exit code ${ending.code}`);
  return `tmux command failed: ${names}: ${words}`;
}

/** The error for a failed call: `dead` if tmux says that its target is gone. */
export function failure(ending: Ending, commands: Commands): CsdError {
  const message = describeFailure(ending, commands);
  return saysGone(ending) ? new CsdError('dead', message) : new CsdError('tmux_failed', message);
}

/**
 * Runs commands in one tmux process. Throws `no_tmux` if the program is missing; returns every other outcome. Repeated
 * once if the server exits during the call.
 */
export async function runTmux(
  options: TmuxOptions,
  socket: string | undefined,
  commands: Commands,
  stdin?: string,
): Promise<Ending> {
  const argv = argvOf(socket, commands);
  const runOnce = options.blocking?.() ? runBlocking : runBeside;
  const first = await runOnce(options, argv, stdin);
  return first.code !== 0 && VANISHED.test(first.stderr) ? runOnce(options, argv, stdin) : first;
}

/** The words after `tmux` that run commands on a server; the only place that builds a tmux command line. */
export function argvOf(socket: string | undefined, commands: Commands): string[] {
  return ['-u', ...(socket === undefined ? [] : ['-S', socket]), ...joinCommands(commands)];
}

/** The words of all commands, separated by `;`; a word that ends in `;` is escaped, because tmux would split there. */
function joinCommands(commands: Commands): string[] {
  return commands.flatMap((command, index) => [
    ...(index === 0 ? [] : [';']),
    ...command.map((word) => (word.endsWith(';') ? `${word.slice(0, -1)}\\;` : word)),
  ]);
}

async function runBlocking(options: TmuxOptions, argv: string[], stdin: string | undefined): Promise<Ending> {
  const { env, timeoutMs = TIMEOUT_MS, program = 'tmux' } = options;
  const { status, signal, stdout, stderr, late, error } = await spawnBlocking(program, argv, { env, stdin, timeoutMs });
  if (error?.code === 'ENOENT') throw noTmux(error);
  if (error) return { code: null, stdout: '', stderr: '', failure: error.message };
  const code = late ? null : status;
  return { code, stdout, stderr, ...(code === null ? { failure: endedBy(late, signal, timeoutMs) } : {}) };
}

async function runBeside(options: TmuxOptions, argv: string[], stdin: string | undefined): Promise<Ending> {
  const { env, timeoutMs = TIMEOUT_MS, program = 'tmux' } = options;
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, {
      cwd: '/',
      env,
      stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on('data', (part: Buffer) => out.push(part));
    child.stderr?.on('data', (part: Buffer) => err.push(part));
    child.stdin?.on('error', () => {}); // The exit code reports what happened to the call.
    child.stdin?.end(stdin);
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') reject(noTmux(error));
      else resolve({ code: null, stdout: '', stderr: '', failure: error.message });
    });
    const finish = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({
        code,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
        ...(code === null ? { failure: endedBy(child.killed, signal, timeoutMs) } : {}),
      });
    child.on('close', finish);
    // A killed wrapper can leave a child that keeps the pipes open: do not wait for it.
    child.on('exit', (code, signal) => {
      if (code === null) {
        child.stdout?.destroy();
        child.stderr?.destroy();
        finish(code, signal);
      }
    });
  });
}

function endedBy(killed: boolean, signal: string | null, timeoutMs: number): string {
  return killed ? `no answer within ${timeoutMs} ms` : `ended by ${signal}`;
}

function noTmux(cause: unknown): CsdError {
  return new CsdError(
    'no_tmux',
    'tmux is not installed or not on PATH: install it with `sudo apt-get install tmux` (Debian, Ubuntu) or `brew install tmux` (macOS)',
    {},
    { cause },
  );
}
