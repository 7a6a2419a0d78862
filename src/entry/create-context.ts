import path from 'node:path';
import { createClock } from '../adapters/create-clock.ts';
import { createFiles } from '../adapters/fs/create-files.ts';
import { createWatch } from '../adapters/fs/create-watch.ts';
import { createProcesses } from '../adapters/process/create-processes.ts';
import { createTmux } from '../adapters/tmux/create-tmux.ts';
import { BACKENDS } from '../backends/index.ts';
import type { Context } from '../drive/session/context.ts';
import type { Hub } from '../drive/session/hub-interface.ts';
import type { Clock } from '../ports/clock.ts';
import type { Transport } from '../ports/transport.ts';
import { readStdin } from './read-whole.ts';
import { runtimeFolder } from './runtime-folder.ts';

/** How a context differs from this process; `signal` ends every wait. */
export interface ContextOptions {
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  signal?: AbortSignal;
  /** Aborted by a second request to end. */
  hurry?: AbortSignal | undefined;
  /** The process has nothing else to do while tmux answers, as long as it asks for no hub. */
  oneShot?: boolean;
  /** The command that starts csd; if absent that of its package, or else `csd` on PATH. */
  program?: string[] | undefined;
  /** The version of this csd for the csd of other machines; without it no other machine is reached. */
  version?: string;
  /** Only configured hosts may be reached. */
  knownHostsOnly?: boolean;
  /** An agent without permission checks needs a person's earlier consent. */
  needsConsent?: boolean;
  /** Others call through this process: its terminal is not theirs. */
  isServer?: boolean;
  /** Asks the person at the command line. */
  ask?: (question: string) => Promise<string>;
  /** Shows the progress of a long operation at the command line. */
  report?: Context['report'];
}

/** What completes a context: the person's home folder, and a hub on first use. */
interface Surroundings {
  home: string;
  openHub(context: Context): Promise<Hub>;
}

/** Connects the adapters to the operations' context. Reads no file and starts no process yet. */
export function joinContext(options: ContextOptions, { home, openHub }: Surroundings): Context {
  const { env = process.env, signal, oneShot = false, program, ask, report, needsConsent, isServer, version } = options;
  const clock = boundClock(createClock(), signal);
  const processes = createProcesses();
  let hub: Promise<Hub> | undefined;
  const context: Context = {
    tmux: createTmux({ env, blocking: () => oneShot && hub === undefined, standing: processes.look }),
    files: createFiles(clock, processes),
    clock,
    processes,
    watch: createWatch(),
    link: {
      ask: async (...asked) => (await import('../adapters/stream/link.ts')).createStreamLink(clock).ask(...asked),
    },
    backends: BACKENDS,
    env,
    cwd: options.cwd ?? process.cwd(),
    home,
    sessionsDir: path.join(stateHome(env, home), 'csd', 'sessions'),
    hub: () => {
      hub ??= openHub(context);
      return hub;
    },
    readStdin,
    ...(version !== undefined && { reach: () => openTransport(context, version) }),
    ...(options.knownHostsOnly && { knownHostsOnly: true }),
    ...(program !== undefined && { program }),
    ...(ask !== undefined && { ask }),
    ...(report !== undefined && { report }),
    ...(needsConsent && { needsConsent }),
    ...(isServer && { isServer }),
    ...(signal !== undefined && { signal }),
    ...(options.hurry !== undefined && { hurry: options.hurry }),
  };
  return context;
}

async function openTransport(context: Context, version: string): Promise<Transport> {
  const { env, clock, files, processes } = context;
  const { createSsh } = await import('../adapters/ssh/ssh.ts');
  return createSsh({ version, env, clock, files, processes, folder: path.join(runtimeFolder(context), 'ssh') });
}

/** The same context for one call: this signal also ends its waits. */
export function boundContext(ctx: Context, signal: AbortSignal): Context {
  return { ...ctx, clock: boundClock(ctx.clock, signal), signal };
}

/** A clock whose every sleep also ends with the context's own signal. */
function boundClock(clock: Clock, signal: AbortSignal | undefined): Clock {
  return signal === undefined ? clock : { ...clock, sleep: (ms, own) => clock.sleep(ms, own ?? signal) };
}

function stateHome(env: Context['env'], home: string): string {
  const named = env.XDG_STATE_HOME;
  return named !== undefined && path.isAbsolute(named) ? named : path.join(home, '.local', 'state');
}
