import type { FormGrammar } from '../../agent/screen-grammar.ts';
import { type Drawing, indentOf, isBlank, type Row } from '../rows.ts';
import { findTop, readBody } from './menu-text.ts';
import type { DrawnMenu, Form, FormField, MenuOption, MenuShape } from './menu-types.ts';

/**
 * Finds a dialog that ends in one row of two buttons, above a hint of keys: a form, with fields above the buttons, or a
 * question about an address. Its options are the buttons and the key that leaves it. In a small pane the buttons can end
 * the screen; then one of them, or a field, has the cursor.
 */
export function findForm({ rows, width }: Drawing, grammar: FormGrammar, shape: MenuShape): DrawnMenu | undefined {
  const last = rows.length - 1;
  const at = rows.findLastIndex(({ text }) => grammar.buttons.test(text));
  const match = grammar.buttons.exec(rows[at]?.text ?? '');
  const hint = rows.slice(at + 1).map(({ text }) => text.trim());
  if (!match || hint.filter((row) => row !== '').length > 4) return undefined;
  const first = findFields(rows, at, grammar);
  const [, left, accept = '', right, decline = ''] = match;
  const isFocused = left !== undefined || right !== undefined || hasCursor(rows.slice(first, at), grammar);
  if (!grammar.hint.test(hint.join(' ')) && !(at === last && isFocused)) return undefined;
  const top = findTop(rows, first, shape);
  const options: MenuOption[] = [accept, decline].map((label) => ({ label, row: at }));
  options.push({ label: grammar.leave.label, key: grammar.leave.key, row: last });
  const text = readBody(rows, { top, first, room: width - 2 }, shape, 'first');
  return {
    ...text,
    options,
    selected: left ? 0 : right ? 1 : -1,
    numbered: false,
    hint: hint.filter((row) => row !== '').join('\n'),
    form: {
      ...readForm(rows.slice(0, at), first, grammar),
      cut: rows.slice(top, first).some(({ text: row }) => grammar.cut.test(row)),
    },
    top,
    bottom: last,
  };
}

/** One of these rows is the field under the cursor. */
function hasCursor(rows: Row[], { field }: FormGrammar): boolean {
  return rows.some(({ text }) => (field.exec(text)?.[1] ?? '').trim() !== '');
}

/** The first row of the fields: above the buttons, up to the message, which is further to the left. */
function findFields(rows: Row[], buttons: number, { field, more }: FormGrammar): number {
  let first = buttons;
  for (let at = buttons - 1; at >= 0; at--) {
    const text = rows[at]?.text ?? '';
    if (field.test(text) || more.test(text)) first = at;
    else if (!isBlank(rows[at]) && indentOf(text) < 4) break;
  }
  return first;
}

function readForm(rows: Row[], first: number, grammar: FormGrammar): Omit<Form, 'cut'> {
  const fields: FormField[] = [];
  let hidden = false;
  for (let at = first; at < rows.length; at++) {
    const text = rows[at]?.text ?? '';
    const choice = grammar.choice.exec(text);
    const drawn = choice ? null : grammar.field.exec(text);
    const field = fields.at(-1);
    if (grammar.more.test(text)) hidden = true;
    else if (drawn) fields.push(readField(drawn, at, grammar));
    else if (field && choice) addChoice(field, choice, grammar);
    else if (field && text.trim() !== '') addRemark(field, text.trim());
  }
  return { fields, hidden };
}

function readField([, cursor, mark = '', rest = '']: RegExpExecArray, row: number, grammar: FormGrammar): FormField {
  const [, label = rest, drawn = ''] = grammar.unset.exec(rest) ?? grammar.value.exec(rest) ?? [];
  const box = grammar.boxes.off.test(drawn) || grammar.boxes.on.test(drawn);
  const value = grammar.unset.test(rest) ? undefined : drawn.trim();
  return {
    label,
    required: grammar.required.test(mark),
    ...(value === undefined || value === ''
      ? {}
      : { value: box ? (grammar.boxes.on.test(drawn) ? 'yes' : 'no') : value }),
    ...(grammar.wrong.test(mark) ? { error: '' } : {}),
    focused: cursor !== undefined && cursor.trim() !== '',
    box,
    list: grammar.closed.test(rest),
    row,
  };
}

function addChoice(field: FormField, [, cursor, glyph = '', label = '']: RegExpExecArray, grammar: FormGrammar) {
  field.choices ??= [];
  field.choices.push({
    label: label.trim(),
    chosen: grammar.chosen.test(glyph),
    box: grammar.ticks.test(glyph),
    focused: (cursor ?? '').trim() !== '',
  });
}

/** Below a field is its description, and below that the reason why its value is wrong. */
function addRemark(field: FormField, text: string): void {
  if (field.error === '') field.error = text;
  else if (field.error !== undefined) {
    field.description = [field.description, field.error].filter((part) => part !== undefined).join(' ');
    field.error = text;
  } else field.description = [field.description, text].filter((part) => part !== undefined).join(' ');
}
