import type { FormGrammar } from '../../detect/agent/screen-grammar.ts';

/**
 * What an MCP server asks for by elicitation, as a form or as an address. Seen on 2.1.158, 2.1.251 and 2.1.332; an address
 * only on those later than 2.1.158. With `TERM=linux` some glyphs are others.
 */
export const forms: FormGrammar = {
  buttons: /^ {2}([❯>])? +(Accept|Reopen URL) {2,}([❯>] )?(Decline|Skip confirmation)$/,
  hint: /\bEsc to cancel\b/,
  leave: { label: 'Cancel', key: 'Escape' },
  field: /^ {2}([❯>]| ) ([*✔√⚠‼ ]) (\S.*)$/,
  unset: /^(.*): (?:▸ )?(?:not set|Type something…|▾)$/,
  value: /^(.*?): (?:▸ )?(.*)$/,
  required: /\*/,
  wrong: /[⚠‼]/,
  boxes: { on: /^(?:☒|\[×\])$/, off: /^(?:☐|\[ \])$/ },
  choice: /^ {6,}([❯>])? *([◯◉●☐☒☑✔√]|\[[ ×]\]|\([ *]\)) (\S.*)$/,
  chosen: /[◉●☒☑✔√×*]/,
  closed: /: ▸ /,
  more: /^ +[↑↓] \d+ more\b/,
  keys: { next: 'Down', previous: 'Up', right: 'Right', left: 'Left', open: 'Right', close: 'Left', toggle: 'Space' },
};
