import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import retextEnglish from 'retext-english';
import retextIndefiniteArticle from 'retext-indefinite-article';
import retextRepeatedWords from 'retext-repeated-words';
import { unified } from 'unified';
import { VFile } from 'vfile';
import { expect, test } from 'vitest';
import { PAGES } from './pages.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** The help pages as the program prints them. */
const HELP = path.resolve(import.meta.dirname, '../faces/__snapshots__');

/** Words that we avoid, and what a reader expects in their place. A quotation of one is in code marks. */
const AVOIDED: [pattern: RegExp, better: string][] = [
  [/\banew\b/i, 'again'],
  [/\bsomebody\b/i, 'someone'],
  [/\bwhoever\b/i, 'anyone who'],
  [/\bbeside\b/i, 'next to, alongside'],
  [/\bonce more\b(?! than)/i, 'again'],
  [/\bgo(?:es)? on (?:with|in)\b/i, 'continue'],
  [/\bgoes on\b/i, 'continues'],
  [/\btold apart\b/i, 'distinguished'],
  [/\bcomes? about\b/i, 'is reached, happens'],
  [/\b(?:ask|want)s? (?:for )?leave\b|\bleave to\b/i, 'permission to'],
  [
    /(?<!\bthere )\b(?:is|are|was|were) no (?!longer|more|less|older|newer|better|smaller|larger|other|one)[a-z]/i,
    'is not a',
  ],
  [/\bat no (?:gate|question)\b/i, 'has no open gate'],
  [/\bseldom\b/i, 'rarely'],
  [/\bthere(?:by|of|from|upon)\b|\bhere(?:by|of)\b/i, 'a plain sentence'],
  [/\bin turns with\b|\bby turns\b/i, 'alternately, alternating with'],
  [/\bsome \d[\d.,]* ?(?:[a-zA-Z%]|$)/, 'about'],
  [/\bto be had\b/i, 'available'],
  [/\b(?:is|are) let be\b/i, 'is left alone'],
  [/\b(?:as of|since) that day\b|\bof the day before\b/i, 'what holds now'],
  [/\bstands? by (?:it|one|this|that|decision)\b/i, 'confirms, supports'],
];

const english = unified().use(retextEnglish).use(retextIndefiniteArticle).use(retextRepeatedWords);

/** The page without its code, with its lines unchanged. */
function withoutCode(text: string): string {
  const blank = (block: string) => block.replace(/[^\n]+/g, '');
  return text.replace(/^ *```[\s\S]*?^ *```/gm, blank).replace(/`[^`]+`/g, (code) => `\`code\`${blank(code)}`);
}

/** Matches wherever one of them does, and perhaps elsewhere: most lines need no closer look. */
const ANY_AVOIDED = new RegExp(AVOIDED.map(([{ source }]) => source).join('|'), 'i');

function avoidedIn(text: string): string[] {
  const line = text.replace(/\s+/g, ' ');
  if (!ANY_AVOIDED.test(line)) return [];
  return AVOIDED.flatMap(([pattern, better]) => {
    const found = pattern.exec(line)?.[0];
    return found === undefined ? [] : [`${JSON.stringify(found)}: better ${better}`];
  });
}

/** By line, so that each row of a table has its own position; a phrase that spans lines is reported at its first. */
function problemsOfText(file: string, text: string): string[] {
  const lines = text.split('\n');
  const alone = lines.map(avoidedIn);
  return lines.flatMap((line, n) => {
    const next = lines[n + 1] ?? '';
    const isPair = line.trim() !== '' && next.trim() !== '';
    const found = new Set([...(alone[n] ?? []), ...(isPair ? avoidedIn(`${line} ${next}`) : [])]);
    return [...found].filter((one) => !alone[n + 1]?.includes(one)).map((one) => `${file}:${n + 1}: ${one}`);
  });
}

async function problemsOfPage(file: string, page: string): Promise<string[]> {
  const text = withoutCode(page);
  const told = new VFile({ path: file, value: text });
  await english.run(english.parse(told), told);
  return [...problemsOfText(file, text), ...told.messages.map(({ line, reason }) => `${file}:${line}: ${reason}`)];
}

test('the pages are in plain English', async () => {
  const problems = await Promise.all(PAGES.map(({ file, text }) => problemsOfPage(file, text)));
  expect(problems.flat()).toEqual([]);
});

test('so is the help', () => {
  const pages = readdirSync(HELP).filter((file) => file.endsWith('.txt'));
  expect(pages.length).toBeGreaterThan(40);
  expect(pages.flatMap((file) => problemsOfText(file, readFileSync(path.join(HELP, file), 'utf8')))).toEqual([]);
});

/** Words of the languages in which questions are detected. */
const LEXICON = /detect[/\\]questions[/\\]lexicon/;

/** The comments of a source file and its texts of more than one word, each in its line. */
function proseOfSource(text: string): string {
  const lines = text.split('\n').map((line) => {
    const comment = /^\s*(?:\/\*\*?|\*|\/\/|#)\s.*|\s\/\/ .*|\s\/\*\* .*/.exec(line)?.[0];
    if (comment !== undefined)
      return comment.replace(/^\s*(?:\/\*\*?|\*(?!\/)|\/\/|#)|\*\/\s*$/g, '').replace(/`[^`]+`/g, '`code`');
    const texts = line.match(/(['"`])(?:(?!\1)[^\\]|\\.)*\1/g) ?? [];
    return texts.filter((one) => one.includes(' ')).join(' | ');
  });
  return lines.join('\n');
}

/** The titles of the tests in a file. */
function titlesOf(text: string): string {
  const isTitle = /^\s*(?:(?:test|describe)\b.*['"`]|\](?: as [^)]*)?\)\()/;
  return text
    .split('\n')
    .map((line) => (isTitle.test(line) ? proseOfSource(line) : ''))
    .join('\n');
}

/** The errors in the files of a folder, each read by `prose`. */
function problemsIn(folder: string, prose: (text: string) => string): string[] {
  const files = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.(?:tsx?|mjs|cjs|sh)$/.test(file) && !LEXICON.test(file))
    .flatMap((file) => problemsOfText(`${folder}/${file}`, prose(readFileSync(path.join(ROOT, folder, file), 'utf8'))));
}

test('so are the comments, the errors and the help in the sources', () => {
  expect(problemsIn('src', proseOfSource)).toEqual([]);
});

test('so are the titles of the tests', () => {
  expect(problemsIn('test', titlesOf)).toEqual([]);
});

test.each([
  ['/** Where somebody types. */', '"somebody"'],
  ["throw new CsdError('dead', 'do it anew');", '"anew"'],
  ["const anew = ['anew'];", undefined],
  ['// As `beside` says.', undefined],
])('in the source %j the check finds %j', (text, found) => {
  expect(problemsOfText('a.ts', proseOfSource(text))).toEqual(
    found === undefined ? [] : [expect.stringContaining(found)],
  );
});

test.each([
  ['Do it anew.', '"anew"'],
  ['A page is no\nface.', '"is no f"'],
  ['It takes some 30 s.', 'about'],
  ['They run in turns with it.', '"in turns with"'],
  ['The the page.', 'the'],
  ['Use a editor.', 'an'],
])('the check finds %j', async (text, found) => {
  const problems = await problemsOfPage('page.md', text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(found);
});

test('code is not prose, and ordinary words are not flagged', async () => {
  expect(
    await problemsOfPage('page.md', 'There is no `anew` here, and it is no longer than that.\n\n```\nbeside\n```\n'),
  ).toEqual([]);
});
