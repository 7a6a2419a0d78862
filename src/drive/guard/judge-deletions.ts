import path from 'node:path';
import picomatch from 'picomatch';
import { expandGlob, type GlobWays } from './expand-glob.ts';
import { READING } from './harmless.ts';
import { entriesBelow, type Places, placesOf } from './resolve-path.ts';
import type { ShellWord } from './shell-text.ts';

/** What is deleted together with a folder, or from a list of names. */
export interface Deleted {
  word: string;
  glob: string;
}

/** The most entries of a deleted folder that are examined. */
const MOST_ENTRIES = 20_000;
/** Programs that delete or move everything in a folder. */
const DELETING = /(?:^|\/)(?:rm|mv|rmdir|shred|unlink|trash|srm|wipe|rimraf|del-cli)(?:@[\w.^~-]+)?$/;
/** Flags with which another program deletes its arguments. */
const DELETING_FLAG = /^--(?:remove-files|remove-source-files|delete(?:-\w+)*|del)$/;
/** Deletions of a folder in other languages, with the folder. */
const CALLS =
  /\b(?:rmtree|rm_r|rm_rf|remove_tree|removedirs|remove_entry|remove_entry_secure|remove_dir_all|RemoveAll|rmSync|rmdirSync|rmdir|rimraf|deltree|Remove-Item)[\s(]{0,9}(["'`])([^"'`\n]*)\1/g;
/** True for the name of an entry and its path below the folder. */
type Matches = (name: string, below: string) => boolean;

/** Folders that are deleted or moved with a protected path in them, also one by one from a list of their contents. */
export function judgeDeletions(
  places: Places,
  { text, words }: { text: string; words: ShellWord[] },
  folders: string[],
  ways: GlobWays,
): Deleted | undefined {
  const commands = [...new Set(words.map(({ command }) => command))].map((n) =>
    words.filter((one) => one.command === n),
  );
  const byList = commands.some(takesList);
  const picked = byList ? picksOf(commands) : undefined;
  for (const own of commands) {
    const isFind = own.some(({ text: word }) => runs(word, 'find'));
    const lists = isFind || own.some(({ text: word }) => runs(word, 'ls', 'fd', 'dir', 'ls-files'));
    const found =
      isFind && (isDeleting(own) || isActing(own) || byList)
        ? judgeFind(places, own, folders, byList && !isDeleting(own) && !isActing(own) ? picked : undefined)
        : isDeleting(own)
          ? judgeWords(places, deletedWords(own), folders, ways)
          : lists && byList
            ? judgeList(places, own, folders, picked)
            : undefined;
    if (found) return found;
  }
  for (const [, , folder = ''] of text.matchAll(CALLS)) {
    const found = judgeWords(places, [{ text: folder, glob: false }], folders, ways);
    if (found) return found;
  }
  return undefined;
}

/** True for a word that is one of these programs, in any folder. */
function runs(word: string, ...programs: string[]): boolean {
  return programs.includes(word.slice(word.lastIndexOf('/') + 1));
}

function isDeleting(words: ShellWord[]): boolean {
  const texts = words.map(({ text }) => text);
  if (texts.some((text) => DELETING.test(text) || DELETING_FLAG.test(text) || text === '-delete')) return true;
  const [program = '', ...rest] = texts.filter((_, n) => words[n]?.isProgram || n > 0);
  if (runs(program, 'zip')) return rest.some((text) => /^-[a-z]*m/.test(text));
  // This removes files that git does not know, or with `-x` ignores, such as `.env` and `node_modules`.
  // `-a` also stashes ignored files.
  if (runs(program, 'git') && rest.includes('stash')) return rest.some((text) => /^-(?:-all$|\w*a)/.test(text));
  if (runs(program, 'git'))
    return rest.includes('clean') && !rest.some((text) => /^-[a-zA-Z]*n|^--dry-run$/.test(text));
  return false;
}

/** True if `find` runs a program that does more than read for each file. */
function isActing(words: ShellWord[]): boolean {
  return words.some(({ text }, n) => /^-(?:exec|ok)(?:dir)?$/.test(text) && !READING.has(words[n + 1]?.text ?? ''));
}

/** The words of a deleting command that are deleted: for one that copies, its source or its target. */
function deletedWords(words: ShellWord[]): Pick<ShellWord, 'text' | 'glob'>[] {
  const given = words.filter(({ isProgram, text }) => !isProgram && !text.startsWith('-'));
  const isCopy = words.some(({ text }) => runs(text, 'rsync'));
  if (isCopy && words.some(({ text }) => /^--del/.test(text))) return given.slice(-1);
  const isGit = words.some(({ text }) => runs(text, 'git'));
  if (isGit && given.some(({ text }) => text === 'stash')) return [{ text: '.', glob: false }];
  const isClean = isGit && given.some(({ text }) => text === 'clean');
  if (!isClean) return given;
  const below = given.slice(given.findIndex(({ text }) => text === 'clean') + 1);
  return below.length > 0 ? below : [{ text: '.', glob: false }];
}

function judgeWords(
  places: Places,
  words: Pick<ShellWord, 'text' | 'glob'>[],
  folders: string[],
  ways: GlobWays,
): Deleted | undefined {
  for (const { text } of words) {
    if (text === '') continue;
    for (const folder of folders)
      for (const place of expandGlob(places, text, folder, { ...ways, deep: true })) {
        const glob = places.find(place) ?? protectedBelow(places, place);
        if (glob !== undefined) return { word: text, glob };
      }
  }
  return undefined;
}

/** `find` deletes what it selects, or passes it to a program that does. */
function judgeFind(places: Places, words: ShellWord[], folders: string[], picked?: Matches): Deleted | undefined {
  const texts = words.slice(words.findIndex(({ text }) => runs(text, 'find')) + 1).map(({ text }) => text);
  const first = texts.findIndex((text) => /^[-!]/.test(text));
  const tops = first < 0 ? texts : texts.slice(0, first);
  const matches = patternsOf(texts);
  for (const top of tops.length > 0 ? tops : ['.'])
    for (const folder of folders)
      for (const place of placesOf(places.disk, top, folder, places.home)) {
        const glob = protectedBelow(
          places,
          place,
          (name, below) => matches(name, below) && (picked?.(name, below) ?? true),
        );
        if (glob !== undefined) return { word: top, glob };
      }
  return undefined;
}

/** What the tests of `find` select; with a negation or another kind of test, anything. */
function patternsOf(texts: string[]): Matches {
  const tests = texts.flatMap((text, n): Matches[] => {
    const kind = /^-i?(name|path|wholename)$/.exec(text)?.[1];
    if (kind === undefined) return [];
    // In `find`, a star matches a slash and a leading dot.
    const pattern = texts[n + 1] ?? '';
    const matches = picomatch(kind === 'name' ? pattern : pattern.replace(/\*+/g, '**'), {
      dot: true,
      nocase: true,
      bash: true,
    });
    return [(name, below) => (kind === 'name' ? matches(name) : matches(below) || matches(`./${below}`))];
  });
  const isOpen =
    tests.length === 0 || (texts.some((text) => /^(?:!|-not|-o|-or|-i?regex)$/.test(text)) && tests.length < 2);
  return isOpen ? () => true : (name, below) => tests.some((test) => test(name, below));
}

/** It deletes files that it does not name: from a pipe or a variable. */
function takesList(words: ShellWord[]): boolean {
  const at = words.findIndex(({ text }) => DELETING.test(text));
  if (at < 0 || words.some(({ text }) => runs(text, 'find'))) return false;
  const given = words.slice(at + 1).filter(({ text }) => !text.startsWith('-'));
  return given.length === 0 || given.some(({ text }) => /\$|\{\}/.test(text));
}

/** What a filter between the list and the deletion passes on. */
function picksOf(commands: ShellWord[][]): Matches {
  const picks = commands.flatMap((words): Matches[] => {
    const at = words.findIndex(({ text }) => runs(text, 'grep', 'egrep', 'fgrep', 'rg'));
    if (at < 0) return [];
    const rest = words.slice(at + 1).map(({ text }) => text);
    const flags = rest.filter((text) => /^-[a-zA-Z]+$/.test(text)).join('');
    const isFound = toTest(rest.find((text) => !text.startsWith('-')) ?? '', flags.includes('i'));
    if (!isFound) return [];
    const isOut = flags.includes('v');
    return [(name, below) => (isFound(name) || isFound(below)) !== isOut];
  });
  return (name, below) => picks.every((pick) => pick(name, below));
}

/** A plain word with its anchors; a general expression could take forever, so it passes everything. */
function toTest(text: string, ignoresCase: boolean): ((name: string) => boolean) | undefined {
  const plain = text.replace(/\\([.\\])/g, '$1');
  const [whole, start = '', word = '', end = ''] = /^(\^?)([\w.@ -]*)(\$?)$/.exec(plain) ?? [];
  if (whole === undefined) return undefined;
  const fold = (one: string) => (ignoresCase ? one.toLowerCase() : one);
  const looked = fold(word);
  return (name) => {
    const at = fold(name);
    if (start && end) return at === looked;
    return start ? at.startsWith(looked) : end ? at.endsWith(looked) : at.includes(looked);
  };
}

/** The contents of a listed folder. Hidden names are listed only with a flag for them. */
function judgeList(places: Places, words: ShellWord[], folders: string[], picked?: Matches): Deleted | undefined {
  const texts = words.map(({ text }) => text);
  const showsHidden = !texts.some((text) => runs(text, 'ls')) || texts.some((text) => /^-\w*[aAf]/.test(text));
  const named = words.filter(({ isProgram, text }) => !isProgram && !text.startsWith('-') && text !== 'ls-files');
  const tops = named.flatMap(({ text }) =>
    folders.flatMap((folder) => placesOf(places.disk, text, folder, places.home)),
  );
  for (const top of tops.some((one) => places.disk.list(one)) ? tops : folders)
    for (const { name } of places.disk.list(top || '/') ?? []) {
      if ((name.startsWith('.') && !showsHidden) || !(picked?.(name, name) ?? true)) continue;
      const place = path.posix.join(top, name);
      const glob = places.find(place) ?? protectedBelow(places, place);
      if (glob !== undefined) return { word: name, glob };
    }
  return undefined;
}

/**
 * The glob of a matching entry in a folder; a folder with too many entries to examine counts as protected if all of it
 * is deleted.
 */
function protectedBelow({ disk, find }: Places, top: string, matches?: Matches): string | undefined {
  let seen = 0;
  for (const { name, place } of entriesBelow(disk, top)) {
    const glob = find(place);
    if (glob !== undefined && (matches?.(name, path.posix.relative(top, place)) ?? true)) return glob;
    if (++seen > MOST_ENTRIES) return matches ? undefined : `more than ${MOST_ENTRIES} entries`;
  }
  return undefined;
}
