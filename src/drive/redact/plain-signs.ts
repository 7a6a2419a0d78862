/**
 * Zero-width characters, and colours, also where their escape is written out: they split a name for a program,
 * invisibly to a reader.
 */
const UNSEEN = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]|(?:\x1b|\\{1,7}(?:u001[bB]|x1[bB]|033|e))\[[\d;:]{0,32}m/g;

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
 * by ASCII, without zero-width characters and colours. `places`: the position of each character in the original, if they differ.
 */
export function toPlainSigns(text: string): { seen: string; places?: number[] } {
  const plain = toAscii(text);
  const places: number[] = [];
  let seen = '';
  let from = 0;
  const take = (to: number): void => {
    for (let at = from; at < to; at++) places.push(at);
    seen += plain.slice(from, to);
  };
  for (const { index, 0: unseen } of plain.matchAll(UNSEEN)) {
    take(index);
    from = index + unseen.length;
  }
  if (from === 0) return { seen: plain };
  take(plain.length);
  return { seen, places };
}
