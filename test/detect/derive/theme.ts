import { type Drawing, mapSequences, mapText } from './drawing.ts';

/** Keeps styles with a meaning (dim, inverse, reset) and changes every colour, or removes it. */
function recolour(drawing: Drawing, colour: (code: string) => string): Drawing {
  const change = (sequence: string) => {
    const codes = sequence.slice(2, -1);
    if (!sequence.endsWith('m')) return sequence;
    if (/^[34]8[;:]/.test(codes)) return colour(codes.slice(0, 2));
    if (/^(?:[34][0-7]|9[0-7]|10[0-7])$/.test(codes)) return colour(codes.length === 2 && codes < '40' ? '38' : '48');
    return /^(?:|0|2|7|22|27)$/.test(codes) ? sequence : '';
  };
  return { ...drawing, rows: drawing.rows.map((row) => mapSequences(row, change)) };
}

/** Colours of another theme, in each encoding of a terminal; and none. */
export const THEMES: Record<string, (drawing: Drawing) => Drawing> = {
  'light theme in 256 colours': (drawing) => recolour(drawing, (code) => `\x1b[${code};5;${code === '38' ? 16 : 231}m`),
  'true colour': (drawing) => recolour(drawing, (code) => `\x1b[${code};2;2;7;22m`),
  'true colour with colons': (drawing) => recolour(drawing, (code) => `\x1b[${code}:2::2:7:22m`),
  'the 16 colours': (drawing) => recolour(drawing, (code) => `\x1b[${code === '38' ? 90 : 107}m`),
  'no colours': (drawing) => recolour(drawing, () => ''),
  'glyphs of TERM=linux': fallBack,
};

/** What 2.1.158 and 2.1.330 draw with `TERM=linux`; they keep every other glyph, and all of them with `TERM=dumb`. */
const FALLBACKS: Record<string, string> = { '❯': '>', '☐': '[ ]', '☒': '[×]', '✔': '√' };

function fallBack(drawing: Drawing): Drawing {
  const change = (text: string) => text.replace(/[❯☐☒✔]/g, (glyph) => FALLBACKS[glyph] ?? glyph);
  return { ...drawing, rows: drawing.rows.map((row) => mapText(row, change)) };
}
