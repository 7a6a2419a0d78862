import type { GateGrammar, GateRule, PlanGrammar, RowClass } from '../../agent/backend.ts';
import type { MenuMarks } from '../../agent/menu-grammar.ts';
import type { TurnFacts } from '../../transcript/turn.ts';
import type { DrawnMenu, HintKey, Menu, MenuOption } from '../menus/menu-types.ts';

/** The kind of a menu, and the rule that named it (`unnamed` when no rule matched). */
export interface NamedGate {
  kind: GateRule['kind'];
  rule: string;
  beforeTrust?: true;
  planless?: boolean;
  review?: boolean;
  values?: true;
  leaves?: RegExp;
  asks?: RegExp;
}

/** Names a menu by the first rule whose every pattern matches; a menu without a matching rule is `other`. */
export function nameGate(menu: Menu, grammar: GateGrammar): NamedGate {
  const options = menu.options.map(({ label }) => label).join('\n');
  const rule = grammar.rules.find(
    ({ title, question, body, options: labels, hint, test }) =>
      (title?.test(menu.title) ?? true) &&
      (question?.test(menu.question) ?? true) &&
      (body?.test(flat(menu.body)) ?? true) &&
      (labels?.test(options) ?? true) &&
      (hint === undefined || hint.test(flat(menu.hint)) || hint.test(joined(menu.hint))) &&
      (test?.(menu) ?? true),
  );
  if (!rule) return { kind: 'other', rule: 'unnamed' };
  const { kind, id, planless, review, asks, beforeTrust, values, leaves } = rule;
  return {
    kind,
    rule: id,
    ...(beforeTrust && { beforeTrust }),
    ...(planless && { planless }),
    ...(review && { review }),
    ...(values && { values }),
    ...(leaves && { leaves }),
    ...(asks && { asks }),
  };
}

/**
 * The sentence with which a gate asks: the one its rule names, otherwise the line above its options, or the heading if
 * only that is a question.
 */
export function sentenceOf(menu: Menu, { asks }: NamedGate): string {
  const paragraphs = menu.body.split('\n\n').map(flat);
  const found = paragraphs.map((paragraph) => asks?.exec(paragraph)?.[0]).find((sentence) => sentence);
  if (found !== undefined) return found.trim();
  const isAsking = /[?？]$/.test(menu.question.trim());
  return isAsking
    ? menu.question
    : (paragraphs.slice(0, -1).find((paragraph) => HEADING.test(paragraph)) ?? menu.question);
}

/** A paragraph that is one short question. */
const HEADING = /^[^.!?？]{1,120}[?？]$/;

