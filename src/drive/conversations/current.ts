import path from 'node:path';
import { CONVERSATION_ID } from '../../contract/names.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { hasTurn } from '../observe/resumable.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { readNewestEvent } from '../signals/hooks.ts';
import { createdAt, locateTranscript, readStatusFile } from '../signals/locate-transcript.ts';
import { followByProof } from '../signals/moved-transcript.ts';
import { readPublished } from '../signals/stream-state.ts';

/** The most time between the agent's own start time and csd's writing of the sidecar, ms. */
const START_MS = 60_000;

/** A conversation and its transcript; `undefined` if it has none, or none with a prompt. */
export interface Conversation {
  id: string;
  path: string | undefined;
}

/**
 * The session's current conversation, or the last one if its agent has ended: not the one it was started with if that
 * was cleared or moved to the background. The id is empty if the agent has not named one.
 */
export async function currentConversation(ctx: Context, seen: Observation): Promise<Conversation> {
  const { sidecar } = seen;
  const backend = backendOf(ctx, sidecar);
  const id = seen.alive ? await ofLiving(ctx, seen, backend) : await ofEnded(ctx, sidecar, backend);
  const own = id === sidecar.session_id ? undefined : id;
  const found = id === '' ? undefined : await locateTranscript(ctx, sidecar, backend, own);
  return { id, path: found !== undefined && (await hasTurn(ctx, found, backend)) ? found : undefined };
}

async function ofLiving(ctx: Context, { sidecar, signals }: Observation, backend: Backend): Promise<string> {
  const { statusFile, transcript } = signals;
  // Without a screen the agent itself reports its conversation.
  if (isStream(sidecar) && statusFile.kind === 'read') return statusFile.status.sessionId;
  const read = transcript.kind === 'read' ? idOf(transcript.path, backend) : undefined;
  if (backend.transcript.held) return read ?? sidecar.session_id;
  if (statusFile.kind !== 'read') return read ?? sidecar.conversation ?? sidecar.session_id;
  const { sessionId, origin } = statusFile.status;
  // In the background it gets its own transcript with its next prompt; until then it is resumed from the last one.
  if (origin === undefined) return sessionId;
  return (await locateTranscript(ctx, sidecar, backend, sessionId)) === undefined ? origin : sessionId;
}

/** Decided by the agent's files: its status, its events, the records of its process; otherwise by what csd saw last. */
async function ofEnded(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<string> {
  const { session_id, conversation = session_id, ended, pane_pid, agent_pid } = sidecar;
  if (ended) return conversation;
  if (isStream(sidecar)) return (await readPublished(ctx, sidecar))?.stream.conversation ?? conversation;
  if (backend.transcript.held) return conversation;
  const pid = agent_pid ?? pane_pid;
  const left = pid === undefined ? undefined : await readLeftStatus(ctx, sidecar, backend, pid);
  if (left !== undefined) return left;
  const event = await readNewestEvent(ctx, sidecar, backend);
  if (event?.sessionId !== undefined && CONVERSATION_ID.test(event.sessionId)) return event.sessionId;
  const own = await locateTranscript(ctx, sidecar, backend, undefined);
  if (own === undefined) return conversation;
  const { path: newest } = await followByProof(ctx.files, own, backend, { sessionId: session_id, shown: undefined });
  return newest === own ? conversation : (idOf(newest, backend) ?? conversation);
}

/** The status file of an ended process, if a kill has left it and no later process has the id. */
async function readLeftStatus(ctx: Context, sidecar: Sidecar, backend: Backend, pid: number) {
  if (ctx.processes.isAlive(pid)) return undefined;
  const status = await readStatusFile(ctx, sidecar, backend, pid);
  if (status.kind !== 'read') return undefined;
  const { startedAt, sessionId } = status.status;
  const isOwn = startedAt === undefined || Math.abs(startedAt - createdAt(sidecar)) < START_MS;
  return isOwn && CONVERSATION_ID.test(sessionId) ? sessionId : undefined;
}

function idOf(file: string, { transcript }: Backend): string | undefined {
  if (transcript.held) return transcript.held.record(file);
  const id = path.basename(file, '.jsonl');
  return CONVERSATION_ID.test(id) ? id : undefined;
}
