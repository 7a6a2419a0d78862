import type { Screen } from '../screen/screen.ts';
import { beginAlike, endsIn } from '../screen/shown-turn.ts';
import type { TurnFacts } from '../transcript/turn.ts';

/**
 * True if the activity belongs to something that the agent starts alongside the conversation, and no prompt waits for
 * it. `another`: the last prompt on the screen is not that of the newest turn.
 */
export function isOnlyBooting(screen: Screen, turn: TurnFacts | undefined, another: boolean): boolean {
  if (!screen.booting) return false;
  if (!turn || turn.phase === 'none') return !screen.prompted;
  return turn.phase === 'ended' && !another;
}

/** Adds the reason on the screen to a turn that ended without text: some releases do not record it. */
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

/**
 * The screen shows nothing of the conversation below this turn's text except commands that begin no turn: a view was
 * closed, or such a command ran.
 */
export function isNewest({ answer, prompts }: Screen, turn: TurnFacts): boolean {
  const newest = prompts.at(-1);
  if (answer === undefined || !endsIn(turn.text, answer)) return false;
  if (newest === undefined) return true;
  // The same prompt may have been asked again.
  const isAlike = (text: string) => beginAlike(newest, text);
  if (turn.prompt === undefined || !isAlike(turn.prompt)) return false;
  return prompts.filter(isAlike).length <= turn.prompts.filter(({ text }) => isAlike(text)).length;
}

/** The last prompt on the screen is not that of the ended turn: no file has it yet. */
export function isAnotherPrompt({ newestPrompt }: Screen, { prompt }: TurnFacts): boolean {
  return newestPrompt !== undefined && prompt !== undefined && !sameStart(newestPrompt, prompt);
}

/**
 * What runs is not the turn, which has ended: below it the screen shows another prompt, or a command of the shell, whose
 * record comes only when it is over (2.1.332). Its number is not known before. `none`: the conversation was cleared.
 */
export const isUnrecorded = (screen: Screen, turn: TurnFacts): boolean =>
  turn.phase === 'none'
    ? screen.newestPrompt !== undefined || screen.shelled === true
    : turn.phase === 'ended' && (isAnotherPrompt(screen, turn) || screen.shelled === true);

/** The screen has an answer to the turn's prompt: the turn was not cut off, and the record of its end is still to come. */
export function drawsEnd({ shown }: Screen, { prompt }: TurnFacts): boolean {
  return (
    shown?.answered === true && shown.prompt !== undefined && prompt !== undefined && sameStart(shown.prompt, prompt)
  );
}
