import type { Backend } from '../../detect/agent/backend.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Processes } from '../../ports/processes.ts';
import type { StreamLink } from '../../ports/stream.ts';
import type { Tmux } from '../../ports/tmux.ts';
import type { Transport } from '../../ports/transport.ts';
import type { Watch } from '../../ports/watch.ts';
import type { SharedBudget } from './files/look-budget.ts';
import type { Hub } from './hub-interface.ts';
import type { NeighbourTranscripts } from './neighbours-interface.ts';

/** Everything that an operation may use from outside. `env` is the caller's environment, `cwd` its folder. */
export interface Context {
  tmux: Tmux;
  files: Files;
  clock: Clock;
  processes: Processes;
  watch: Watch;
  /** Sends requests to the hosts of sessions without a screen. */
  link: StreamLink;
  backends: ReadonlyMap<string, Backend>;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** The person's home folder. */
  home: string;
  /** The folder of the sidecars, `$XDG_STATE_HOME/csd/sessions`. */
  sessionsDir: string;
  /** The one hub of this process, created on first use. It works only while someone listens to it. */
  hub(): Promise<Hub>;
  /** Reads standard input to its end, decoding UTF-8 lossily. */
  readStdin(): Promise<string>;
  /** Asks the person at the command line and returns the answer; absent if there is none. */
  ask?: (question: string) => Promise<string>;
  /** Shows the progress of a long operation; absent if nobody is watching. */
  report?: (
    progress: readonly { name: string; status: string; ended: boolean; elapsedMs: number; costUsd?: number }[],
  ) => void;
  /** The caller is a model's tool: an agent without permission checks needs a person's earlier consent. */
  needsConsent?: boolean;
  /** Others call through this process: its terminal is not theirs. */
  isServer?: boolean;
  /** Reaches the csd of other machines; absent if no other machine may be reached. */
  reach?: () => Promise<Transport>;
  /** Only configured hosts may be reached: the caller is not a person at the command line. */
  knownHostsOnly?: boolean;
  /** The command that starts this csd; `csd` on PATH if absent. */
  program?: string[];
  /** Transcripts of shared folders, within one look at many sessions. */
  neighbours?: NeighbourTranscripts;
  /** What the transcripts of such a look may cost together. */
  budget?: SharedBudget;
  /** Ends every wait of the operation when aborted. */
  signal?: AbortSignal;
  /**
   * Aborted if the caller asks a second time to end: an operation that supports it then reports at once how far it
   * came.
   */
  hurry?: AbortSignal;
}
