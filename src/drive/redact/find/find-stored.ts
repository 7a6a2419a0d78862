import { isOdd } from '../odd-values.ts';
import { isNoValue } from '../secret-names.ts';
import { valueAt } from '../secret-values.ts';

/** Commands that store secrets: what they are given is one, whatever its name. */
const STORES =
  /(?<![\w-])(?:secrets?[ :](?:set|put|add|create|import|write)|keyvault secret set|put-secret-value|(?:create|update)-secret|kv put|config set --secret|var put)(?![\w-])((?:[^\n|;&]|&(?!&)){1,400})/g;
/** Commands that store settings: only an unusual value is a secret. */
const SETTINGS =
  /(?<![\w-])(?:put-parameter|(?:config|env|functions:config)[ :](?:set|add)|variables? set)(?![\w-])((?:[^\n|;&]|&(?!&)){1,400})/g;
/** What they are given, up to the value: behind a name, an option, or a name alone. */
const NAMED = /(?<=[\s"'])[\w.[\]]{1,80}=(?:\\{0,7}["'])?/g;
const FLAGGED = /(?<=\s)--(?:value|body|data|string|secret-string|plaintext)[ =](?:\\{0,7}["'])?/g;
const IN_A_ROW = /^ {1,4}[A-Z][A-Z\d_]{2,60} (?:\\{0,7}["'])?/g;

/** What prints a text, up to the text, and what writes it into a file whose name tells what is in it. */
const PRINTS = /(?:echo|printf)[ \t]{1,4}(?:-\w{1,3}[ \t]{1,4})?(?:\\{0,7}["'])?/g;
const INTO_FILE =
  /[^\s"'|>]{0,12}["']?[ \t]{0,4}(?:>{1,2}|\|[ \t]{0,4}(?:sudo )?tee (?:-a )?)[ \t]{0,4}["']?(?=[^\s|;&>]{0,120}(?:pass|secret|token|cred|auth|pwd|netrc|api_?key))/iy;
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
  for (const hit of text.matchAll(STORES)) findGiven(text, hit, (value) => !isNoValue(value), add);
  for (const hit of text.matchAll(SETTINGS)) findGiven(text, hit, isOdd, add);
  for (const { index, 0: prints } of text.matchAll(PRINTS)) {
    const from = index + prints.length;
    const given = valueAt(text, from);
    INTO_FILE.lastIndex = from + given.length;
    if (!INTO_FILE.test(text)) continue;
    const value = LAST.exec(given)?.[1] ?? '';
    const at = from + given.lastIndexOf(value);
    if (value !== '' && !isNoValue(value)) add(at, at + value.length, 'credential');
  }
  addGroups(text, 0, INLINE_LOGIN, add);
  for (const { index, 0: whole, 1: rows = '' } of text.matchAll(CHPASSWD_LIST))
    addGroups(rows, index + whole.length - rows.length, LISTED, add);
}

/** The values in the group of a match, which is what a command is given. */
function findGiven(text: string, hit: RegExpExecArray, isSecret: (value: string) => boolean, add: Add): void {
  const [whole, given = ''] = hit;
  const start = hit.index + whole.length - given.length;
  for (const form of [NAMED, FLAGGED, IN_A_ROW])
    for (const { index, 0: lead } of given.matchAll(form)) {
      const from = start + index + lead.length;
      const value = valueAt(text, from);
      if (value.length >= 3 && isSecret(value)) add(from, from + value.length, 'credential');
    }
}

/** The group at the end of each match, in a part of a text that begins at `start`. */
function addGroups(part: string, start: number, pattern: RegExp, add: Add): void {
  for (const { index, 0: whole, 1: value = '' } of part.matchAll(pattern)) {
    const to = start + index + whole.length;
    add(to - value.length, to, 'credential');
  }
}
