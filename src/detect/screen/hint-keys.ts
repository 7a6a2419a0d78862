/** Keys as a hint row names them, and as tmux does. */
const KEYS: Record<string, string> = {
  enter: 'Enter',
  esc: 'Escape',
  tab: 'Tab',
  'shift+tab': 'BTab',
  space: 'Space',
};

/** A key that a hint names, as tmux does, and what the hint says that it does. */
export interface HintKey {
  label: string;
  key: string;
}

/** What stands between two keys of one sentence. */
const EITHER = / or (?=\S+ to )/;

/** The keys that a hint names side by side, in its order: `Enter to select · Esc to close`, `enter select · esc back`. */
export function readKeys(hint: string): HintKey[] {
  return hint.split(' · ').flatMap((part) => (EITHER.test(part) ? [] : readKey(part)));
}

/** The same, those of a sentence as well. */
export function readAllKeys(hint: string): HintKey[] {
  return hint.split(' · ').flatMap((part) => part.split(EITHER).flatMap(readKey));
}

function readKey(part: string): HintKey[] {
  const match = /^(?:press )?(\S+) (?:to (.+)|(\w+))$/i.exec(part.trim());
  const key = KEYS[match?.[1]?.toLowerCase() ?? ''];
  const label = match?.[2] ?? match?.[3];
  return label && key ? [{ label: label.replace(/…$/, ''), key }] : [];
}
