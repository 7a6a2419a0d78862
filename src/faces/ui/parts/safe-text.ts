/** Longer lines are cut for display, characters: a browser needs minutes to lay out a line of some megabytes. */
const LONGEST_LINE = 4000;

/**
 * Text of an agent, safe to display: without control characters and terminal sequences, and with the code points of
 * invisible and direction-changing characters, so that it reads as it is.
 */
export function plain(text: string): string {
  return text
    .replace(/\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?/g, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, '')
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu, (char) => {
      return `⟨${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
    });
}

/** The same, with each line cut to what can be laid out. */
export function clipped(text: string): string {
  const clean = plain(text);
  if (clean.length <= LONGEST_LINE) return clean;
  return clean
    .split('\n')
    .map((line) => {
      const more = line.length - LONGEST_LINE;
      return more > 0 ? `${line.slice(0, LONGEST_LINE)} … (${more} more characters)` : line;
    })
    .join('\n');
}

/** An address that a click may open: only web and mail addresses, nothing that a browser would run. */
export function safeLink(href: string): string | undefined {
  if (/[\x00-\x20\x7f]/.test(href)) return undefined;
  try {
    const { protocol, href: whole } = new URL(href);
    return ['http:', 'https:', 'mailto:'].includes(protocol) ? whole : undefined;
  } catch {
    return undefined;
  }
}
