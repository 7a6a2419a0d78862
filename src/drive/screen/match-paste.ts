import { lettersOf } from '../../detect/screen/letters.ts';
/**
 * Letters and digits only, without accents: what survives wrapping, padding and a terminal's handling of wide
 * characters. If there are none, the first code point of each symbol: a cell of tmux 3.3a holds 21 bytes, so it
 * truncates joined emoji.
 */
export function squeeze(text: string): string {
  const letters = lettersOf(text);
  if (letters !== '') return letters;
  // Word by word: a joiner left at the end of a truncated emoji joins nothing.
  const symbols = text.split(/\s+/).flatMap((word) => [...new Intl.Segmenter().segment(word)]);
  return symbols.map(({ segment }) => String.fromCodePoint(segment.codePointAt(0) ?? 0)).join('');
}

/** How a composer's draft relates to a prompt that was pasted into it. */
export type EchoMatch = 'empty' | 'whole' | 'part' | 'repeated' | 'foreign';

/**
 * Compares the draft with the prompt. A tall prompt shows only some of its rows and a long one collapses, so a draft
 * contained in the prompt is `part`, which is all that a screen can prove. `collapsed`: the placeholder of a
 * collapsed paste, if the draft has one, or text that looks like one.
 */
export function compareEcho(draft: string, prompt: string, collapsed: RegExp | false): EchoMatch {
  if (draft.trim() === '') return 'empty';
  // After a complete command the agent draws a hint for its arguments, two cells further.
  if (draft.startsWith(`${prompt.trim()}  `)) return 'whole';
  const [shown, meant] = [squeeze(draft), squeeze(prompt)];
  if (collapsed) return isAroundCollapsed(draft, meant, collapsed) ? 'whole' : 'foreign';
  if (shown === meant) return 'whole';
  if (meant.includes(shown)) return 'part';
  if (shown.replaceAll(meant, '') === '') return 'repeated';
  return sharesAlmostAll(shown, meant) ? 'part' : 'foreign';
}

/** True if the draft has nothing besides the collapsed paste but the beginning and the end of the prompt. */
function isAroundCollapsed(draft: string, meant: string, collapsed: RegExp): boolean {
  const [before = '', ...after] = draft.split(collapsed).map((part) => part.replace(/[^\p{L}\p{N}]/gu, ''));
  return meant.startsWith(before) && meant.endsWith(after.join(''));
}

/** True if the draft has nearly all of the prompt and no more characters than it: a few were drawn differently. */
export function isNearlyAll(draft: string, prompt: string): boolean {
  const [shown, meant] = [squeeze(draft), squeeze(prompt)];
  return shown.length >= meant.length * 0.9 && shown.length <= meant.length && sharesAlmostAll(shown, meant);
}

/**
 * True if nearly every character of the draft is in the prompt: for scripts whose cells a terminal reorders, and
 * characters that it draws differently. A letter of the English alphabet never differs: someone typed it.
 */
function sharesAlmostAll(shown: string, meant: string): boolean {
  const left = new Map<string, number>();
  for (const char of meant) left.set(char, (left.get(char) ?? 0) + 1);
  let missing = 0;
  for (const char of shown) {
    const count = left.get(char) ?? 0;
    if (count === 0 && /[a-z\d]/i.test(char)) return false;
    if (count === 0) missing++;
    else left.set(char, count - 1);
  }
  return shown.length >= 8 && missing <= shown.length * 0.02;
}

/** True if a recorded text is the beginning of the sent prompt, long enough to be unique. */
export function isStartOf(recorded: string, sent: string): boolean {
  const [found, meant] = [squeeze(recorded), squeeze(sent)];
  return found.length >= WRAPPED_FROM && meant.startsWith(found);
}

/** From this many letters an agent may record a paste inside its own wrapper. */
const WRAPPED_FROM = 40;

/** True when a prompt found in the transcript is the one that was sent. */
export function isSamePrompt(recorded: string, sent: string): boolean {
  const [found, meant] = [squeeze(recorded), squeeze(sent)];
  return found === meant || (meant.length >= WRAPPED_FROM && found.includes(meant));
}
