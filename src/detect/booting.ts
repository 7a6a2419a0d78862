import type { Screen } from './screen.ts';
import type { TurnFacts } from './turn.ts';

/**
 * True where the activity is of something that the agent starts beside the conversation, and no prompt waits for it.
 * `another`: the screen ends in another prompt than the one whose turn is the newest.
 */
export function isOnlyBooting(screen: Screen, turn: TurnFacts | undefined, another: boolean): boolean {
  if (!screen.booting) return false;
  if (!turn || turn.phase === 'none') return !screen.prompted;
  return turn.phase === 'ended' && !another;
}
