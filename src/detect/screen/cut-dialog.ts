import type { GateGrammar, GateRule } from '../agent/gate-grammar.ts';
import type { ToolUse } from '../transcript/facts.ts';
import { bareText, fingerprint, markOf } from './gates.ts';
import type { Menu } from './menu-types.ts';

/** Gates that stand in a turn: their dialogs have a border on every release, so that one without it is cut. */
const BORDERED = new Set<GateRule['kind']>(['permission', 'plan', 'question']);
/** So much of what a cut dialog still shows must stand in the call it is about; the rest is the agent's own words. */
const ENOUGH = 0.7;
/** Rows with fewer characters prove nothing. */
const TELLING = 4;

/** True where the dialog is taller than the screen, so that its beginning is not shown. */
export function isCut(menu: Menu, kind: GateRule['kind'], { cut }: GateGrammar): boolean {
  if (cut?.test(menu.hint)) return true;
  return cut !== undefined && menu.borderless === true && BORDERED.has(kind);
}

/**
 * All that a cut permission gate asks about, from the one open call that holds what is still shown of it; `undefined` where no call, or
 * more than one, does.
 */
export function readWholeCall(
  menu: Menu,
  question: string,
  tools: ToolUse[],
  { callText }: GateGrammar,
): string | undefined {
  const shown = shownRows(menu, question);
  if (!callText || shown.length === 0) return undefined;
  const whole = tools.flatMap((tool) => {
    const text = callText(tool);
    if (text === undefined) return [];
    const bare = bareText(text);
    // A line that goes away is the file's own: a call that writes the whole file does not hold it.
    const told = shown.filter(({ row, removed }) => !removed || bare.includes(row));
    const held = told.filter(({ row }) => bare.includes(row)).length;
    return held > 0 && held >= told.length * ENOUGH ? [text] : [];
  });
  return whole.length === 1 ? `${whole[0]}\n\n${question}` : undefined;
}

/** Rows of the dialog without the question, the frames, and the numbers and signs before lines of a file. */
function shownRows({ body }: Menu, question: string): { row: string; removed: boolean }[] {
  const asked = bareText(question);
  return body
    .split('\n')
    .map((row) => ({
      row: bareText(row.replace(/^\s*(?:[│|]|\d+(?=\s|$)\s*[-+]?)\s*/, '')),
      removed: /^\s*\d+\s*-/.test(row),
    }))
    .filter(({ row }) => row.length >= TELLING && !asked.includes(row));
}

/**
 * The mark of a gate of which the screen shows a part alone: it covers all that is known of it. Which part is shown depends on the
 * pane, and 2.1.332 shows another one a moment after it has drawn the dialog.
 */
export function markOfCut(menu: Menu, known: string | undefined, tools: ToolUse[]): string {
  if (known === undefined) return markOf([fingerprint(menu), ...tools.map(({ id }) => id)].join('\n'));
  return markOf([known, ...menu.options.map(({ label }) => label)].join('\n'));
}
