import type { Sidecar } from '../../contract/session.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { readEntry, writeEntry } from '../signals/entries.ts';
import { readTurn } from '../signals/read-last-turn.ts';

/**
 * A turn keeps its number when its conversation is resumed: a program that has handled it would take another number
 * for a new turn. So the newest prompt that csd sent counts for the new agent too, provided that the transcript has its turn.
 * `before` is the session of the ended agent, `started` that of the new one. Returns what undoes it.
 */
export async function keepTurnNumber(ctx: Context, before: Sidecar, started: Sidecar, path: string): Promise<Undo> {
  const entry = await readEntry(ctx, before);
  if (entry === undefined || (entry.transcript && entry.transcript.path !== path)) return NOTHING;
  const turn = await readTurn(ctx.files, path, backendOf(ctx, started), { entry }).catch(() => undefined);
  if (!turn?.since || turn.since.prompts === 0) return NOTHING;
  await writeEntry(ctx, started, { ...entry, outcome: 'submitted' });
  return (calm) => writeEntry(calm, before, entry);
}

/** In the context of a caller that may have been interrupted. */
type Undo = (calm: Context) => Promise<void>;
const NOTHING: Undo = async () => {};
