import { withoutMargins } from '../margins.ts';
import { toPlainSigns } from '../plain-signs.ts';
import { isRandomAlone, isRandomValue } from '../random-runs.ts';
import { isNoValue, isNumberName, looksRandom, type Sound, soundAt, soundOf } from '../secret-names.ts';
import { VENDORS } from '../secret-shapes.ts';
import { IN_QUERY, IN_TEXT, nameBefore, VALUE_REACH, Values } from '../secret-values.ts';
import { findAccounts } from './find-accounts.ts';
import { findBeside } from './find-beside.ts';
import { findInCalls } from './find-in-calls.ts';
import { joinLiterals } from './find-joined.ts';
import { findKeyBlocks } from './find-key-blocks.ts';
import { findNumbers } from './find-numbers.ts';
import { findPrinted } from './find-printed.ts';
import { findInRecords } from './find-records.ts';
import { findStored } from './find-stored.ts';
import { findInTables } from './find-tables.ts';

/** The kinds of masked texts, as `record` counts them. */
export type Kind =
  | 'private_key'
  | 'token'
  | 'credential'
  | 'random'
  | 'encoded'
  | 'mail'
  | 'ip'
  | 'host'
  | 'user'
  | 'folder';

/** A part of a text that must not be shown: half-open, in UTF-16 units. */
export interface Find {
  from: number;
  to: number;
  kind: Kind;
}

/** Texts that were encoded more often than this are not decoded completely. */
const DEEPEST = 3;

