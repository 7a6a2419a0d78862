import type { Sidecar } from '../../contract/session.ts';
import { readWords } from '../observe/last-rows.ts';
import type { Context } from '../session/context.ts';
import { addressOf } from '../session/panes/pane.ts';

/** How many lines of a screen to show in an error. */
const SHOWN = 20;

/** The last non-blank lines of a pane; empty if there is no pane. */
export async function lastLines(ctx: Context, sidecar: Sidecar): Promise<string> {
  const [look] = await ctx.tmux.look([addressOf(sidecar)]);
  if (look?.kind !== 'seen') return '';
  return (await readWords(look.capture.screen))
    .split('\n')
    .filter((row) => row !== '')
    .slice(-SHOWN)
    .join('\n');
}
