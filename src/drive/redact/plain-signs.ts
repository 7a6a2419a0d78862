/** Zero-width characters: they split a name for a program, invisibly to a reader. */
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
 * A text in the form in which a program finds what a person sees: blanks, quotes and symbols of other scripts replaced
 * by ASCII, without zero-width characters. `places`: the position of each character in the original, if they differ.
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
