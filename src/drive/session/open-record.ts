import path from 'node:path';
import type { Context } from './context.ts';
import { writePrivate } from './private-files.ts';
import { checkName } from './session-names.ts';

/**
 * What continues and has a limit: since when, and until when it may (ms since 1970; absent where only its cost is limited). `rests`: the
 * interaction with a delegate is over, and its agent may wake up by itself: because of what runs `beside` its turns, or at `any` time.
 */
export interface OpenInteraction {
  begun_at: number;
  until?: number;
  rests?: 'beside' | 'any';
  /** Calls of the model that had been counted when its rest began. */
  calls?: number;
  /** Since when nothing is left that could wake it up. */
  quiet_at?: number;
}

/** The folder with a file for each session whose limits are to be held, whatever becomes of the csd that began it. */
export function openFolder({ sessionsDir }: Pick<Context, 'sessionsDir'>): string {
  return path.join(path.dirname(sessionsDir), 'delegates');
}

/** The file that says of one session that its limits are to be held. */
export function openFile(ctx: Pick<Context, 'sessionsDir'>, name: string): string {
  return path.join(openFolder(ctx), `${checkName(name)}.json`);
}

/** Writes down that limits of a session are to be held, by whichever csd comes by. */
export async function writeOpen(ctx: Context, name: string, open: OpenInteraction): Promise<void> {
  await writePrivate(ctx, openFile(ctx, name), `${JSON.stringify(open)}\n`);
}
