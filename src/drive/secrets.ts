/** What looks like a key, a token or a password: known forms, and long runs of hexadecimal or of mixed characters. */
const SECRETS: RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bsk-[\w-]{8,}/g,
  /\bgh[opsur]_\w{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{16,}/g,
  /\bxox[abeoprs]-[\w-]{8,}/g,
  /\bA[KS]IA[0-9A-Z]{16}\b|\bAIza[\w-]{30,}/g,
  /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
  /(?<=\b(?:Bearer|Basic) )[\w.~+/=-]{12,}/g,
  /(?<=:\/\/[^\s/:@]{0,64}:)[^\s/@]+(?=@)/g,
  /(?<=\b\w*(?:password|passwd|secret|token|api_?key)(?:\\?["'])?[=:]\s*(?:\\?["'])?)[^\s"'\\]{6,}/gi,
  /\b[0-9a-fA-F]{32,}\b/g,
  /(?<![\w+/=-])(?=[\w+/-]*\d)(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])[\w+-][\w+/-]{39,}={0,2}/g,
];
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b/g;
/** How a secret that the terminal's edge has cut goes on: in the first column of the next row. */
const REST = /^(?:\x1b\[[0-9;]*m)*\s{0,4}(?:\x1b\[[0-9;]*m)*([\w+/=.-]{4,})/;

/**
 * Fills keys, tokens, passwords and mail addresses with `x`, in their own length. A secret gets the same filler wherever
 * it stands, and no two the same, so that what refers to each other still does. One per recording.
 */
export class SecretMask {
  private readonly fillers = new Map<string, string>();

  /** A text with no rows of its own, such as a record. */
  text(text: string): string {
    let out = text.replace(EMAIL, (mail) => this.filler(mail));
    for (const pattern of SECRETS) out = out.replace(pattern, (secret) => this.filler(secret));
    return out;
  }

  /** A screen: also the rest of a secret that goes on in the next row. */
  screen(screen: string): string {
    const rows = screen.split('\n');
    for (const [n, row] of rows.entries()) {
      const masked = this.text(row);
      const cut = masked !== row && /x\d*(?:\x1b\[[0-9;]*m)*$/.test(masked.trimEnd());
      rows[n] = masked;
      const next = rows[n + 1];
      const rest = cut && next !== undefined ? REST.exec(next) : null;
      const tail = rest?.[1];
      if (next === undefined || !tail || !/\d|.{12}/.test(tail)) continue;
      const at = next.indexOf(tail, (rest?.[0].length ?? 0) - tail.length);
      rows[n + 1] = next.slice(0, at) + this.filler(tail) + next.slice(at + tail.length);
    }
    return rows.join('\n');
  }

  private filler(secret: string): string {
    if (/^x+\d*$/.test(secret)) return secret;
    const known = this.fillers.get(secret);
    if (known !== undefined) return known;
    const number = String(this.fillers.size + 1);
    const filler = `${'x'.repeat(Math.max(1, secret.length - number.length))}${number}`.slice(0, secret.length);
    this.fillers.set(secret, filler);
    return filler;
  }
}
