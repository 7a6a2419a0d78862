import { isOdd, isPlace, isVeryOdd } from '../odd-values.ts';
import { OTHER_WORDS } from '../other-words.ts';
import { COMMANDS, PIPED } from '../secret-commands.ts';
import { isNoValue, looksRandom, soundAt, soundOf } from '../secret-names.ts';
import { quotedAt, valueAt, wordAt } from '../secret-values.ts';

/** Names in a text, as `soundOf` takes them. */
const NAME = /(?<![\w$-])[A-Za-z_$][\w$-]{1,60}/g;
/**
 * What can be between a name and its value without an assignment: a row of a table, an arrow, dots, a few words, a
 * comparison operator.
 */
const BETWEEN =
  /["'`]?(?:[ \t]{0,8}[:=][ \t]{0,8}(?:[|>][+-]?\d?[ \t]{0,4}\n[ \t]{1,160}|!\w{1,40}[ \t]{1,8})|\([ \t]{0,4}|[ \t]{0,40}(?:[|│┃]|-{1,2}>|[–—-][ \t]|→|\.{2,60}|is set to|set to|(?:is|was|has been) (?:generated|created|set|reset|changed)(?: for [\w.@-]{1,60})?:|is|was|=|for [\w.@-]{1,60}:|for ['"]?[a-z]{1,10}:\/\/[^\s'"]{1,120}['"]?:)[ \t]{0,40}|[ \t]{1,40}|[ \t]{0,8}\n[ \t]{1,16})(?:\\{0,7}["'`])?/y;
/** The same if the value is in separate quotes: of a call, a list, a comparison, a declaration with a type. */
const QUOTED =
  /(?:[\\ ]{0,7}["'`])?\]?\)?[ \t]{0,8}(?:[:=][ \t]{0,4}[\w&<>[\].?| ]{1,40}[ \t]{0,4}=|:?\w{1,20} ?:?=|[:=!]={1,2}|[:=]|=>(?:\s{1,160}(?:string|str)\(\d{1,5}\))?|,|\()?[ \t]{0,8}\[{0,2}[ \t]{0,4}(?:[bBrRuUfFLN@]{1,2}|u8)?\\{0,7}("""|'''|["'`])/y;
const BELOW = /["'`*]{0,3}[ \t]{0,8}[:=]?[ \t]{0,8}\n{1,2}[ \t]{0,40}/y;
const LONG_BRACKET = /[ \t]{0,8}=[ \t]{0,8}\[\[/y;
/** An element with such a name, and the value in the following element or attribute. */
const ELEMENT =
  /[^<>\n]{0,80}(?:>(?:\s{0,16}<[Vv]alue>)?|<\/\w{1,20}>(?:[\s\d+→]|\\{1,7}[nrt]){0,80}<\w{1,20}>)\s{0,16}/y;
const ATTRIBUTE =
  /\\{0,7}["'][ \t]{1,8}(?:[\w-]{1,20}=\\{0,7}["'][^"'\\<>\n]{0,60}\\{0,7}["'][ \t]{1,8}){0,4}(?:value|val|content)[ \t]{0,4}=[ \t]{0,4}\\{0,7}["']/iy;
/** Directives of configuration files that are followed by a password. */
const DIRECTIVES =
  /(?<![\w-])(?:(?:root)?bindpw|rootpw|requirepass|masterauth|rpcpassword|(?:sslpass|web)password|auth-pass|authpass)[ \t]{1,8}(?:--[a-z]{1,16}[ \t]{1,8}){0,2}["']?(?=[^\s-])/g;
const CHPASSWD =
  /(?:echo|printf)[ \t]{1,4}(?:-\w{1,3}[ \t]{1,4})?(?:[\\ ]{0,7}["'])?[\w.-]{1,64}:([^\s"'|\\]{3,128})(?:[\\ ]{0,7}["'])?[ \t]{0,4}\|[ \t]{0,4}(?:sudo[ \t]{1,4})?chpasswd/g;
const SLASHED = /(?:sqlplus[ \t]{1,4}|jdbc:oracle:\w{1,8}:)[\w.-]{1,60}\/([^\s@/]{3,128})@/g;
/**
 * `.pgpass`: host, port, database, user, password; quoted or in a list only with its usual ports, because compiler
 * errors have similar positions.
 */
const PGPASS =
  /^(?:localhost|\*|[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}|x{3,60}\d{0,4}):(?:\d{3,5}|\*):[^:\s]{1,64}:[^:\s]{1,64}:(\S{3,128})$/gm;
const PGPASS_WITHIN =
  /(?<![\w.-])(?:localhost|\*|[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}):(?:543[2-9]|6432|\*):[^:\s]{1,64}:[^:\s]{1,64}:([^\s"'`\\]{3,128})/g;
const PHRASE =
  /(?:seed|recovery|mnemonic|secret)[ _-]?(?:phrase|words)?["']?[ \t]{0,8}(?:[:=]|is)?[ \t\n"']{1,8}((?:[a-z]{3,8}[ \t,]{1,3}){11,23}[a-z]{3,8})/gi;

/** A name and a password before a server, without the scheme of an address. */
const BEFORE_SERVER = /(?<![\w./@-])(?:[\w.-]{1,32}:){1,2}([^\s:@/"'`]{4,64})@(?=[a-z][\w-]{0,62}\.[a-z])/gi;
/** The question of a program, which the password follows. */
const PROMPT = /passwor[dt] for ["']?[^\s"']{1,120}["']?:[ \t]{1,4}([^\s"'`\\]{4,80})/gi;
/** Four groups of four letters, as Google writes the password of a program. */
const IN_GROUPS =
  /(?:app|application)[ _-]{0,2}(?:specific[ _-])?passwor[dt]["']?[ \t]{0,4}(?:[:=]|is)[ \t]{0,4}["']?([a-z]{4}(?:[ -][a-z]{4}){3})(?![\w-])/gi;
/** A name and its value in fields of their own. */
const PAIR =
  /(?<![\w-])(?:name|key|field|header|variable)\\{0,7}["']?[ \t]{0,4}[:=][ \t]{0,4}\\{0,7}["']?([\w.-]{1,80})\\{0,7}["']?,?(?:\s|\\{1,7}[nrt]){0,40}\\{0,7}["']?(?:value|val|default|content)\\{0,7}["']?[ \t]{0,4}[:=][ \t]{0,4}(?:\\{0,7}["'])?/gi;
/** Words and commands that sign in, and who does: what follows is a password if it is unusual. */
const SIGN_IN =
  /(?<![\w-])(?:log-?in|log-?on|sign-?in|credentials|authenticate|authorize(?:-account)?|identify|add_?auth|config)(?:[ \t]{1,4}(?:with|as|digest|using|to)(?![\w-]))?:?[ \t]{1,4}(?:[\w.@+-]{1,64}[ \t]{1,4})?(?:[\w.@+-]{1,64}(?::| ?\/ ?| {1,4}))(?!\/)([^\s"'`<>\\]{6,80})/gi;

type Add = (from: number, to: number, kind: 'credential') => void;

/** Secrets next to their name without an assignment between them. */
export function findBeside(text: string, add: Add): void {
  for (const hit of text.matchAll(NAME)) {
    const sound = soundAt(text, hit.index, hit[0], hit[0].replace(/^(?:set|get|with)(?=[A-Z])/, ''));
    if (sound === undefined) continue;
    const at = hit.index + hit[0].length;
    findQuoted(text, at, sound, add);
    findPlain(text, at, sound, add);
    findBelow(text, at, add);
    if (sound === 'firm') findInMarkup(text, hit.index, at, add);
  }
  for (const pattern of [OTHER_WORDS, COMMANDS, DIRECTIVES])
    for (const hit of text.matchAll(pattern)) addWord(text, hit.index + hit[0].length, add);
  for (const hit of text.matchAll(PAIR))
    if (soundOf(hit[1] ?? '') === 'firm') addWord(text, hit.index + hit[0].length, add);
  for (const hit of text.matchAll(SIGN_IN)) {
    const value = hit[1] ?? '';
    const to = hit.index + hit[0].length;
    if (isVeryOdd(value)) add(to - value.length, to, 'credential');
  }
  for (const pattern of [BEFORE_SERVER, PROMPT])
    for (const hit of text.matchAll(pattern)) {
      const value = hit[1] ?? '';
      const from = hit.index + hit[0].lastIndexOf(value);
      if (isOdd(value)) add(from, from + value.length, 'credential');
    }
  for (const pattern of [PIPED, CHPASSWD, SLASHED, PGPASS, PGPASS_WITHIN, PHRASE, IN_GROUPS])
    for (const hit of text.matchAll(pattern)) {
      const value = hit[1] ?? '';
      const from = hit.index + hit[0].lastIndexOf(value);
      if (!isNoValue(value)) add(from, from + value.length, 'credential');
    }
}

function findQuoted(text: string, at: number, sound: 'firm' | 'weak', add: Add): void {
  const quote = lead(QUOTED, text, at);
  // An unpaired quote ends the quotes around the name.
  if (quote !== undefined && quote[0].replaceAll('\\', '') !== quote[1]) {
    const from = at + quote[0].length;
    const value = quote[1]?.length === 3 ? upTo(quote[1], text, from) : (quotedAt(text, from) ?? '');
    if (sound === 'firm' ? isOdd(value) : looksRandom(value)) add(from, from + value.length, 'credential');
  }
  const long = lead(LONG_BRACKET, text, at);
  if (long === undefined || sound !== 'firm') return;
  const from = at + long[0].length;
  const value = upTo(']]', text, from);
  if (value !== '') add(from, from + value.length, 'credential');
}

/** The text before this sign, over several lines; empty if the sign does not follow. */
function upTo(sign: string, text: string, from: number): string {
  const [value = '', ...rest] = text.slice(from, from + 512).split(sign, 2);
  return rest.length === 0 ? '' : value;
}

function findPlain(text: string, at: number, sound: 'firm' | 'weak', add: Add): void {
  const between = lead(BETWEEN, text, at);
  if (between === undefined) return;
  const from = at + between[0].length;
  const value = wordAt(text, from);
  const isCell = /[|│┃]|\n/.test(between[0]) && !/^\s*\n/.test(between[0]);
  if (isNoValue(value)) return;
  const isSecret =
    sound === 'weak' ? value.length >= 20 && looksRandom(value) : isCell ? isOdd(value) : isVeryOdd(value);
  if (isSecret) add(from, from + value.length, 'credential');
}

/** A value alone on the line below its name. */
function findBelow(text: string, at: number, add: Add): void {
  const between = lead(BELOW, text, at);
  if (between === undefined) return;
  const from = at + between[0].length;
  const value = wordAt(text, from);
  const isAlone = /^[ \t]*(?:\n|$|["'`])/.test(text.slice(from + value.length, from + value.length + 40));
  if (isAlone && value.length >= 32 && looksRandom(value) && !isPlace(value))
    add(from, from + value.length, 'credential');
}

function findInMarkup(text: string, from: number, at: number, add: Add): void {
  const attribute = lead(ATTRIBUTE, text, at);
  const isTag = /<(?:[\w-]{1,40}:)?$|<key>$|<name>$/.test(text.slice(Math.max(0, from - 48), from));
  const between = attribute ?? (isTag ? lead(ELEMENT, text, at) : undefined);
  if (between === undefined || between[0].endsWith('/>')) return;
  const start = at + between[0].length;
  const value = /^[^<>\n"\\]{1,512}/.exec(text.slice(start, start + 512))?.[0] ?? '';
  if (value.trim() !== '' && !isNoValue(value)) add(start, start + value.length, 'credential');
}

function addWord(text: string, at: number, add: Add): void {
  const value = valueAt(text, at);
  if (value.length >= 3 && !isNoValue(value) && !/^-/.test(value)) add(at, at + value.length, 'credential');
}

function lead(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
