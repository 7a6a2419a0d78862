import { isOdd } from '../odd-values.ts';
import { isNoValue } from '../secret-names.ts';
import { quotedAt } from '../secret-values.ts';

/** A quote of a literal, also escaped. */
const Q = '\\\\{0,7}["\'`]';
/** The first argument: a literal, or the name of a value. */
const FIRST = `(?:${Q}[^"'\`\\\\\\n]{1,80}${Q}|[\\w.$]{1,60})`;

/** What takes a name and a password in this order, and nothing else. */
const LOGIN = new RegExp(
  `(?:basic_?auth|network_?credential|password_?authentication|credentials\\.basic|password_?credentials?)\\w{0,12}[ \\t]{0,4}[([ ][ \\t]{0,4}${FIRST}[ \\t]{0,4},[ \\t]{0,4}${Q}(?=\\S)`,
  'gi',
);
/** What usually takes them: only an unusual second literal is a password. */
const PERHAPS_LOGIN = new RegExp(
  `(?:auth|credentials?|log_?in|log_?on|sign_?in|authenticate)[ \\t]{0,4}(?:[=:][ \\t]{0,4})?[([][ \\t]{0,4}${FIRST}[ \\t]{0,4},[ \\t]{0,4}(?:[a-z]{1,12}[=:] ?)?${Q}(?=\\S)`,
  'gi',
);
/** Functions that sign or encrypt; one of their literals may be the key. */
const KEYED =
  /(?<!\w)(?:jw[st]\.(?:sign|verify|encode|decode)|(?:crypto\.)?create(?:Hmac|Cipheriv|Decipheriv|SecretKey)|hmac\.(?:new|digest|create)|hash_hmac|openssl_(?:en|de)crypt|HmacSHA\d{1,3}|HMAC(?:SHA\d{1,3})?|Fernet|AES\.(?:new|encrypt|decrypt)|SecretKeySpec|setSigningKey|TimedSerializer|cookieParser)\(([^\n]{1,240})/g;
/** What such functions take next to the key: the name of an algorithm, an encoding. */
const ALGORITHM =
  /^(?:(?:hmac|rsa|aes|des|chacha|sha|md|blake|hs|rs|es|ps|ed|pbkdf|utf|ascii|base)[-_]?\d[\w-]{0,20}|latin1|base64url)$/i;

type Add = (from: number, to: number, kind: 'credential') => void;

/** Passwords and keys that the code of a program gives to a function as literals, without their names. */
export function findInCalls(text: string, add: Add): void {
  for (const pattern of [LOGIN, PERHAPS_LOGIN])
    for (const hit of text.matchAll(pattern)) {
      const from = hit.index + hit[0].length;
      const value = quotedAt(text, from) ?? '';
      if (pattern === LOGIN ? value.length >= 4 && !isNoValue(value) : isOdd(value))
        add(from, from + value.length, 'credential');
    }
  for (const call of text.matchAll(KEYED)) {
    const [whole, given = ''] = call;
    const start = call.index + whole.length - given.length;
    for (const { at, value } of literalsIn(given))
      if (isOdd(value) && !ALGORITHM.test(value)) add(start + at, start + at + value.length, 'credential');
  }
}

/** The literals of a line of code, and where each begins, without its quotes. */
function* literalsIn(code: string): Generator<{ at: number; value: string }> {
  for (let at = 1; at < code.length; at++) {
    const value = /["'`]/.test(code[at - 1] ?? '') ? quotedAt(code, at) : undefined;
    if (value === undefined) continue;
    yield { at, value };
    // Behind the quote that closes it, and its escape.
    at += value.length + (/^\\{0,7}/.exec(code.slice(at + value.length))?.[0].length ?? 0) + 1;
  }
}
