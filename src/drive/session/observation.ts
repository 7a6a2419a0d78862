import type { Sidecar } from '../../contract/session.ts';
import type { StreamState } from '../../detect/stream/fold.ts';
import type { Verdict } from '../../detect/verdict/evidence.ts';
import type { Signals } from '../../detect/verdict/signals.ts';
import type { PaneCapture } from '../../ports/tmux.ts';

/** What was seen of one session and what follows from it. `alive` is false only where the agent is provably gone. */
export interface Observation {
  sidecar: Sidecar;
  alive: boolean;
  verdict: Verdict;
  signals: Signals;
  /** The pane and its screen as tmux gave them, when it is this session's. */
  pane?: PaneCapture;
  /** What the agent's records amount to, where it is driven by them. */
  stream?: StreamState;
  /** The process that keeps the session's files, while its pane is there. */
  agentPid?: number;
}
