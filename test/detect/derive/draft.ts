import { boxOf, type Drawing, insertRows, plain } from './drawing.ts';

/** What a person may have typed and not sent, one row each. */
export const DRAFTS: string[][] = [
  ['日本語のテストを書いて、確認してください。'],
  ['اكتب اختبارًا من فضلك؟'],
  ['Напиши тест, пожалуйста'],
  ['🚀✨ ship it 👩‍👩‍👧‍👦 🇩🇪 é'],
  ['1. Yes'],
  ['❯ 1. Yes', '  2. No'],
  ['esc to interrupt'],
  ['Do you want to proceed?', '❯ 1. Yes', '  2. No', '', 'Esc to cancel · Tab to amend'],
  ['✻ Brewing… (3s · ↓ 16 tokens)'],
  ['────────────────────────────', '❯ 1. Yes', '────────────────────────────'],
  ['● Hello.', '⎿  Interrupted · What should Claude do instead?'],
  ['/model'],
  ['[Pasted text #1 +30 lines]'],
  Array.from({ length: 12 }, (_, n) => `line ${n + 1} ──────────────`),
];

/** Puts a draft into an empty input box, if there is one. */
export function typeDraft(drawing: Drawing, draft: string[]): Drawing | undefined {
  const box = boxOf(drawing);
  if (!box || box.bottom !== box.top + 2) return undefined;
  const glyph = plain(drawing.rows[box.top + 1] ?? '')[0] ?? '❯';
  const [first = '', ...rest] = draft;
  const rows = [...drawing.rows];
  rows[box.top + 1] = `\x1b[0m${glyph}\u00a0${first}`;
  const cursor = { x: Math.min(drawing.width - 1, 2 + (draft.at(-1) ?? '').length), y: box.top + draft.length };
  return {
    ...insertRows(
      { ...drawing, rows },
      box.top + 2,
      rest.map((row) => `  ${row}`),
    ),
    cursor,
  };
}
