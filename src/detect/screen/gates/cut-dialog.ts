import type { CallGrammar, GateGrammar, GateRule } from '../../agent/gate-grammar.ts';
import type { ToolUse } from '../../transcript/facts.ts';
import type { Menu } from '../menus/menu-types.ts';
import { bareText, markOf } from './gates.ts';

/** Gates within a turn: their dialogs have a border on every release, so one without it is cut. */
const BORDERED = new Set<GateRule['kind']>(['permission', 'plan', 'question']);
/** This share of a cut dialog's visible text must occur in its call; the rest is the agent's own text. */
const ENOUGH = 0.7;
/** Rows with fewer characters prove nothing. */
const TELLING = 4;

/** True if the dialog is taller than the screen, so that its beginning is not visible. */
export function isCut(menu: Menu, kind: GateRule['kind'], { cut }: GateGrammar): boolean {
  if (cut?.test(menu.hint)) return true;
  return cut !== undefined && menu.borderless === true && BORDERED.has(kind);
}

/**
 * The whole subject of a cut permission gate, from the one open call that contains its visible text; `undefined` if no
 * call contains it, or more than one.
 */
export function readWholeCall(
  menu: Menu,
  question: string,
  tools: ToolUse[],
  { call }: GateGrammar,
): string | undefined {
  const shown = call ? shownRows(menu, question, call) : [];
  if (!call || shown.length === 0) return undefined;
  const whole = tools.flatMap((tool) => {
    const text = call.text(tool);
    if (text === undefined) return [];
    const bare = bareText(text);
    // A removed line is part of the file: a call that writes the whole file does not contain it.
    const told = shown.filter(({ row, removed }) => !removed || bare.includes(row));
    const held = told.filter(({ row }) => bare.includes(row)).length;
    return held > 0 && held >= told.length * ENOUGH ? [text] : [];
  });
  return whole.length === 1 ? `${whole[0]}\n\n${question}` : undefined;
}

/** Rows of the dialog without the question, the frames, and the numbers and signs before lines of a file. */
function shownRows(
  { body }: Menu,
  question: string,
  { margin, removed }: CallGrammar,
): { row: string; removed: boolean }[] {
  const asked = bareText(question);
  return body
    .split('\n')
    .map((row) => ({
      row: bareText(row.replace(margin, '')),
      removed: removed.test(row),
    }))
    .filter(({ row }) => row.length >= TELLING && !asked.includes(row));
}

/**
 * The mark of a gate of which the screen shows only a part: it covers everything known of the gate. The visible part
 * depends on the pane, and 2.1.332 shows another one a moment after it has drawn the dialog.
 */
export function markOfCut(menu: Menu, known: string | undefined, tools: ToolUse[]): string {
  if (known === undefined) return markOf([menu.mark, ...tools.map(({ id }) => id)].join('\n'));
  return markOf([known, ...menu.options.map(({ label }) => label)].join('\n'));
}
