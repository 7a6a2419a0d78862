import type { Need } from './state-words.ts';

const sgr = (on: number, off: number) => (text: string) => (text === '' ? '' : `\x1b[${on}m${text}\x1b[${off}m`);

export const bold = sgr(1, 22);
export const dim = sgr(2, 22);
const red = sgr(31, 39);
const green = sgr(32, 39);
const yellow = sgr(33, 39);
const cyan = sgr(36, 39);

/** Paints a state by what the session needs, in the eight basic colours of terminals. */
export function paintNeed(text: string, need: Need): string {
  return PAINT[need](text);
}

const PAINT: Readonly<Record<Need, (text: string) => string>> = {
  you: (text) => bold(yellow(text)),
  trouble: red,
  done: green,
  working: cyan,
  over: dim,
};
