import path from 'node:path';
import picomatch from 'picomatch';
import { globAt, type Places, placesOf } from './resolve-path.ts';
import { type ShellWord, splitShell, undoEscapes } from './shell-text.ts';

/** A protected path that a command names, or takes in. */
export interface Named {
  word: string;
  glob: string;
  how: 'names' | 'takes in';
}

/** So many folders that a command names are taken for where it goes. */
const MOST_FOLDERS = 16;
/** So many entries of a folder that is to be deleted are looked through. */
const MOST_ENTRIES = 20_000;
/** Programs that delete or move all that is in a folder. */
const DELETING = /(?:^|\/)(?:rm|mv|rmdir|shred|unlink|trash)$/;
/** What stands between paths in a word: of options, assignments, code in another language. */
const BETWEEN = /[\s'"`=:,;()<>|&{}[\]$!#]+/;

/** The first protected path that a shell command names as a word, in whatever quotes, or that its globs and deletions take in. */
export function judgeCommand(places: Places, command: string): Named | undefined {
  const words = splitShell(withPlainSpelling(command)).map((word) => ({ ...word, text: withKnown(word.text, places) }));
  const folders = [places.cwd, ...foldersIn(places, words)];
  for (const word of words) {
    const named = judgeWord(places, word, folders);
    if (named) return named;
  }
  // As `printf` and other languages would read it.
  if (command.includes('\\')) {
    for (const text of undoEscapes(command).split(BETWEEN)) {
      const glob = findIn(places, text, folders);
      if (glob !== undefined) return { word: text, glob, how: 'names' };
    }
  }
  return judgeDeletions(places, words, folders);
}

/** What stands for a blank, and for the folder, in other words. */
function withPlainSpelling(command: string): string {
  return command.replace(/\$(?:IFS\b|\{IFS\})/g, ' ').replace(/\$\( ?pwd ?\)|` ?pwd ?`/g, () => '$PWD');
}

/** The variables whose values are known. */
function withKnown(text: string, { cwd, home }: Places): string {
  return text.replace(/\$(?:HOME\b|\{HOME\})/g, () => home).replace(/\$(?:PWD\b|\{PWD\})/g, () => cwd);
}

/** Folders that the command may change to. */
function foldersIn({ disk, cwd, home }: Places, words: ShellWord[]): string[] {
  const found = new Set<string>();
  for (const { text, isProgram } of words) {
    if (isProgram || found.size >= MOST_FOLDERS) continue;
    for (const place of placesOf(disk, text, cwd, home)) if (disk.list(place)) found.add(place);
  }
  return [...found];
}

function judgeWord(places: Places, { text, glob: isGlob, isProgram }: ShellWord, folders: string[]): Named | undefined {
  // To run a program is neither to write nor to delete it; what has no slash may be a pattern in brackets.
  if (isProgram && !isGlob && text.includes('/') && !BETWEEN.test(text)) return undefined;
  for (const piece of new Set([text, ...text.split(BETWEEN)])) {
    const glob = findIn(places, piece, folders);
    if (glob !== undefined) return { word: piece, glob, how: 'names' };
  }
  if (!isGlob) return undefined;
  for (const folder of folders)
    for (const place of expandGlob(places, text, folder)) {
      const glob = places.find(place);
      if (glob !== undefined) return { word: text, glob, how: 'takes in' };
    }
  return undefined;
}

function findIn(places: Places, text: string, folders: string[]): string | undefined {
  // An option with its value joined to it: `-o.env`.
  const texts = /^-\w./.test(text) ? [text, text.slice(2)] : [text];
  for (const one of texts) {
    if (one === '' || one.length > 4096) continue;
    for (const folder of folders) {
      const glob = globAt(places, one, folder);
      if (glob !== undefined) return glob;
    }
  }
  return undefined;
}

/** What is there of what a glob names, as the shell would take it: a leading dot is matched by a dot alone. */
function expandGlob({ disk, home }: Places, text: string, folder: string): string[] {
  const [whole = ''] = placesOf(disk, text, folder, home);
  let places = [''];
  for (const segment of whole.split('/').slice(1)) {
    if (segment === '') continue;
    if (!/[*?[]/.test(segment)) places = places.map((place) => `${place}/${segment}`);
    else {
      const matches = picomatch(segment.replaceAll('[!', '[^'), { nonegate: true });
      places = places.flatMap((place) =>
        (disk.list(place || '/') ?? []).flatMap(({ name }) => (matches(name) ? [`${place}/${name}`] : [])),
      );
    }
    if (places.length > MOST_ENTRIES) break;
  }
  return places.map((place) => path.posix.normalize(place));
}

/** Folders that are deleted or moved with something protected in them. */
function judgeDeletions(places: Places, words: ShellWord[], folders: string[]): Named | undefined {
  for (const word of words) {
    const own = words.filter(({ command }) => command === word.command);
    const deletes = own.some(({ text }) => DELETING.test(text)) || isDeletingFind(own);
    if (!deletes || word.isProgram || word.text.startsWith('-')) continue;
    for (const folder of folders)
      for (const place of expandGlob(places, word.text, folder)) {
        const glob = protectedBelow(places, place);
        if (glob !== undefined) return { word: word.text, glob, how: 'takes in' };
      }
  }
  return undefined;
}

function isDeletingFind(words: ShellWord[]): boolean {
  const texts = words.map(({ text }) => text);
  const isFind = texts.some((text) => /(?:^|\/)find$/.test(text));
  return isFind && texts.includes('-delete') && !texts.some((text) => /^-i?(?:name|path|wholename|regex)$/.test(text));
}

/** The glob of something in a folder; one that has more entries than can be looked through counts as protected. */
function protectedBelow({ disk, find }: Places, top: string): string | undefined {
  const waiting = [top];
  for (let seen = 0; waiting.length > 0; ) {
    const folder = waiting.pop() ?? '';
    for (const { name, isFolder } of disk.list(folder || '/') ?? []) {
      const place = `${folder}/${name}`;
      const glob = find(place);
      if (glob !== undefined) return glob;
      if (++seen > MOST_ENTRIES) return `more than ${MOST_ENTRIES} entries`;
      if (isFolder) waiting.push(place);
    }
  }
  return undefined;
}
