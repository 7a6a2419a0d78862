import { isOdd, isPlace, isVeryOdd } from '../odd-values.ts';
import { looksRandom, soundOf } from '../secret-names.ts';

/** Commands that print a secret and nothing else, whatever they are given. */
const PRINTERS = [
  '(?:go)?pass show',
  'op read',
  '(?:bw|rbw) get(?: (?:password|totp|notes))?',
  'lpass show',
  'secret-tool lookup',
  'security find-(?:generic|internet)-password',
  'keyring get',
  'secrets? (?:versions )?(?:access|get|show|read)',
  'get-secret-value',
  'kv get',
  'vault read',
  'auth (?:token|print-(?:access|identity)-token)',
  'auth:token',
  'get-access-token',
  'get-login-password',
  'whoami -t',
  'admin initial-password',
  'token (?:create|issue|new)',
  'openssl rand',
  'pwgen',
  'apg',
  'wg (?:genkey|genpsk)',
  'get_random_secret_key',
  'secrets\\.token_\\w{3,8}',
  'base64 (?:-d|-D|--decode)',
  '/dev/u?random',
  'sops (?:-d|--decrypt|decrypt)',
  'ansible-vault view',
];

/** The rest of a command’s line, and the line break before what it prints. */
const REST = '[^\\n]{0,200}\\n{1,2}';
const PRINTED = new RegExp(`(?<![\\w-])(?:${PRINTERS.join('|')})(?![\\w-])${REST}`, 'g');
/** Commands that print a variable, a file or an entry, whose name tells what it is. */
const NAMED =
  /(?<![\w-])(?:echo|printenv|printf|cat|bat|head|tail|less|more|output|config get|get)(?: -{1,2}[\w-]{1,20}){0,4} ["']?\$?\{?([\w.~/-]{1,160})\}?["']?[^\n]{0,8}\n/g;
/** The only word of a line. */
const ALONE = /[ \t]{0,160}["'`]?([^\s"'`]{6,256})["'`]?[ \t]{0,160}(?=\n|$)/y;
/** A field of a decrypted file. */
const FIELD = /[ \t]{0,80}[\w.-]{1,60}:(?:[ \t]{1,8}(\S{6,256}))?[ \t]{0,80}(?:\n|$)/y;
const MOST_FIELDS = 100;
/** Files of a program's text, which print no value. */
const SOURCE = /\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|kt|c|h|cpp|cs|php|sh|md|txt|html|css|lock)$/i;

/** A section of settings, and a list of names and passwords, whose heading sounds secret. */
const SECTION = /^[ \t]{0,40}\[([\w. -]{1,60})\][ \t]{0,40}\n/gm;
const SETTING = /[ \t]{0,40}[\w. -]{1,60}[ \t]{0,8}=[ \t]{0,8}["']?([^\s"']{0,256})["']?[ \t]{0,40}(?:\n|$)/y;
const LIST = /(?<![\w-])(?:auth|basic_?auth|users|accounts|credentials|logins?)["']?:[ \t]{0,40}\n/gi;
const ITEM = /[ \t]{0,80}(?:-[ \t]{1,4})?["']?[\w.@-]{1,64}:([^\s"':]{6,128})["']?[ \t]{0,40}(?:\n|$)/y;

/** Rows of files that keep secrets: of PPP, of NTP. */
const ROWS = [
  /^[ \t]{0,40}["']?[\w.@-]{1,64}[ \\]{0,7}["']?[ \t]{1,40}\*[ \t]{1,40}\\{0,7}["']?([^\s"'\\]{4,128})[ \\]{0,7}["']?[ \t]{1,40}\*/gm,
  /^[ \t]{0,40}\d{1,5}[ \t]{1,8}(?:MD5|M|SHA\d{0,3}|AES\w{3,12})[ \t]{1,8}([^\s"']{4,128})/gm,
];
/** The last word of a command that signs in, and a part of an address behind one that tells what it is. */
const TOKENS = [
  /(?<![\w-])(?:log-?in|auth(?:enticate)?)[ \t]{1,4}([\w.~+/=-]{20,256})(?![\w-])/g,
  /\/(?:keys?|tokens?|secret|auth|apikey)\/([\w-]{16,128})(?![\w-])/gi,
];
/** A field that names a secret, or says that its value is one, and the value one or some fields later. */
const QUOTE = '[ \\\\]{0,7}["\']';
const VALUE_OF = new RegExp(`["'](?:[Vv]alue|[Ss]tring)${QUOTE}:\\s{0,8}${QUOTE}([^"'\\s\\\\]{4,512})`, 'g');
const NAME_OF = new RegExp(`["'](?:name|id|arn|type|key)${QUOTE}:\\s{0,8}${QUOTE}([\\w./:-]{1,200})`, 'gi');
/** How far before its value a name can be, in characters. */
const NAME_REACH = 400;

type Add = (from: number, to: number, kind: 'credential') => void;

/** Secrets below the command that prints them, and in rows and fields whose heading tells what they are. */
export function findPrinted(text: string, add: Add): void {
  for (const { index, 0: command } of text.matchAll(PRINTED)) {
    const at = index + command.length;
    addAlone(text, at, add);
    addEach(text, at, FIELD, add);
  }
  for (const { index, 0: command, 1: place = '' } of text.matchAll(NAMED)) {
    const name = place.replace(/^.*\//, '');
    if (!SOURCE.test(name) && soundOf(name) === 'firm') addAlone(text, index + command.length, add);
  }
  for (const { index, 0: head, 1: name = '' } of text.matchAll(SECTION))
    if (soundOf(name) === 'firm') addEach(text, index + head.length, SETTING, add);
  for (const { index, 0: head } of text.matchAll(LIST)) addEach(text, index + head.length, ITEM, add);
  for (const pattern of ROWS) for (const hit of text.matchAll(pattern)) addGroup(hit, isOdd, add);
  for (const pattern of TOKENS) for (const hit of text.matchAll(pattern)) addGroup(hit, looksRandom, add);
  for (const hit of text.matchAll(VALUE_OF)) {
    if (!isOdd(hit[1] ?? '')) continue;
    const before = text.slice(Math.max(0, hit.index - NAME_REACH), hit.index);
    const fields = before.slice(before.lastIndexOf('{') + 1).matchAll(NAME_OF);
    const isNamed = ([, name = '']: string[]) => name === 'SecureString' || soundOf(name.slice(-100)) === 'firm';
    if ([...fields].some(isNamed)) addGroup(hit, isOdd, add);
  }
}

/** What is alone in its line: a word of a text has another one next to it. */
function addAlone(text: string, at: number, add: Add): void {
  ALONE.lastIndex = at;
  const hit = ALONE.exec(text);
  if (hit) addGroup(hit, isOdd, add);
}

/** The unusual values of the lines from here on that have this form. */
function addEach(text: string, start: number, line: RegExp, add: Add): void {
  line.lastIndex = start;
  for (let n = 0; n < MOST_FIELDS; n++) {
    const hit = line.exec(text);
    if (!hit) return;
    addGroup(hit, (value) => isVeryOdd(value) && !isPlace(value), add);
  }
}

function addGroup(hit: RegExpExecArray, isSecret: (value: string) => boolean, add: Add): void {
  const value = hit[1] ?? '';
  if (value === '' || !isSecret(value)) return;
  const from = hit.index + hit[0].lastIndexOf(value);
  add(from, from + value.length, 'credential');
}
