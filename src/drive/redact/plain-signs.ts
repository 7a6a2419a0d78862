/** Signs that take no room: they part a name for a program and for nobody who reads it. */
const UNSEEN = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/;

function toAscii(text: string): string {
  if (!/[\u00a0-\uffff]/.test(text)) return text;
  return text
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/[\u201c-\u201f\u00ab\u00bb\uff02]/g, '"')
    .replace(/[\u2018-\u201b\u2039\u203a\uff07]/g, "'")
    .replace(/[\uff1a\ufe55]/g, ':')
    .replace(/[\uff1d\ufe66]/g, '=');
}

/**
 * A text as a program would have to read it to find what a person sees: blanks, quotes and signs of other scripts as those of
 * ASCII, and nothing that takes no room. `places`: where each sign stands in the text, where they are not the same.
 */
export function toPlainSigns(text: string): { seen: string; places?: number[] } {
  const plain = toAscii(text);
  if (!UNSEEN.test(plain)) return { seen: plain };
  const places: number[] = [];
  let seen = '';
  for (let at = 0; at < plain.length; at++) {
    const sign = plain[at] ?? '';
    if (UNSEEN.test(sign)) continue;
    places.push(at);
    seen += sign;
  }
  return { seen, places };
}
