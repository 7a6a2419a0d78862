import { existsSync, promises } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { isatty } from 'node:tty';
import { createClock } from './adapters/clock.ts';
import { createFiles } from './adapters/files.ts';
import { createProcesses } from './adapters/processes.ts';
import { readLine, writeWhole } from './adapters/streams.ts';
import { createTmux } from './adapters/tmux.ts';
import { createWatch } from './adapters/watch.ts';
import { BACKENDS } from './backends/index.ts';
import { CsdError } from './contract/errors.ts';
import type { Context } from './drive/context.ts';
import type { Hub } from './drive/hub.ts';
import type { CliHost, Terminal } from './faces/cli/host.ts';
import { callOperation, checkInput, followOperation } from './operations/call.ts';
import { COMMAND_WORDS, OPERATIONS } from './operations/index.ts';
import type { Clock } from './ports/clock.ts';
import { SERVICES } from './services/index.ts';

/** Where a context differs from this process; `signal` ends every wait. */
export interface ContextOptions {
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  signal?: AbortSignal;
  /** The process has nothing else to do while tmux answers, as long as it asks for no hub. */
  oneShot?: boolean;
  /** The words that start csd; `csd` on PATH when absent. */
  program?: string[];
  /** Asks the person at the command line. */
  ask?: (question: string) => Promise<string>;
}

/** Joins the adapters to what the operations may use. Reads no file and starts no process yet. */
export function createContext(options: ContextOptions = {}): Context {
  const { env = process.env, signal, oneShot = false, program, ask } = options;
  const home = env.HOME || homedir();
  const clock = boundClock(createClock(), signal);
  const processes = createProcesses();
  let hub: Promise<Hub> | undefined;
  const context: Context = {
    tmux: createTmux({ env, blocking: () => oneShot && hub === undefined }),
    files: createFiles(clock, processes),
    clock,
    processes,
    watch: createWatch(),
    backends: BACKENDS,
    env,
    cwd: options.cwd ?? process.cwd(),
    home,
    sessionsDir: path.join(stateHome(env, home), 'csd', 'sessions'),
    hub: () => {
      hub ??= import('./drive/hub.ts').then(({ createHub }) => createHub(context));
      return hub;
    },
    readStdin,
    ...(program !== undefined && { program }),
    ...(ask !== undefined && { ask }),
    ...(signal !== undefined && { signal }),
  };
  return context;
}

/** The same context for one call: its waits end with this signal. */
export function boundContext(ctx: Context, signal: AbortSignal): Context {
  return { ...ctx, clock: boundClock(ctx.clock, signal), signal };
}

/** The command line of this process: its arguments, streams and context. */
export function createCliHost(version: string, signal: AbortSignal): CliHost {
  let context: Context | undefined;
  const ready = (): Context => {
    context ??= createContext({ signal, oneShot: true, program: ownProgram(), ask });
    return context;
  };
  let output: ((text: string) => Promise<boolean>) | undefined;
  const topics = async () => {
    const { helpTopics } = await import('./operations/topics.ts');
    return helpTopics([...BACKENDS.values()].map(({ name, launch }) => [launch.programVariable, name]));
  };
  return {
    argv: process.argv.slice(2),
    version,
    operations: OPERATIONS,
    aliases: COMMAND_WORDS,
    services: SERVICES,
    topics,
    call: (operation, input, spell) => callOperation(operation, input, ready(), spell),
    serve: (service, input, spell) =>
      service.serve(checkInput(service, input, spell), { version, signal, write: writeWhole }),
    follow: (operation, input, spell) => followOperation(operation, input, ready(), spell),
    get terminal() {
      return isatty(1) ? terminalOf(process.stdout) : undefined;
    },
    get stdinIsTerminal() {
      return process.stdin.isTTY === true;
    },
    readStdin,
    readFile: (file) => readPrompt(ready(), file),
    write: writeWhole,
    stream: async (text) => {
      output ??= (await import('./adapters/output.ts')).createOutput(signal);
      return output(text);
    },
  };
}

/** The words that start this very csd again: a script with the Node that runs it, or a program of one file. */
export function ownProgram(): string[] {
  const [node = process.execPath, script] = process.argv;
  return script !== undefined && existsSync(script) ? [node, script] : [process.execPath];
}

async function ask(question: string): Promise<string> {
  writeWhole('stderr', question);
  return readLine(process.stdin);
}

function terminalOf(stdout: NodeJS.WriteStream): Terminal {
  return {
    size: () => ({ columns: stdout.columns, rows: stdout.rows }),
    onResize(listener) {
      stdout.on('resize', listener);
      return () => void stdout.off('resize', listener);
    },
  };
}

function stateHome(env: Context['env'], home: string): string {
  const named = env.XDG_STATE_HOME;
  return named !== undefined && path.isAbsolute(named) ? named : path.join(home, '.local', 'state');
}

/** A clock whose every sleep also ends with the context's own signal. */
function boundClock(clock: Clock, signal: AbortSignal | undefined): Clock {
  return signal === undefined ? clock : { now: clock.now, sleep: (ms, own) => clock.sleep(ms, own ?? signal) };
}

async function readPrompt(ctx: Context, file: string): Promise<string> {
  // Not by `ctx.files`: a pipe is as good as a file here.
  const text = await promises.readFile(path.resolve(ctx.cwd, file), 'utf8').catch(() => undefined);
  if (text === undefined) throw new CsdError('bad_input', `--file: cannot read ${JSON.stringify(file)}`);
  return text;
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
