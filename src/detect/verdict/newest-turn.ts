import type { Screen } from '../screen/screen.ts';
import type { TurnFacts } from '../transcript/turn.ts';

/**
 * True where the activity is of something that the agent starts beside the conversation, and no prompt waits for it.
 * `another`: the screen ends in another prompt than the one whose turn is the newest.
 */
export function isOnlyBooting(screen: Screen, turn: TurnFacts | undefined, another: boolean): boolean {
  if (!screen.booting) return false;
  if (!turn || turn.phase === 'none') return !screen.prompted;
  return turn.phase === 'ended' && !another;
}

/** A turn that ended without a word, and a screen that says why: some releases do not record it. */
export function withFailure(turn: TurnFacts, { failed }: Screen): TurnFacts {
  const silent = turn.text === '' && !turn.error && !turn.interrupted;
  return silent && failed !== undefined ? { ...turn, error: { message: failed } } : turn;
}

/** The composer may show only the start of a long prompt, wrapped. */
export function sameStart(draft: string, prompt: string): boolean {
  const squeeze = (text: string) => text.replace(/\s+/g, '').slice(0, 60);
  const [a, b] = [squeeze(draft), squeeze(prompt)];
  return a !== '' && (b.startsWith(a) || a.startsWith(b));
}
