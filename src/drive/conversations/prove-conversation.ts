import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { pollUntil } from '../session/poll-until.ts';
import type { Conversation } from './current.ts';

/** How long the agent may take to show that it has the conversation, and how long it may report another one, ms. */
const STARTING_MS = 60_000;
const PROOF_MS = 20_000;
const POLL_MS = 100;

/** What proved that the agent has the conversation open. */
export type ConversationProof = 'status_file' | 'open_file';

/**
 * What happened to a session. `resumed`: its agent was started again. `unpaused`: it was running, and its pause was lifted.
 * `running`: nothing had to be done. `proof` is absent if a gate comes first, or if the platform does not report open files.
 */
export interface ResumedSession {
  outcome: 'resumed' | 'unpaused' | 'running';
  sidecar: Sidecar;
  state: State;
  proof?: ConversationProof;
}

/**
 * Waits until the agent itself reports the conversation; a gate before it ends the wait. Another one counts only at the
 * timeout: a starting agent reports one that it has made up, for a second or more (2.1.158).
 */
export async function proveConversation(
  ctx: Context,
  sidecar: Sidecar,
  { id }: Conversation,
  backend: Backend,
): Promise<ResumedSession> {
  let state: State | undefined;
  let other: string | undefined;
  const begun = ctx.clock.elapsed();
  const proven = await pollUntil(ctx, { withinMs: STARTING_MS, everyMs: POLL_MS }, async () => {
    const seen = await lookAt(ctx, sidecar);
    ({ state } = seen.verdict);
    const outcome = { outcome: 'resumed' as const, sidecar, state };
    const said = await saidConversation(ctx, seen, backend);
    if (said?.id === id && isUp(seen)) return { ...outcome, ...(said.proof && { proof: said.proof }) };
    other = said?.id === id ? undefined : said?.id;
    if (state.status === 'dead') {
      const message = `the agent of session ${sidecar.name} ended before it had opened its conversation ${id}: ${state.reason ?? 'it is gone'}`;
      throw new CsdError('spawn_failed', message, { state });
    }
    if (other !== undefined && ctx.clock.elapsed() - begun >= PROOF_MS) throw wrongConversation(sidecar, id, other);
    return state.status === 'blocked' && state.gate !== 'other' ? outcome : undefined;
  });
  if (proven) return proven;
  throw unproven(sidecar, id, state ?? { status: 'unknown', reason: 'not observed' });
}

/**
 * The conversation that the agent's own files report, or that its process has open; without `proof` if the platform does
 * not report open files, so that only csd's record names it.
 */
export async function saidConversation(
  ctx: Context,
  { signals, agentPid }: Observation,
  { transcript }: Backend,
): Promise<{ id: string; proof?: ConversationProof } | undefined> {
  const { statusFile } = signals;
  if (statusFile.kind === 'read') return { id: statusFile.status.sessionId, proof: 'status_file' };
  if (!transcript.held || signals.transcript.kind !== 'read') return undefined;
  const { path } = signals.transcript;
  const id = transcript.held.record(path);
  const open = agentPid === undefined ? undefined : await ctx.processes.openFiles(agentPid, (file) => file === path);
  if (id === undefined || open?.length === 0) return undefined;
  return { id, ...(open && { proof: 'open_file' }) };
}

/** True if it shows something that a person could use. */
export function isUp({ signals, stream }: Observation): boolean {
  if (stream) return stream.ready;
  return signals.screen.kind === 'seen' && Boolean(signals.screen.screen.composer ?? signals.screen.screen.menu);
}

function wrongConversation({ name }: Sidecar, id: string, other: string): CsdError {
  const message = `the agent of session ${name} opened the conversation ${other} instead of ${id}: csd ended it, and nothing was sent`;
  return new CsdError('wrong_conversation', message, { session: name, session_id: id, other });
}

function unproven({ name }: Sidecar, id: string, state: State): CsdError {
  const message = `the agent of session ${name} did not prove within ${STARTING_MS / 1000} s that it has the conversation ${id} open: csd ended it, and nothing was sent`;
  return new CsdError('wrong_conversation', message, { session: name, session_id: id, state });
}
