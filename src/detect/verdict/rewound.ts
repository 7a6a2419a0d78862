import { lettersOf } from '../screen/letters.ts';
import type { Screen } from '../screen/screen.ts';
import { beginAlike, endsOn, type ShownTurn } from '../screen/shown-turn.ts';
import type { TurnFacts } from '../transcript/turn.ts';
import { sameStart } from './newest-turn.ts';

/**
 * The newest prompt on the screen has an answer and is not in the transcript: the user rewound the conversation, which
 * no record reports (2.1.158, 2.1.332), or the agent writes no records.
 */
export function isAnotherTurn(screen: Screen, turn: TurnFacts): boolean {
  const { shown, interrupted, conversation } = screen;
  if (!shown?.answered) return false;
  if (shown.prompt === undefined && !shown.commanded) return isPromptBack(screen, turn);
  // The screen need not show the turn's beginning as a prompt, but it shows the turn's text.
  const isDrawn = turn.text === '' ? interrupted || !turn.interrupted : endsOn(conversation, turn.text);
  if (isDrawn) return false;
  return drawsAnotherPrompt({ shown }, turn) || saysOtherWords(shown, turn);
}

/**
 * The turn's prompt is in the composer again, and the screen, redrawn from its first row and with room left, shows that
 * a turn is over and nothing of this one's answer (2.1.158 in a small pane, after the user went back).
 */
function isPromptBack({ shown, composer, rows, height }: Screen, turn: TurnFacts): boolean {
  if (!shown?.finished || shown.text !== '' || turn.text === '' || turn.prompt === undefined) return false;
  const draft = composer?.draft ?? '';
  return draft !== '' && sameStart(draft, turn.prompt) && rows.length < height - SPARE_ROWS;
}

/** A screen that was not redrawn has no more free rows than these below its footer. */
const SPARE_ROWS = 2;

/** Up to this share of an answer's words may be drawn differently from the agent's text: tables, links, entities. */
const MOST_OTHER = 1 / 3;

/**
 * The same prompt was asked more than once, and the screen shows the answer of an earlier time: the turn's text does
 * not contain its end, nor many of its words. Only for a finished answer.
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

/** The newest prompt on the screen is not one of the turn's: the screen is older, or shows another conversation. */
export function drawsAnotherPrompt({ shown }: Pick<Screen, 'shown'>, turn: TurnFacts): boolean {
  const newest = turn.synthetic ? turn.prompts.at(-1)?.text : turn.prompt;
  if (shown?.prompt === undefined || newest === undefined) return false;
  const { prompt } = shown;
  const queued = turn.prompts.filter((one) => one.queued).map(({ text }) => text);
  return ![newest, ...queued].some((text) => beginAlike(prompt, text));
}

/**
 * The screen shows neither the prompt nor the answer where they would be: the user rewound to the beginning of the
 * conversation. Certain only if the conversation is drawn from its first row on, or if the agent says that it was
 * rewound and draws something above that.
 */
export function isBackAtStart(screen: Screen, turn: TurnFacts): boolean {
  const { opened, wentBack, prompted, commanded, conversation } = screen;
  if (prompted || commanded) return false;
  if (turn.text === '' && !saysAnother(screen)) return false;
  const isSeen = opened || (wentBack && conversation.filter(({ text }) => text !== '').length > 1);
  return isSeen && (turn.text === '' || !endsOn(conversation, turn.text));
}

/** The agent itself says that this is another conversation; a merely cleared screen does not. */
export const saysAnother = ({ wentBack, restarted }: Screen): boolean => wentBack || restarted;
