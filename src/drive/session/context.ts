import type { Backend } from '../../detect/agent/backend.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Processes } from '../../ports/processes.ts';
import type { StreamLink } from '../../ports/stream.ts';
import type { Tmux } from '../../ports/tmux.ts';
import type { Transport } from '../../ports/transport.ts';
import type { Watch } from '../../ports/watch.ts';
import type { Hub } from './hub-interface.ts';
import type { NeighbourTranscripts } from './neighbours-interface.ts';

/** All that an operation may use of the world. `env` is the caller's environment, `cwd` its folder. */
export interface Context {
  tmux: Tmux;
  files: Files;
  clock: Clock;
  processes: Processes;
  watch: Watch;
  /** Asks the hosts of sessions without a screen. */
  link: StreamLink;
  backends: ReadonlyMap<string, Backend>;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** The person's home folder. */
  home: string;
  /** Folder of the sidecars, `$XDG_STATE_HOME/csd/sessions`. */
  sessionsDir: string;
  /** The one hub of this process, made when first asked for. It works only while someone listens to it. */
  hub(): Promise<Hub>;
  /** Reads standard input to its end, decoding UTF-8 lossily. */
  readStdin(): Promise<string>;
  /** Asks the person at the command line and returns what was typed; absent where there is none. */
  ask?: (question: string) => Promise<string>;
  /** Shows how far the parts of a long operation are; absent where nobody looks. */
  report?: (
    progress: readonly { name: string; status: string; ended: boolean; elapsedMs: number; costUsd?: number }[],
  ) => void;
  /** The caller is a model's tool: an agent without permission checks needs the consent that a person has given before. */
  needsConsent?: boolean;
  /** Others call through this process: the terminal that it runs in is not theirs. */
  isServer?: boolean;
  /** Reaches the csd of other machines; absent where no other machine is to be reached. */
  reach?: () => Promise<Transport>;
  /** Only the hosts that the configuration names are reached: the caller is not a person at the command line. */
  knownHostsOnly?: boolean;
  /** The words that start this csd; `csd` on PATH when absent. */
  program?: string[];
  /** What is known of transcripts side by side, within one look at many sessions. */
  neighbours?: NeighbourTranscripts;
  /** Ends every wait of the operation when aborted. */
  signal?: AbortSignal;
  /** Aborted where the caller asks a second time to end: an operation that heeds it tells at once how far it came. */
  hurry?: AbortSignal;
}
