import type { Sidecar } from '../../contract/session.ts';
import { screenOf } from '../../detect/verdict/signals.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import { pollUntil } from '../session/poll-until.ts';

/** How long an agent may take to show the fate of a prompt that was being typed, ms. */
const SHOWN_MS = 3000;
const POLL_MS = 100;

/**
 * True if a new session has a turn for the prompt that was being typed when its caller was interrupted, or may have
 * one. False if the prompt is in the composer, or none of it has arrived.
 */
export async function wasTaken(ctx: Context, sidecar: Sidecar): Promise<boolean> {
  const answer = await pollUntil(ctx, { withinMs: SHOWN_MS, everyMs: POLL_MS }, async () => {
    const { alive, signals, verdict } = await lookAt(ctx, sidecar);
    if (signals.transcript.kind === 'read' && signals.transcript.turn.phase !== 'none') return true;
    const draft = screenOf(signals.screen)?.composer?.draft;
    return !alive || verdict.state.status === 'spawning' || draft ? false : undefined;
  });
  return answer ?? true;
}
