import { isOdd } from './odd-values.ts';
import { isNoValue } from './secret-names.ts';

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
const LITERAL = /\\{0,7}(["'`])([^"'`\\\n]{6,128})\\{0,7}["'`]/g;
/** What such functions take next to the key: the name of an algorithm, an encoding. */
const ALGORITHM =
  /^(?:(?:hmac|rsa|aes|des|chacha|sha|md|blake|hs|rs|es|ps|ed|pbkdf|utf|ascii|base)[-_]?\d[\w-]{0,20}|latin1|base64url)$/i;

type Add = (from: number, to: number, kind: 'credential') => void;

/** Passwords and keys that the code of a program gives to a function as literals, without their names. */
export function findInCalls(text: string, add: Add): void {
  for (const pattern of [LOGIN, PERHAPS_LOGIN])
    for (const hit of text.matchAll(pattern)) {
      const from = hit.index + hit[0].length;
      const value = /^[^"'`\\\n]{4,128}(?=\\{0,7}["'`])/.exec(text.slice(from, from + 140))?.[0] ?? '';
      if (pattern === LOGIN ? value !== '' && !isNoValue(value) : isOdd(value))
        add(from, from + value.length, 'credential');
    }
  for (const call of text.matchAll(KEYED)) {
    const [whole, given = ''] = call;
    const start = call.index + whole.length - given.length;
    for (const { index, 0: literal, 2: value = '' } of given.matchAll(LITERAL)) {
      const from = start + index + literal.indexOf(value);
      if (isOdd(value) && !ALGORITHM.test(value)) add(from, from + value.length, 'credential');
    }
  }
}
