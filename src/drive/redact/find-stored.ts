import { isOdd } from './odd-values.ts';
import { isNoValue } from './secret-names.ts';

/** Commands that store secrets: what they are given is one, whatever its name. */
const STORES =
  /(?<![\w-])(?:secrets?[ :](?:set|put|add|create|import|write)|keyvault secret set|put-secret-value|(?:create|update)-secret|kv put|config set --secret|var put)(?![\w-])((?:[^\n|;&]|&(?!&)){1,400})/g;
/** Commands that store settings: only an unusual value is a secret. */
const SETTINGS =
  /(?<![\w-])(?:put-parameter|(?:config|env|functions:config)[ :](?:set|add)|variables? set)(?![\w-])((?:[^\n|;&]|&(?!&)){1,400})/g;
const NAMED = /(?<=[\s"'])[\w.[\]]{1,80}=(?:\\{0,7}["'])?([^\s"'\\]{3,200})/g;
const FLAGGED = /(?<=\s)--(?:value|body|data|string|secret-string|plaintext)[ =](?:\\{0,7}["'])?([^\s"'\\]{3,200})/g;
const IN_A_ROW = /^ {1,4}[A-Z][A-Z\d_]{2,60} (?:\\{0,7}["'])?([^\s"'\\=]{3,200})/g;

/** A text that is written into a file whose name tells what is in it. */
const INTO_FILE =
  /(?:echo|printf)[ \t]{1,4}(?:-\w{1,3}[ \t]{1,4})?(?:\\{0,7}"([^"\n]{3,200})"|'([^'\n]{3,200})'|([^\s"'|>]{3,200}))[ \t]{0,4}(?:>{1,2}|\|[ \t]{0,4}(?:sudo )?tee (?:-a )?)[ \t]{0,4}["']?(?=[^\s|;&>]{0,120}(?:pass|secret|token|cred|auth|pwd|netrc|api_?key))/gi;
/** The password in it: all of it, behind a name, or the last of several lines. */
const LAST = /(?:^|[\s:]|\\{1,7}n)([^\s\\:]{3,128})(?:\\{1,7}n?)?$/;
/** Blocks of a name and a password on lines of their own: of OpenVPN, of cloud-init. */
const LINES = '(?:[ \\t\\r+-]{0,16}(?:\\n|\\\\{1,7}n)[ \\t+-]{0,16})';
const INLINE_LOGIN = new RegExp(`<auth-user-pass>${LINES}[^\\s\\\\]{1,64}${LINES}([^\\s\\\\]{3,128})`, 'g');
const CHPASSWD_LIST =
  /(?<![\w-])chpasswd:(?:[^:]{1,80}:){1,2}[ \t]{0,4}\|?((?:(?:\n|\\{1,7}n)[ \t+-]{0,16}[\w.-]{1,32}:[^\s\\]{1,128}){1,20})/g;
const LISTED = /[\w.-]{1,32}:([^\s\\]{3,128})/g;

type Add = (from: number, to: number, kind: 'credential') => void;

/** Secrets that a command stores, and lines of files that consist of a name and a password. */
export function findStored(text: string, add: Add): void {
  for (const { index, 0: whole, 1: given = '' } of text.matchAll(STORES))
    findGiven(given, index + whole.length - given.length, (value) => !isNoValue(value), add);
  for (const { index, 0: whole, 1: given = '' } of text.matchAll(SETTINGS))
    findGiven(given, index + whole.length - given.length, isOdd, add);
  for (const { index, 0: whole, 1: double, 2: single, 3: bare } of text.matchAll(INTO_FILE)) {
    const given = double ?? single ?? bare ?? '';
    const value = LAST.exec(given)?.[1] ?? '';
    const from = index + whole.lastIndexOf(given) + given.lastIndexOf(value);
    if (value !== '' && !isNoValue(value)) add(from, from + value.length, 'credential');
  }
  findFirst({ text, start: 0 }, INLINE_LOGIN, () => true, add);
  for (const { index, 0: whole, 1: rows = '' } of text.matchAll(CHPASSWD_LIST))
    findFirst({ text: rows, start: index + whole.length - rows.length }, LISTED, () => true, add);
}

/** The values that a command line gives to a command, from `start` on. */
function findGiven(text: string, start: number, isSecret: (value: string) => boolean, add: Add): void {
  for (const form of [NAMED, FLAGGED, IN_A_ROW]) findFirst({ text, start }, form, isSecret, add);
}

/** The first group of each match, at its end, in a part of a text that begins at `start`. */
function findFirst(
  { text, start }: { text: string; start: number },
  pattern: RegExp,
  isSecret: (value: string) => boolean,
  add: Add,
): void {
  for (const { index, 0: whole, 1: value = '' } of text.matchAll(pattern)) {
    const to = start + index + whole.length;
    if (isSecret(value)) add(to - value.length, to, 'credential');
  }
}
