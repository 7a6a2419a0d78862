import { isNoValue, looksRandom } from '../secret-names.ts';

/** Rows of files in which programs keep logins and cookies, and addresses that grant access to anyone who has them. */

/** `.netrc`: the password follows the login, on the same line or the next one. */
const NETRC =
  /(?<![\w-])(?:login|account|default)(?:[ \t]{1,8}\S{1,80})?(?:\s|\\[nrt]){1,24}(?:password|passwd)[ \t]{1,8}["']?([^\s"'`\\]{1,128})/g;
/** Links for a new password, an invitation, a hook; blockchain nodes with a key in the address. */
const LINK =
  /\/(?:reset(?:[_-]?password)?|password[_-]?reset|invite|invitation|magic(?:[_-]?link)?|verify|confirm|activate|unsubscribe|hooks?|webhooks?)\/([\w-]{20,200})/gi;
const NODE =
  /(?:infura\.io|alchemy\.com|alchemyapi\.io|quiknode\.pro|ankr\.com|chainstack\.com|blastapi\.io)\/(?:[\w-]{1,20}\/){0,3}([\w-]{20,128})/gi;
/** The keys that Vault prints once, during its setup. */
const VAULT_KEY = /(?:Unseal|Recovery) Key \d{1,2}(?: \([^()\n]{1,40}\))?: {1,4}([\w+/=]{24,100})/g;

type Add = (from: number, to: number, kind: 'credential') => void;

/** The longest row to search for a cookie. */
const LONGEST_ROW = 64 * 1024;
/** Between the cells of such a row: a tab, its escape, or the blanks that a terminal draws for it. */
const CELL_END = /(\t|\\{1,7}t| {1,8})/;

/** The cookie file of curl and wget: host, subdomains, path, secure, expiry, name, value. */
function findCookies(text: string, add: Add): void {
  for (const { 0: row, index } of text.matchAll(/[^\n]+/g)) {
    if (row.length > LONGEST_ROW || !/TRUE|FALSE/.test(row)) continue;
    const pieces = row.split(CELL_END);
    let at = index;
    for (const [n, piece] of pieces.entries()) {
      const [whether, secure, expiry] = [pieces[n - 10], pieces[n - 6], pieces[n - 4]];
      const isValue = isFlag(whether) && isFlag(secure) && /^\d{1,12}$/.test(expiry ?? '') && n % 2 === 0;
      const value = isValue ? (/^[^"'`\\]+/.exec(piece)?.[0] ?? '') : '';
      if (value.length > 2) add(at, at + value.length, 'credential');
      at += piece.length;
    }
  }
}

function isFlag(cell: string | undefined): boolean {
  return cell === 'TRUE' || cell === 'FALSE';
}

/** Secrets in rows and addresses that their form alone identifies. */
export function findInRecords(text: string, add: Add): void {
  findCookies(text, add);
  for (const pattern of [NETRC, VAULT_KEY, LINK, NODE])
    for (const hit of text.matchAll(pattern)) {
      const value = hit[1] ?? '';
      const isLink = pattern === LINK || pattern === NODE;
      if (isNoValue(value) || (isLink && !looksRandom(value))) continue;
      const to = hit.index + hit[0].length;
      add(to - value.length, to, 'credential');
    }
}
