import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const SRC = path.resolve(import.meta.dirname, '../src');
/** Shorter functions may be alike, in characters: a shared one would be longer than they are. */
const SHORT = 90;

/** Functions at the top of a file, with their names. */
const FUNCTION =
  /^(?:export )?((?:async )?function\*? (\w+)[\s\S]*?\n\}|const (\w+) = (?:async )?(?:\([^\n]*\)|\w+)(?:: [^\n]+)? =>[\s\S]*?;)\n/gm;
/** The keywords of the language; every other word in lower case is a chosen name. */
const KEYWORDS = new Set(
  'async await boolean catch const else false for function if in let new null number of return string throw true try typeof undefined unknown void while'.split(
    ' ',
  ),
);

/** A function with its local names numbered in order of appearance; the functions it calls keep their names. */
function shapeOf(text: string, name: string): string {
  const numbers = new Map<string, number>();
  return text.replace(` ${name}`, ' f').replace(/(?<![.\w])[a-z]\w*\b(?!\()/g, (word) => {
    if (KEYWORDS.has(word)) return word;
    numbers.set(word, numbers.get(word) ?? numbers.size);
    return `v${numbers.get(word)}`;
  });
}

/** The places of each shape, for those in more than one place. */
function repeated(files: { file: string; text: string }[]): string[] {
  const places = new Map<string, string[]>();
  for (const { file, text } of files)
    for (const [, whole = '', named, arrow = ''] of text.matchAll(FUNCTION)) {
      const name = named ?? arrow;
      const line = whole.replace(/\s+/g, ' ');
      const shape = shapeOf(line, name);
      if (line.length >= SHORT) places.set(shape, [...(places.get(shape) ?? []), `src/${file}: ${name}`]);
    }
  return [...places.values()].filter((all) => all.length > 1).map((all) => all.join(', '));
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(SRC, file), 'utf8') }));

test('no function is defined twice under different names', () => {
  expect(repeated(files)).toEqual([]);
  expect(files.length).toBeGreaterThan(500);
});

test('a duplicate function is found, whatever its names', () => {
  const one = (name: string, list: string) =>
    `export function ${name}(${list}: string[], more: number): string[] {\n  const last = ${list}.filter((each) => each.length > more).map((each) => each.trim());\n  return last.toSorted();\n}\n`;
  expect(
    repeated([
      { file: 'a.ts', text: one('cut', 'lines') },
      { file: 'b.ts', text: one('kept', 'rows') },
    ]),
  ).toEqual(['src/a.ts: cut, src/b.ts: kept']);
});
