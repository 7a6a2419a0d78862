import type { ErrorCode } from '../../contract/errors.ts';
import type { GateVerdict, StreamSession } from '../../detect/agent/stream-grammar.ts';
import type { StreamState } from '../../detect/stream/fold.ts';

/** What a host is started with: a private file of its folder holds it. */
export interface HostStart {
  backend: string;
  name: string;
  program: string;
  args: string[];
  cwd: string;
  session: StreamSession;
  /** Where the host listens, and the files that it writes. */
  socket: string;
  state: string;
  records: string;
  costs?: string;
  /** What an earlier agent of this session has used. */
  before?: Pick<StreamState, 'usedBefore' | 'conversations'>;
}

/** What a host is asked; `id` is the caller's, and one that was carried out is never carried out again. */
export type HostRequest =
  /** `command`: the word by which the text is a command of the agent's, which some agents have only here. */
  | { id: string; act: 'prompt'; text: string; ifIdle: boolean; command?: string }
  | { id: string; act: 'gate'; gate: string; verdict: GateVerdict }
  | { id: string; act: 'interrupt' }
  | { id: string; act: 'end' };

/** What it answers. A refusal names its code; nothing was sent to the agent then, unless `step` is there. */
export type HostReply =
  | { ok: true; outcome?: 'submitted' | 'queued'; confirmed_by?: string; turn?: number; interrupted?: boolean }
  | { ok: false; code: ErrorCode; step?: string };
