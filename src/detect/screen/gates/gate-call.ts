import type { GateGrammar } from '../../agent/gate-grammar.ts';
import type { ToolUse } from '../../transcript/facts.ts';
import type { Menu } from '../menus/menu-types.ts';
import { bareText } from './gates.ts';

/** How many rows of a dialog are compared. */
const MOST_ROWS = 400;

/**
 * The open call that a permission gate is about: the only one whose text is completely in the dialog. `undefined` if
 * there is none, or if there are several different ones.
 */
export function findCall({ body }: Menu, tools: ToolUse[], { call }: GateGrammar): ToolUse | undefined {
  if (!call) return undefined;
  const rows = body
    .split('\n')
    .slice(0, MOST_ROWS)
    .map((row) => bareText(row).replace(call.boxed, '$1'));
  const fits = tools.filter((tool) => {
    const shown = call.shown(tool);
    if (!shown) return false;
    const { whole = [], path, lines = [] } = shown;
    const parts = whole.map(bareText).every((text) => text !== '' && stands(rows, text));
    return (
      parts &&
      lines.map(bareText).every((line) => ends(rows, line, call.lineStart)) &&
      (path === undefined || names(rows, path))
    );
  });
  const [first] = fits;
  const isOne = fits.every(
    (one) => one.name === first?.name && JSON.stringify(one.input) === JSON.stringify(first.input),
  );
  return isOne ? first : undefined;
}

/** Some complete, consecutive rows are the text. */
function stands(rows: string[], text: string): boolean {
  return rows.some((_, from) => {
    let left = text;
    for (let at = from; at < rows.length && left !== ''; at++) {
      const row = rows[at] ?? '';
      if (!left.startsWith(row)) return false;
      left = left.slice(row.length);
    }
    return left === '';
  });
}

/** A row ends in the line of a file, after its number and sign. */
function ends(rows: string[], line: string, start: RegExp): boolean {
  return rows.some((row) => row.endsWith(line) && start.test(row.slice(0, row.length - line.length)));
}

/** A row is the path, or the end of it below some folder. */
function names(rows: string[], path: string): boolean {
  const bare = bareText(path);
  return rows.some((row) => row !== '' && (row === bare || bare.endsWith(`/${row}`)));
}
