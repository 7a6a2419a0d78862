import type { Sidecar } from '../../contract/session.ts';
import type { StreamState } from '../../detect/stream/fold-stream.ts';
import type { Verdict } from '../../detect/verdict/evidence.ts';
import type { Signals } from '../../detect/verdict/signals.ts';
import type { PaneCapture } from '../../ports/tmux.ts';

/** What was seen of one session and the verdict. `alive` is false only if the agent is provably gone. */
export interface Observation {
  sidecar: Sidecar;
  alive: boolean;
  verdict: Verdict;
  signals: Signals;
  /** The pane and its screen as tmux returned them, if it is this session's pane. */
  pane?: PaneCapture;
  /** The state that the agent's records add up to, for the stream driver. */
  stream?: StreamState;
  /** The process that writes the session's files, while its pane exists. */
  agentPid?: number;
}
