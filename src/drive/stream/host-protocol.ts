import type { ErrorCode } from '../../contract/errors.ts';
import type { GateVerdict, StreamSession } from '../../detect/agent/stream-grammar.ts';
import type { StreamState } from '../../detect/stream/fold-stream.ts';

/** The start options of a host, from a private file in its folder. */
export interface HostStart {
  backend: string;
  name: string;
  program: string;
  args: string[];
  cwd: string;
  session: StreamSession;
  /** The host's socket, and the files that it writes. */
  socket: string;
  state: string;
  records: string;
  costs?: string;
  /** What an earlier agent of this session has used. */
  before?: Pick<StreamState, 'usedBefore' | 'conversations'>;
}

/** Requests to a host; `id` is the caller's, and an id that was executed is never executed again. */
export type HostRequest =
  /** `command`: the name of the agent's command that the text is; some agents have commands only here. */
  | { id: string; act: 'prompt'; text: string; ifIdle: boolean; command?: string }
  | { id: string; act: 'gate'; gate: string; verdict: GateVerdict }
  | { id: string; act: 'interrupt' }
  | { id: string; act: 'end' };

/** The host's reply. A refusal has a code; nothing was sent to the agent then, unless `step` is present. */
export type HostReply =
  | { ok: true; outcome?: 'submitted' | 'queued'; confirmed_by?: string; turn?: number; interrupted?: boolean }
  | { ok: false; code: ErrorCode; step?: string };
