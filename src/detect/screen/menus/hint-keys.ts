import type { HintGrammar } from '../../agent/menu-grammar.ts';
import type { HintKey } from './menu-types.ts';

/** The rows of a hint as one line. */
export function joinHint(rows: string[], { wraps }: HintGrammar): string {
  return rows.reduce((line, row) => {
    const next = / or$/.test(line) || !wraps?.starts.test(row.trim()) ? ' ' : wraps.between;
    return `${line}${next}${row}`;
  });
}

/** The keys that a hint names side by side, in its order, with the effects that it gives for them. */
export function readKeys(hint: string, grammar: HintGrammar): HintKey[] {
  return hint.split(grammar.between).flatMap((part) => (grammar.either.test(part) ? [] : readKey(part, grammar)));
}

/** The same, including keys within a sentence. */
export function readAllKeys(hint: string, grammar: HintGrammar): HintKey[] {
  return hint
    .split(grammar.between)
    .flatMap((part) => part.split(grammar.either).flatMap((one) => readKey(one, grammar)));
}

function readKey(part: string, { key: pattern, names }: HintGrammar): HintKey[] {
  const [, word = '', label] = pattern.exec(part.trim()) ?? [];
  const key = names[word.toLowerCase()];
  return label && key ? [{ label, key }] : [];
}
