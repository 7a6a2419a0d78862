import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { Entry, TranscriptSignal } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import { letOthersRun } from '../session/pauses.ts';
import { readBaseTurn } from '../signals/base-record.ts';
import { findLeft } from '../signals/left-conversation.ts';
import { locateTranscript } from '../signals/locate-transcript.ts';
import { type Followed, followByProof } from '../signals/moved-transcript.ts';
import { foldCleared, locateHeld } from '../signals/open-transcript.ts';
import { readTurn } from '../signals/read-last-turn.ts';
import { excessOf } from './unjudged.ts';

/** Evidence for which transcript is the session's now, and which turn in it. */
export interface Clues {
  /** The first process of the pane. */
  pid: number;
  /** The conversation in the agent's status. */
  currentId: string | undefined;
  /** The beginning of the newest prompt on the screen, and whether its answer is there too. */
  shown: string | undefined;
  answered: boolean;
  /** The newest block of that answer. */
  answer: string | undefined;
  /** A conversation next to the session's is in use instead. */
  isBeside: boolean;
  /** The last prompt that csd sent. */
  entry: Entry | undefined;
}

/** The newest turn in the session's own transcript, and what became of it if its conversation was left. */
export async function readTranscript(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  clues: Clues,
): Promise<TranscriptSignal> {
  const { entry } = clues;
  const { path, note, clearedAt } = (await findTranscript(ctx, sidecar, backend, clues)) ?? {};
  if (path === undefined) return { kind: 'absent' };
  if (clearedAt !== undefined) return { kind: 'read', turn: foldCleared(clearedAt, entry), path };
  const pause = () => letOthersRun(ctx);
  const own = await readTurn(ctx.files, path, backend, { entry, pause, budget: ctx.budget }).catch(excessOf);
  if (typeof own === 'string') return { kind: 'absent', excess: own };
  if (own === undefined) return { kind: 'absent' };
  const turn = own.phase === 'none' ? await readBaseTurn(ctx, path, backend, { own, entry }) : own;
  const gone = turn.since && (await findLeft(ctx, sidecar, backend, { path, turn, entry }));
  if (turn.since && gone) turn.since[gone] = true;
  return { kind: 'read', turn, path, ...(note ? { note } : {}) };
}

async function findTranscript(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  { currentId, shown, ...clues }: Clues,
): Promise<Followed | undefined> {
  const { held } = backend.transcript;
  if (held) return locateHeld(ctx, sidecar, { backend, grammar: held, shown, ...clues });
  const path = await locateTranscript(ctx, sidecar, backend, currentId);
  if (path === undefined || currentId !== undefined) return path === undefined ? undefined : { path };
  return followByProof(ctx.files, path, backend, { sessionId: sidecar.session_id, shown, neighbours: ctx.neighbours });
}