function flat(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** Without line breaks: a narrow pane can break a path in two. */
function joined(text: string): string {
  return text.replace(/\n/g, '');
}

/** Without white space: this stays the same however a text is wrapped. */
export function bareText(text: string): string {
  return text.replace(/\s+/g, '');
}

/** The mark of a menu, see `Menu`. */
export function fingerprint({ title, body, options }: DrawnMenu, { boxes, tally }: MenuMarks): string {
  const lasting = tally ? title.replace(tally, '') : title;
  const text = [lasting, body.replace(title, () => lasting), ...options.map(({ label }) => label)].join('\n');
  return markOf(boxes ? text.replace(boxes, '') : text);
}

/** A short mark of a text, the same however it is wrapped. */
export function markOf(shown: string): string {
  const text = bareText(shown);
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

/** The options in the contract's shape: only labels. */
export function labelsOf(menu: Menu): string[] {
  return menu.options.map(({ label }) => label);
}

/**
 * The number to type for an option: the one drawn before it, otherwise its position from 1; 0 for a row without a
 * number in a numbered menu, which no number chooses.
 */
export function numberOf(menu: Menu, option: MenuOption): number {
  return option.number ?? (menu.numbered ? 0 : menu.options.indexOf(option) + 1);
}

/** The rows as an error lists them: the number that chooses each, 0 for none, and its label. */
export function rowsOf(menu: Menu): { number: number; label: string }[] {
  return menu.options.map((option) => ({ number: numberOf(menu, option), label: option.label }));
}

/** What choosing a row of this menu does; `undefined` if no rule matches its label. */
export function classOf(label: string, kind: GateRule['kind'], { rows }: GateGrammar): RowClass | undefined {
  const text = flat(label).replaceAll('’', "'").trim();
  return rows.find((rule) => (rule.at?.includes(kind) ?? true) && rule.label.test(text))?.does;
}

/**
 * Index of the row that `approve` or `deny` takes by default: the first of the class that the backend's table allows at
 * this kind of menu. `undefined` if no row is clearly of that class.
 */
export function findByMeaning(menu: Menu, grammar: GateGrammar, act: 'approve' | 'deny'): number | undefined {
  const { kind, review, values } = nameGate(menu, grammar);
  if (values) return undefined;
  const wanted = (grammar.choices[review ? 'review' : kind] ?? grammar.choices.other)[act];
  if (wanted === undefined) return undefined;
  const index = menu.options.findIndex(({ label }) => classOf(label, kind, grammar) === wanted);
  return index === -1 ? undefined : index;
}

/** The key that cancels a menu whose rows are values of a field; `undefined` at any other menu. */
export function findCancelKey(menu: Menu, grammar: GateGrammar): HintKey | undefined {
  const { kind, values } = nameGate(menu, grammar);
  return values && menu.keys.findLast(({ label }) => classOf(label, kind, grammar) === 'declines');
}

/** Index of the option of that number; see `numberOf`. */
export function findByNumber(menu: Menu, wanted: number): number | undefined {
  const index = menu.options.findIndex((option) => numberOf(menu, option) === wanted);
  return index === -1 ? undefined : index;
}

/**
 * A class belongs to a plan's options: a plain yes of another gate, or one that widens permissions, does not answer a
 * plan.
 */
export function findByClass(menu: Menu, pattern: RegExp, gates: GateGrammar): number | undefined {
  if (nameGate(menu, gates).kind !== 'plan') return undefined;
  const index = menu.options.findIndex(({ label }) => pattern.test(label));
  return index === -1 ? undefined : index;
}

/** Menus that the user opens: the agent's turn does not wait for a choice in them. */
const OPENED: GateRule['kind'][] = ['other', 'login'];

/**
 * The key that leaves a menu opened by the user, or is a step of that, without a choice: one of its hint, or of a view.
 * `undefined` for every other kind of menu and if a row ends something: leaving can refuse or end what waits there. The
 * words of a list of values end nothing.
 */
export function findLeaveKey(menu: Menu, grammar: GateGrammar): HintKey | undefined {
  const { kind, values, leaves } = nameGate(menu, grammar);
  const rows = menu.options.filter(({ key }) => !key);
  const mayEnd = !values && rows.some(({ label }) => classOf(label, kind, grammar) === 'ends');
  if (mayEnd || !OPENED.includes(kind)) return undefined;
  const { steps } = grammar;
  const keys = [...menu.keys, ...menu.options.flatMap(({ label, key }) => (key ? [{ label, key }] : []))];
  if (leaves) return keys.find(({ label }) => leaves.test(label));
  const declines = keys.findLast(({ label }) => classOf(label, kind, grammar) === 'declines');
  if (declines || rows.length > 0) return declines;
  return (
    keys.findLast(({ label }) => steps?.empties.test(label)) ?? keys.find(({ label }) => steps?.continues.test(label))
  );
}

/**
 * The path of this session's plan: as its own gate shows it, otherwise as its own transcript names it. Never a guess
 * from the shared plan folder. `~` means the home folder.
 */
export function findPlanPath(
  menu: Menu,
  turn: TurnFacts | undefined,
  grammar: PlanGrammar,
  configDir: string,
): string | undefined {
  const shown = [menu.hint.replace(/\n/g, ' '), menu.hint.replace(/\n/g, '')]
    .map((hint) => grammar.shown.exec(hint)?.[1])
    .find((path) => path !== undefined);
  if (shown !== undefined) return shown;
  if (turn?.plan?.path !== undefined) return turn.plan.path;
  return turn?.plan?.slug === undefined ? undefined : grammar.path(configDir, turn.plan.slug);
}
