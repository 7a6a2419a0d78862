import { markHidden } from '../../../operations/text/escape-output.ts';

/** Longer lines are cut for display, characters: a browser needs minutes to lay out a line of some megabytes. */
const LONGEST_LINE = 4000;

/**
 * Text of an agent, safe to display: without control characters and terminal sequences, and with the code points of
 * invisible and direction-changing characters, so that it reads as it is.
 */
export function plain(text: string): string {
  const clean = text
    .replace(/\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?/g, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, '');
  return markHidden(clean, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `⟨${code}⟩`;
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

/**
 * An address that a click may open: only web and mail addresses, nothing that a browser would run, and none with a user
 * before its host, which passes for the host.
 */
export function safeLink(href: string): string | undefined {
  if (/[\x00-\x20\x7f]/.test(href)) return undefined;
  const address = toAddress(href);
  if (!address || !['http:', 'https:', 'mailto:'].includes(address.protocol)) return undefined;
  return address.username === '' && address.password === '' ? address.href : undefined;
}

/** Whether the text of a link reads like an address on another host than the one that a click opens. */
export function claimsOtherHost(text: string, href: string): boolean {
  const [claim = ''] = /(?:[a-z][a-z+.-]{0,20}:\/\/)?(?:[\p{L}\p{N}-]{1,63}\.){1,20}\p{L}{2,63}/iu.exec(text) ?? [];
  if (claim === '') return false;
  const claimed = toAddress(claim.includes('://') ? claim : `https://${claim}`);
  const opened = toAddress(href);
  const bare = (host: string) => host.replace(/^www\./, '');
  return !(claimed && opened && bare(claimed.host) === bare(opened.host));
}

function toAddress(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
