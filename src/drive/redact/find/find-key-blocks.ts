type Add = (from: number, to: number, kind: 'private_key') => void;

const LABEL = /[A-Za-z0-9 ]{0,60}-{4,5}/y;
const PUBLIC_LABEL = /^(?:CERTIFICATE|PUBLIC KEY|PGP PUBLIC KEY BLOCK|PGP SIGNATURE|PGP SIGNED MESSAGE)-/;
/** The lines of a key whose end is missing. */
const ARMOURED = /(?:\s|\\[nrt]|[│|>]|[A-Z][\w-]{2,20}: [^\n]{0,80}\n|[A-Za-z0-9+/=]{4,80}(?![a-z]))/y;
const MOST_ARMOURED = 16 * 1024;
const VAULT = '$ANSIBLE_VAULT;';
/**
 * The rest of its first line, and the lines of digits below it, as in a file, in quotes, in a numbered list or in a
 * diff.
 */
const VAULTED = /(?:\d\.\d;[\w;.-]{3,80}|[\s│|>+-]|\\{1,7}[nrt]|\d{1,6}[→:]|[\da-f]{6,})/y;

/**
 * Keys in PEM, PGP and similar armour, and Ansible vaults, also with escaped line breaks; without an end, as long as
 * the lines match.
 */
export function findKeyBlocks(text: string, add: Add): void {
  for (let at = text.indexOf('BEGIN '); at !== -1; at = text.indexOf('BEGIN ', at + 6)) {
    const label = labelAt(text, at + 6);
    const from = at - (/-{4,5} ?$/.exec(text.slice(Math.max(0, at - 6), at))?.[0].length ?? 0);
    if (from === at || label === undefined || PUBLIC_LABEL.test(label)) continue;
    const body = at + 6 + label.length;
    const end = text.slice(body, body + MOST_ARMOURED).indexOf('END ');
    const last = end === -1 ? undefined : labelAt(text, body + end + 4);
    const to = last === undefined ? endOfArmour(text, body, ARMOURED) : body + end + 4 + last.length;
    add(from, to, 'private_key');
    at = to - 6;
  }
  for (let at = text.indexOf(VAULT); at !== -1; at = text.indexOf(VAULT, at)) {
    const to = endOfArmour(text, at + VAULT.length, VAULTED);
    add(at, to, 'private_key');
    at = to;
  }
  for (let at = text.indexOf('PuTTY-User-Key-File-'); at !== -1; at = text.indexOf('PuTTY-User-Key-File-', at + 20)) {
    const lines = text.slice(at, at + MOST_ARMOURED).split('\n\n', 1)[0] ?? '';
    add(at, at + lines.length, 'private_key');
    at += lines.length;
  }
}

function labelAt(text: string, at: number): string | undefined {
  LABEL.lastIndex = at;
  return LABEL.exec(text)?.[0];
}

function endOfArmour(text: string, at: number, piece: RegExp): number {
  let to = at;
  for (piece.lastIndex = at; to < at + MOST_ARMOURED && piece.exec(text); ) to = piece.lastIndex;
  return to;
}