const JWT_RUN = /[\w-]*(?:\.[\w-]+){0,4}/y;
const JWT = /^eyJ[\w-]{8,}\./;
const RUN = /[\w+/-]{16,}={0,2}/g;
/** Names of headers, whose values extend to the end of the line. */
const HEADER = /^(?:proxy-)?authorization$|^(?:set-)?cookie2?$|^[a-z]+(?:-[a-z]+)*-(?:key|token|secret|auth)$/i;
const FLAG = /(?<![\w-])--?([A-Za-z][\w.-]{1,60})[ \t]{1,8}/g;
const USER_FLAG = /(?<![\w-])(?:-u|-U|--user|--proxy-user|--userpwd)(?:[ \t]|=){0,3}["']?/g;
const PASSWORD_WORD =
  /(?:(?<![\w-])|(?<=\\[nrt]))(?:sshpass -p ?|mysql[^\n]{0,80}? -p|IDENTIFIED (?:WITH \w{1,40} )?BY |WITH PASSWORD |ENCRYPTED PASSWORD |(?:login|password|account) [^\s]{1,80} (?:password|passwd) |docker login[^\n]{0,80}? -p |password (?:is|was) (?=\S{0,64}[^a-z\s]\S))/gi;
const AFTER_SCHEME = /\b(?:Bearer|Basic)[ \t]+(?=[\w.~+/=-]{12})/g;

/** Everything in a plain text that must not be shown; `known` recognizes texts that are always secret. */
export function findSecrets(text: string, known?: (text: string) => boolean, depth = 0): Find[] {
  const { seen, places } = toPlainSigns(text);
  const found = findInPlain(seen, known, depth);
  const words = depth < DEEPEST ? withoutMargins(seen) : undefined;
  if (words !== undefined) found.push(...findInPlain(words, known, depth));
  if (places === undefined) return found;
  return found.map(({ from, to, kind }) => ({ from: places[from] ?? 0, to: (places[to - 1] ?? 0) + 1, kind }));
}

function findInPlain(text: string, known: ((text: string) => boolean) | undefined, depth: number): Find[] {
  const found: Find[] = [];
  const add = (from: number, to: number, kind: Kind): void => {
    if (to <= from) return;
    // Of several that end at the same position, the outermost and the innermost are enough: the outermost covers them
    // all.
    const [outer, inner] = found.slice(-2);
    if (outer?.to === to && inner?.to === to && outer.from <= inner.from && inner.from <= from) found.pop();
    found.push({ from, to, kind });
  };
  findKeyBlocks(text, add);
  for (const pattern of VENDORS)
    for (const { index, 0: hit } of matches(text, pattern)) add(index, index + hit.length, 'token');
  findWebTokens(text, add);
  const values = new Values(text);
  findAssigned(text, values, add);
  findFlags(text, values, add);
  findBeside(text, add);
  findInRecords(text, add);
  findNumbers(text, add);
  findAccounts(text, add);
  findInCalls(text, add);
  findStored(text, add);
  findPrinted(text, add);
  findInTables(text, add);
  if (depth < DEEPEST) findInJoined(text, add, known);
  findInUrls(text, add);
  for (const { index, 0: hit } of matches(text, RUN)) {
    if (isRandomAlone(text, index, hit)) add(index, index + hit.length, 'random');
    else if (depth < DEEPEST && hidesSecret(hit, known, depth)) add(index, index + hit.length, 'encoded');
  }
  if (depth < DEEPEST && text.includes('%')) findPercentEncoded(text, add, known, depth);
  return found;
}

type Add = (from: number, to: number, kind: Kind) => void;

/** Secrets that appear after joining the literals of a text. */
function findInJoined(text: string, add: Add, known: ((text: string) => boolean) | undefined): void {
  for (const { text: joined, places } of joinLiterals(text)) {
    for (const { from, to, kind } of findInPlain(joined, known, DEEPEST)) {
      let start = from;
      for (let at = from + 1; at <= to; at++) {
        if (at < to && places[at] === (places[at - 1] ?? 0) + 1) continue;
        const first = places[start] ?? -1;
        if (first !== -1) add(first, first + at - start, kind);
        start = at;
      }
    }
  }
}

/** JSON Web Tokens: read to the end of the run that they begin, so that no run is started twice. */
function findWebTokens(text: string, add: Add): void {
  for (let at = text.indexOf('eyJ'); at !== -1; at = text.indexOf('eyJ', Math.max(at + 3, JWT_RUN.lastIndex))) {
    JWT_RUN.lastIndex = at;
    const run = JWT_RUN.exec(text)?.[0] ?? '';
    JWT_RUN.lastIndex = at + run.length;
    if (JWT.test(run)) add(at, at + run.length, 'token');
  }
}

/** `name = value`, `name: value`, `"name": "value"`, `name => value`, wherever a name can have a value. */
function findAssigned(text: string, values: Values, add: Add): void {
  const sign = /=>?|:=?|%3D/g;
  for (let hit = sign.exec(text); hit; hit = sign.exec(text)) {
    const start = nameBefore(text, hit.index);
    const name = /^[\w.$-]*/.exec(text.slice(start, hit.index))?.[0] ?? '';
    if (name === '') continue;
    const sound = soundAt(text, start, name);
    const stop = /[?&]/.test(text[start - 1] ?? '') ? IN_QUERY : IN_TEXT;
    const found = values.after(sign.lastIndex, HEADER.test(name) && hit[0] === ':', stop);
    if (!found) continue;
    const { from, to, quoted } = found;
    const value = text.slice(from, to);
    const isCode = isNumberName(name) && /^\d{4,12}$/.test(value);
    if (isCode || isSecretValue(value, sound, quoted || hit[0] !== ':')) add(from, to, 'credential');
    else if (sound === undefined && isRandomValue(nameWith(text, start, name), value)) add(from, to, 'random');
  }
}

function isSecretValue(value: string, sound: Sound, isAssigned: boolean): boolean {
  if (sound === undefined || value === '' || isNoValue(value)) return false;
  if (/^\d{1,3}$/.test(value) || (/^[\W_]+$/.test(value) && value.length < 4)) return false;
  if (sound === 'firm') return true;
  // Of the working directory, or of a page.
  if (/^[/~.\\]|^[A-Za-z]:[\\/]/.test(value)) return false;
  return isAssigned
    ? !/^\d*$/.test(value) && !/^[a-z]{1,12}$/.test(value)
    : /\d/.test(value) && /[a-zA-Z]/.test(value) && !/^v?\d+\.\d/.test(value);
}

/** A name with the preceding word, as in `password hash: …`. */
function nameWith(text: string, start: number, name: string): string {
  const before = /[A-Za-z]{2,20} $/.exec(text.slice(Math.max(0, start - 21), start))?.[0] ?? '';
  return before.trim() === '' || /^\d/.test(name) ? name : `${before.trim()}_${name}`;
}

/** Base64 of a text that contains a secret, also after characters that are not part of it. */
function hidesSecret(run: string, known: ((text: string) => boolean) | undefined, depth: number): boolean {
  const standard = run.replaceAll('-', '+').replaceAll('_', '/');
  for (let shift = 0; shift < 4; shift++) {
    const decoded = Buffer.from(standard.slice(shift), 'base64').toString('latin1');
    for (const { 0: plain } of matches(decoded, /[\t\n\r -~]{8,}/g))
      if (known?.(plain) === true || findSecrets(plain, known, depth + 1).length > 0) return true;
  }
  return false;
}

/** Secrets that appear after decoding `%XX`. */
function findPercentEncoded(
  text: string,
  add: Add,
  known: ((text: string) => boolean) | undefined,
  depth: number,
): void {
  // A quote can belong to the encoded text, because some programs leave it as it is, or surround the address.
  for (const { index: at, 0: run } of matches(text, /[^\s"`<>&?=;,]+/g)) {
    if (!/%[0-9A-Fa-f]{2}/.test(run)) continue;
    const hit = run.replace(/^['(]{1,4}/, '').replace(/['),.]{1,4}$/, '');
    const index = at + run.indexOf(hit);
    const decoded = hit.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (decoded !== hit && (known?.(decoded) === true || findSecrets(decoded, known, depth + 1).length > 0))
      add(index, index + hit.length, 'encoded');
  }
}

function findFlags(text: string, values: Values, add: Add): void {
  for (const { index, 0: hit, 1: name = '' } of matches(text, FLAG)) {
    if (soundOf(name) === undefined) continue;
    addValue(text, index + hit.length, values, add);
  }
  for (const { index, 0: hit } of matches(text, USER_FLAG)) {
    const start = index + hit.length;
    const found = /^[^\s"']{1,512}/.exec(text.slice(start, start + 512))?.[0] ?? '';
    const colon = found.search(/[:%]/);
    if (colon > -1 && colon <= 128 && !/^\d+:\d+$/.test(found))
      add(start + colon + 1, start + found.length, 'credential');
    // Some services take a key in place of the user.
    if (colon > 0 && looksRandom(found.slice(0, colon))) add(start, start + colon, 'credential');
  }
  for (const { index, 0: hit } of matches(text, PASSWORD_WORD)) addValue(text, index + hit.length, values, add);
  for (const { index, 0: hit } of matches(text, AFTER_SCHEME)) {
    const start = index + hit.length;
    add(start, start + (/^[\w.~+/=-]+/.exec(text.slice(start, start + VALUE_REACH))?.[0].length ?? 0), 'credential');
  }
}

function addValue(text: string, at: number, values: Values, add: Add): void {
  const found = values.after(at, false);
  if (found && !isNoValue(text.slice(found.from, found.to))) add(found.from, found.to, 'credential');
}

/** `scheme://user:password@host`, `scheme://:password@host`, and a key in place of the user. */
function findInUrls(text: string, add: Add): void {
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const rest = /^[^\s"'`<>]{1,512}/.exec(text.slice(at + 3, at + 515))?.[0] ?? '';
    const authority = rest.split(/[/?#]/, 1)[0] ?? '';
    // A password can contain characters that end the host.
    const isOpen = !authority.includes('@') && /^[^/?#:]{0,64}:(?!\d{1,5}(?:[/?#]|$))/.test(rest);
    const sign = (isOpen ? rest : authority).lastIndexOf('@');
    if (sign < 1) continue;
    const colon = rest.slice(0, sign).indexOf(':');
    if (colon !== -1) add(at + 4 + colon, at + 3 + sign, 'credential');
    else if (looksRandom(rest.slice(0, sign))) add(at + 3, at + 3 + sign, 'credential');
  }
}

function matches(text: string, pattern: RegExp): RegExpExecArray[] {
  return [...text.matchAll(pattern)];
}
