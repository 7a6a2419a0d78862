import { GROUPINGS, namesOf, type TABS } from '../model/page-model.ts';
import { change, now } from '../model/store.ts';
import { choose, leave, mayAct, say } from './actions.ts';

/** The keys of the page and what they do, as `?` shows them. */
export const KEYS: readonly [string, string][] = [
  ['j k ↑ ↓', 'choose a session'],
  ['/', 'filter'],
  ['g', 'group: by folder, host, creator, tag'],
  ['a', 'approve'],
  ['d', 'deny, with what is written'],
  ['s', 'write a prompt or an answer'],
  ['i', 'interrupt'],
  ['n', 'new session'],
  ['f', 'fork'],
  ['m', 'rename'],
  ['e', 'end'],
  ['u', 'resume'],
  ['c t h', 'conversation, terminal, history'],
  ['x', 'type into the terminal; Ctrl-] stops'],
  ['Esc', 'back'],
];

/** Keys that press a button, or focus a field, if it is on the page. */
const TARGETS: Readonly<Record<string, string>> = {
  a: 'approve',
  d: 'deny',
  i: 'interrupt',
  s: 'message',
  f: 'fork',
  m: 'rename',
  e: 'end',
  u: 'resume',
  x: 'typing',
  n: 'new',
  '/': 'filter',
};
const TAB_OF: Readonly<Record<string, (typeof TABS)[number]>> = { c: 'conversation', t: 'terminal', h: 'history' };

const MOVES = ['j', 'k', 'ArrowDown', 'ArrowUp'];

/** After a focused field disappears the user may continue typing, ms: those keys must not press a button. */
const GOES_ON_MS = 2000;

/** Handles the keys of the page: those of `csd top` if they apply. */
export function heedKeys(): void {
  let typedAt = Number.NEGATIVE_INFINITY;
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
    if (!(target instanceof HTMLElement) || now().about === undefined) return;
    // A dialog has its own keys, and the terminal takes all keys while it is in typing mode.
    if (now().dialog !== undefined || target.closest('.pane-place')) return;
    if (isWriting(target)) {
      if (event.key === 'Escape') target.blur();
      typedAt = event.key === 'Escape' ? Number.NEGATIVE_INFINITY : event.timeStamp;
      return;
    }
    if (target === document.body && event.timeStamp - typedAt < GOES_ON_MS) {
      // Esc leaves the field even if it has disappeared.
      typedAt = event.key === 'Escape' ? Number.NEGATIVE_INFINITY : event.timeStamp;
      return;
    }
    if (event.key === 'Escape') return leave();
    // A key that is held down moves through the list, and repeats nothing else.
    if (event.repeat && !MOVES.includes(event.key)) return;
    if (press(event.key, target)) event.preventDefault();
  });
}

function isWriting(target: HTMLElement): boolean {
  return target.matches('textarea, select, input:not([type="checkbox"], [type="radio"])');
}

/** True for a key that had an effect. */
function press(key: string, target: HTMLElement): boolean {
  const isInList = target === document.body || target.closest('#sessions') !== null;
  const step = { j: 1, k: -1, ...(isInList && { ArrowDown: 1, ArrowUp: -1 }) }[key];
  if (step !== undefined) return move(step);
  if (key === '?') {
    change({ dialog: { kind: 'help' } });
    return true;
  }
  if (key === 'g') {
    const at = GROUPINGS.indexOf(now().grouping);
    change({ grouping: GROUPINGS[(at + 1) % GROUPINGS.length] ?? 'nothing' });
    return true;
  }
  const tab = TAB_OF[key];
  if (tab !== undefined && now().chosen !== undefined) {
    change({ tab });
    return true;
  }
  return reach(TARGETS[key]);
}

function move(step: number): boolean {
  const names = namesOf(now());
  const at = names.indexOf(now().chosen ?? '');
  const next =
    names[at === -1 ? (step > 0 ? 0 : names.length - 1) : Math.min(names.length - 1, Math.max(0, at + step))];
  if (next === undefined) return true;
  choose(next);
  document.querySelector<HTMLElement>(`#list [data-session="${CSS.escape(next)}"] button`)?.focus();
  return true;
}

/** A button that is not on the page has no key. */
function reach(id: string | undefined): boolean {
  const element = id === undefined ? null : document.getElementById(id);
  if (element === null || (!mayAct(now()) && id !== 'filter')) return false;
  if (element instanceof HTMLButtonElement && element.disabled) {
    if (element.closest('#gate')) say('This gate has just opened: read it first.', true);
    return true;
  }
  if (element instanceof HTMLButtonElement) element.click();
  else element.focus();
  return true;
}
