import path from 'node:path';
import type { Context } from '../context.ts';
import { writePrivate } from '../files/private-files.ts';
import type { Moment } from '../moment.ts';
import { checkName } from './session-names.ts';

/**
 * An open interaction or turn with a limit: since when (ms since 1970), and from when its limit of time counts (absent
 * if nothing counts now). `rests`: the interaction with a delegate is over, and its agent may wake up by itself: because
 * of something that runs `beside` its turns, or at `any` time.
 */
export interface OpenInteraction {
  begun_at: number;
  timed?: Moment;
  rests?: 'beside' | 'any';
  /** The model calls counted when its rest began. */
  calls?: number;
  /** Since when nothing is left that could wake it up. */
  quiet?: Moment;
}

/**
 * The folder with a file for each session whose limits must be enforced, even if the csd that began the work is gone.
 */
export function openFolder({ sessionsDir }: Pick<Context, 'sessionsDir'>): string {
  return path.join(path.dirname(sessionsDir), 'delegates');
}

/** The file that says that the limits of one session must be enforced. */
export function openFile(ctx: Pick<Context, 'sessionsDir'>, name: string): string {
  return path.join(openFolder(ctx), `${checkName(name)}.json`);
}

/** Records that the limits of a session must be enforced, by any csd that sees this. */
export async function writeOpen(ctx: Context, name: string, open: OpenInteraction): Promise<void> {
  await writePrivate(ctx, openFile(ctx, name), `${JSON.stringify(open)}\n`);
}
