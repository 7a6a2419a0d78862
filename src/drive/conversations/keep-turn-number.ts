import type { Sidecar } from '../../contract/session.ts';
import type { Entry } from '../../detect/verdict/signals.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { writeEntry } from '../signals/entries.ts';
import { readTurn } from '../signals/read-last-turn.ts';

/**
 * A turn keeps its number when its conversation is resumed: a program that has handled it would take another number
 * for a new turn. So `entry`, the newest prompt that csd sent to the ended agent, counts for the new one of `started`
 * too, provided that the transcript at `path` has its turn.
 */
export async function keepTurnNumber(
  ctx: Context,
  started: Sidecar,
  entry: Entry | undefined,
  path: string,
): Promise<void> {
  if (entry === undefined || (entry.transcript && entry.transcript.path !== path)) return;
  const turn = await readTurn(ctx.files, path, backendOf(ctx, started), { entry }).catch(() => undefined);
  if (turn?.since && turn.since.prompts > 0) await writeEntry(ctx, started, { ...entry, outcome: 'submitted' });
}
