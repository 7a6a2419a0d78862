import path from 'node:path';
import picomatch from 'picomatch';

/** The glob that a path matches, or `undefined`. The path is absolute. */
export type FindGlob = (place: string) => string | undefined;

/** Invisible characters, which some file systems ignore in names. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** A name as seen by a file system that ignores case and Unicode forms of a letter. */
function fold(text: string): string {
  return text.normalize('NFKC').replace(UNSEEN, '').toLowerCase();
}

/**
 * Compiles globs with the rules of `.gitignore`: one without a slash matches a name at any depth, one with a slash is
 * relative to `cwd` (`~/` to the home folder, `**` `/` to anywhere), and a match includes everything below it. Case and
 * Unicode forms of letters are ignored.
 */
export function compileGlobs(globs: readonly string[], cwd: string, home: string): FindGlob {
  const tests = globs.map((glob) => ({ glob, matches: compileGlob(glob, cwd, home) }));
  return (place) => {
    const folded = fold(place);
    return tests.find(({ matches }) => matches(folded))?.glob;
  };
}

function compileGlob(glob: string, cwd: string, home: string): (folded: string) => boolean {
  const plain = withoutSlashes(fold(glob)).replace(/^(?:\.\/)+/, '');
  const base = plain.startsWith('~/') ? fold(home) : plain.startsWith('/') ? '/' : fold(cwd);
  const rest = plain.replace(/^(?:~\/|\/+)/, '');
  const anywhere = !glob.startsWith('/') && !plain.startsWith('~/') && (!rest.includes('/') || rest.startsWith('**/'));
  const pattern = anywhere && !rest.startsWith('**/') ? `**/${rest}` : rest;
  const test = picomatch([pattern, `${pattern}/**`], { dot: true, nonegate: true });
  return (folded) => {
    const from = anywhere ? folded.slice(1) : path.posix.relative(base, folded);
    return from !== '' && !from.startsWith('../') && from !== '..' && test(from);
  };
}

/** The text without trailing slashes. */
function withoutSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end--;
  return text.slice(0, end);
}

/** Names that no caller has in mind. */
const UNMEANT = ['q7zj', 'q7zj/x3kv.w9f', 'M_4/p-8/q7zj.tar.b2'];

/** True for a glob that matches everything. */
export function isEverything(glob: string): boolean {
  if (/^[/.~\s]*$/.test(glob)) return true;
  const find = compileGlobs([glob], '/', '/');
  return UNMEANT.every((name) => find(`/${name}`) !== undefined);
}
