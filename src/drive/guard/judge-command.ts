import { expandGlob, type GlobWays, globWaysOf } from './expand-glob.ts';
import { judgeDeletions } from './judge-deletions.ts';
import { globAt, type Places, placesOf } from './resolve-path.ts';
import { type ShellWord, splitShell, undoEscapes } from './shell-text.ts';
import { spellOut } from './spell-out.ts';

/** A protected path that a command names or includes. */
export interface Named {
  word: string;
  glob: string;
  how: 'names' | 'takes in';
}

/** How many folders of a command count as possible working folders. */
const MOST_FOLDERS = 16;
/** A command with more words to look up is denied: an agent that waits too long for the guard continues without it. */
const MOST_LOOKS = 60_000;
/** What separates paths in a word: in options, assignments, code in another language. */
const BETWEEN = /[\s'"`=:,;()<>|&{}[\]$!#]+/;

/**
 * The first protected path that a shell command names as a word, in any quoting, or that its globs and deletions
 * include.
 */
export function judgeCommand(places: Places, command: string, mostLooks = MOST_LOOKS): Named | undefined {
  const judged = new CommandJudge(places, globWaysOf(command), mostLooks);
  const folders = new Set<string>();
  for (const { text, isGuess } of spellOut(withPlainSpelling(command))) {
    const named = judged.judge(text, isGuess, folders);
    if (named) return named;
  }
  // As `printf` and other languages would read it.
  if (!command.includes('\\')) return undefined;
  return judged.judgeNames(undoEscapes(command).split(BETWEEN), [places.cwd, ...folders]);
}

/** Spellings of a blank and of the working folder, replaced by the plain ones. */
function withPlainSpelling(command: string): string {
  return command.replace(/\$(?:IFS\b|\{IFS\})/g, ' ').replace(/\$\( ?pwd ?\)|` ?pwd ?`/g, () => '$PWD');
}

/** Fills in the variables with known values, and the shell's names for folders; the previous folder may be this one. */
function withKnown(text: string, { cwd, home }: Places): string {
  return text
    .replace(/^~[+-](?=\/|$)/, () => cwd)
    .replace(/^~([\w.-]+)(?=\/|$)/, (whole, name: string) => (home.endsWith(`/${name}`) ? home : whole))
    .replace(/\$(?:HOME\b|\{HOME\})/g, () => home)
    .replace(/\$(?:(?:OLD)?PWD\b|\{(?:OLD)?PWD\})/g, () => cwd);
}

/** Judges the readings of one command; lookups are shared between them. */
class CommandJudge {
  private readonly known = new Map<string, string | undefined>();

  constructor(
    private readonly places: Places,
    private readonly ways: GlobWays,
    private readonly mostLooks: number,
  ) {}

  /** `folders` are those that the command may change to, in this and in other readings. */
  judge(text: string, isGuess: boolean, found: Set<string>): Named | undefined {
    const { places } = this;
    const words = splitShell(text).map((word) => ({ ...word, text: withKnown(word.text, places) }));
    for (const folder of foldersIn(places, words)) if (found.size < MOST_FOLDERS) found.add(folder);
    const folders = [places.cwd, ...found];
    for (const word of words) {
      const named = this.judgeWord(word, folders);
      if (named) return named;
    }
    const deleted = isGuess ? undefined : judgeDeletions(places, { text, words }, folders, this.ways);
    return deleted && { ...deleted, how: 'takes in' };
  }

  /** The first of these texts that is a protected path in one of the folders. */
  judgeNames(texts: Iterable<string>, folders: string[]): Named | undefined {
    for (const text of texts) {
      const glob = this.find(text, folders);
      if (glob !== undefined) return { word: text, glob, how: 'names' };
    }
    return undefined;
  }

  private judgeWord({ text, glob: isGlob, isProgram }: ShellWord, folders: string[]): Named | undefined {
    // Running a program neither writes nor deletes it; text without a slash may be a pattern in brackets.
    if (isProgram && !isGlob && text.includes('/') && !BETWEEN.test(text)) return undefined;
    const named = this.judgeNames(new Set([text, ...text.split(BETWEEN)]), folders);
    if (named || !isGlob) return named;
    for (const folder of folders)
      for (const place of expandGlob(this.places, text, folder, this.ways)) {
        const glob = this.places.find(place);
        if (glob !== undefined) return { word: text, glob, how: 'takes in' };
      }
    return undefined;
  }

  private find(text: string, folders: string[]): string | undefined {
    if (text === '' || text.length > 4096) return undefined;
    // An option with its value attached (`-o.env`), and the file that `sed` writes to (`w.env`, `s/a/b/w.env`).
    const texts = [
      text,
      ...[/^-\w(.+)/, /^-\w*?(\..+)/, /(?:^|\/)[gpI\d]*w(\..+)/].flatMap((one) => one.exec(text)?.[1] ?? []),
    ];
    for (const one of new Set(texts))
      for (const folder of folders) {
        const glob = this.findIn(one, folder);
        if (glob !== undefined) return glob;
      }
    return undefined;
  }

  private findIn(text: string, folder: string): string | undefined {
    const key = `${folder}\0${text}`;
    if (this.known.has(key)) return this.known.get(key);
    const glob =
      this.known.size < this.mostLooks
        ? globAt(this.places, text, folder)
        : `more than ${this.mostLooks} words to look up`;
    this.known.set(key, glob);
    return glob;
  }
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
