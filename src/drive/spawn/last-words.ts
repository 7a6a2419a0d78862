import type { Sidecar } from '../../contract/session.ts';
import type { PaneCapture } from '../../ports/tmux.ts';
import type { Context } from '../session/context.ts';
import { addressOf } from '../session/panes/pane.ts';
import { pollUntil } from '../session/poll-until.ts';

/** How long tmux may take to report how the agent ended, ms. */
const CAUSE_MS = 1000;
/** How long the last output of an ended agent may take to be drawn, ms. */
const WORDS_MS = 300;
const POLL_MS = 100;

/**
 * tmux sees the end of the terminal a moment before that of the process, and draws its last output a moment later:
 * looks again, up to 1 s, for how it ended, and up to 0.3 s for text on an empty screen.
 */
export async function withCause(ctx: Context, sidecar: Sidecar, capture: PaneCapture): Promise<PaneCapture> {
  let last = capture;
  const isCauseKnown = () => last.exitCode !== undefined || last.signal !== undefined;
  const isWhole = () => isCauseKnown() && last.screen.trim() !== '';
  if (isWhole()) return last;
  const withinMs = () => (isCauseKnown() ? WORDS_MS : CAUSE_MS) - POLL_MS;
  await pollUntil(ctx, { withinMs, everyMs: POLL_MS, afterMs: POLL_MS }, async () => {
    const [look] = await ctx.tmux.look([addressOf(sidecar)]);
    if (look?.kind === 'seen') last = look.capture;
    return isWhole() || undefined;
  });
  return last;
}
