import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { isBusy, type StreamState } from '../../detect/stream/fold-stream.ts';
import type { TurnFacts } from '../../detect/transcript/turn.ts';
import { numberSince } from '../../detect/verdict/entry.ts';
import type { Context } from '../session/context.ts';
import { OverBudget } from '../session/files/look-budget.ts';
import { isOwnFile } from '../session/files/private-files.ts';
import { readEntry } from '../signals/entries.ts';
import { locateTranscript } from '../signals/locate-transcript.ts';
import { readTurn } from '../signals/read-last-turn.ts';

/**
 * How the last turn ended in the conversation that a session without a screen continues, from its transcript: its agent
 * reports nothing from before its start. `undefined` after the first turn, if the conversation was cleared, and in a
 * new one.
 */
export async function earlierTurn(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  stream: StreamState,
): Promise<Pick<StreamState, 'last' | 'turn'>> {
  const { ready, last, turn, clearedAt, gates } = stream;
  const isKnown = last !== undefined || turn !== undefined || clearedAt !== undefined || gates.length > 0;
  if (!ready || isKnown || isBusy(stream)) return {};
  const path = await locateTranscript(ctx, sidecar, backend, stream.conversation);
  if (path === undefined || !(await isOwnFile(ctx, path))) return {};
  const entry = await readEntry(ctx, sidecar);
  const found = await readTurn(ctx.files, path, backend, { entry, budget: ctx.budget }).catch((error: unknown) => {
    if (error instanceof OverBudget) return undefined;
    throw error;
  });
  return found?.phase === 'ended'
    ? toLast(found, entry && found.since?.prompts ? numberSince(entry, found) : found.promptAt)
    : {};
}

function toLast({ text, lastAt = 0, interrupted, error, stopReason }: TurnFacts, turn: number | undefined) {
  return {
    ...(turn !== undefined && { turn }),
    last: {
      text,
      at: lastAt,
      ...(interrupted && { interrupted }),
      ...(error && { error: error.message }),
      ...(stopReason !== undefined && { stopReason }),
    },
  };
}
