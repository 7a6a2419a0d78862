import { lettersOf } from '../screen/letters.ts';
import type { Screen } from '../screen/screen.ts';
import { beginAlike, endsOn, type ShownTurn } from '../screen/shown-turn.ts';
import type { TurnFacts } from '../transcript/turn.ts';

/**
 * The newest prompt that is drawn, with an answer, is none that the transcript knows: the person went back to an earlier
 * point, which no record tells (2.1.158, 2.1.332), or the agent writes none.
 */
export function isAnotherTurn({ shown, interrupted, conversation }: Screen, turn: TurnFacts): boolean {
  if (shown?.prompt === undefined || !shown.answered) return false;
  // What began the turn need not be drawn as a prompt is; what it said is drawn.
  const isDrawn = turn.text === '' ? interrupted || !turn.interrupted : endsOn(conversation, turn.text);
  if (isDrawn) return false;
  return drawsAnotherPrompt({ shown }, turn) || saysOtherWords(shown, turn);
}

/** So much of the words of an answer may be drawn otherwise than the agent wrote them: tables, links, entities. */
const MOST_OTHER = 1 / 3;

/**
 * The same prompt was asked more than once, and what is drawn below it is the answer of an earlier time: its end is nowhere in
 * what the turn said, nor are many of its words. Only of an answer that is over.
 */
function saysOtherWords({ text, finished }: ShownTurn, turn: TurnFacts): boolean {
  if (!finished || turn.text === '' || text === '' || endsOn([{ text: turn.text }], text)) return false;
  const said = lettersOf(turn.text);
  const words = text
    .split(/\s+/)
    .map(lettersOf)
    .filter((word) => word !== '');
  const others = words.filter((word) => !said.includes(word)).length;
  return others > words.length * MOST_OTHER;
}

/** The newest prompt that is drawn is none of the turn's: the screen is older, or of another conversation. */
export function drawsAnotherPrompt({ shown }: Pick<Screen, 'shown'>, turn: TurnFacts): boolean {
  const newest = turn.synthetic ? turn.prompts.at(-1)?.text : turn.prompt;
  if (shown?.prompt === undefined || newest === undefined) return false;
  const { prompt } = shown;
  const queued = turn.prompts.filter((one) => one.queued).map(({ text }) => text);
  return ![newest, ...queued].some((text) => beginAlike(prompt, text));
}

/**
 * Neither a prompt nor the answer is drawn where they would stand: the person went back to the beginning of the
 * conversation. That is known where it is drawn from its first row on, or where the agent says that it went back and draws
 * something above that.
 */
export function isBackAtStart(screen: Screen, turn: TurnFacts): boolean {
  const { opened, wentBack, prompted, commanded, conversation } = screen;
  if (prompted || commanded) return false;
  if (turn.text === '' && !saysAnother(screen)) return false;
  const isSeen = opened || (wentBack && conversation.filter(({ text }) => text !== '').length > 1);
  return isSeen && (turn.text === '' || !endsOn(conversation, turn.text));
}

/** The agent's own word that the conversation is not the one before: a screen that was only cleared has none. */
export const saysAnother = ({ wentBack, restarted }: Screen): boolean => wentBack || restarted;
