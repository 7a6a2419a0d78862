import type { GateGrammar } from '../../detect/agent/backend.ts';
import { findByMeaning, findLeaveKey, labelsOf } from '../../detect/screen/gates/gates.ts';
import type { Menu } from '../../detect/screen/menus/menu-types.ts';

/** A kind of gate with its article, for a sentence. */
export function aGate(kind: string): string {
  if (kind === 'other') return 'a gate of another kind';
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} gate`;
}

/** The command that answers a menu, with its options if only the caller can choose one. */
export function howToAnswer(name: string, kind: string, menu: Menu | undefined, gates: GateGrammar): string {
  if (kind === 'question') return `answer it with \`csd answer ${name} ANSWER\` first`;
  const isPlain = kind === 'plan' || !menu || menu.form || findByMeaning(menu, gates, 'approve') !== undefined;
  if (isPlain) return `answer it with \`csd approve ${name}\` first`;
  const deny = findByMeaning(menu, gates, 'deny');
  const label = deny === undefined ? findLeaveKey(menu, gates)?.label : menu.options[deny]?.label;
  const declines = label === undefined ? '' : `\`csd deny ${name}\` (${JSON.stringify(label)}), or `;
  const options = labelsOf(menu).map((option) => JSON.stringify(option));
  return `answer it first with ${declines}\`csd approve ${name} --match LABEL\`; its options are ${options.join(', ')}`;
}
