/** tmux's names for the keys in a hint row. */
const KEYS: Record<string, string> = {
  enter: 'Enter',
  esc: 'Escape',
  tab: 'Tab',
  'shift+tab': 'BTab',
  space: 'Space',
};

/** A key in a hint, by tmux's name, and the effect that the hint gives for it. */
export interface HintKey {
  label: string;
  key: string;
}

/** The separator between two keys of one sentence. */
const EITHER = / or (?=\S+ to )/;

/** The keys that a hint lists, in its order: `Enter to select · Esc to close`, `enter select · esc back`. */
export function readKeys(hint: string): HintKey[] {
  return hint.split(' · ').flatMap((part) => (EITHER.test(part) ? [] : readKey(part)));
}

/** The same, including keys within a sentence. */
export function readAllKeys(hint: string): HintKey[] {
  return hint.split(' · ').flatMap((part) => part.split(EITHER).flatMap(readKey));
}

function readKey(part: string): HintKey[] {
  const match = /^(?:press )?(\S+) (?:to (.+)|(\w+))$/i.exec(part.trim());
  const key = KEYS[match?.[1]?.toLowerCase() ?? ''];
  const label = match?.[2] ?? match?.[3];
  return label && key ? [{ label: label.replace(/…$/, ''), key }] : [];
}
