import type { Screen } from '../screen/screen.ts';
import { beginAlike, endsOn } from '../screen/shown-turn.ts';
import type { TurnFacts } from '../transcript/turn.ts';

/**
 * The newest prompt that is drawn, with an answer, is none that the transcript knows: the person went back to an earlier
 * point, which no record tells (2.1.158, 2.1.332), or the agent writes none.
 */
export function isAnotherTurn({ shown, interrupted, rows }: Screen, turn: TurnFacts): boolean {
  if (shown?.prompt === undefined || !shown.answered) return false;
  const { prompt } = shown;
  // What began the turn need not be drawn as a prompt is; what it said is drawn.
  const isDrawn = turn.text === '' ? interrupted || !turn.interrupted : endsOn(rows, turn.text);
  if (isDrawn) return false;
  const newest = turn.synthetic ? turn.prompts.at(-1)?.text : turn.prompt;
  const queued = turn.prompts.filter((one) => one.queued).map(({ text }) => text);
  return newest !== undefined && ![newest, ...queued].some((text) => beginAlike(prompt, text));
}

/** The conversation is drawn from its first row on, and neither a prompt nor the answer is in it: the person went back to its beginning. */
export function isBackAtStart({ opened, prompted, commanded, rows }: Screen, turn: TurnFacts): boolean {
  return opened && !prompted && !commanded && turn.text !== '' && !endsOn(rows, turn.text);
}
