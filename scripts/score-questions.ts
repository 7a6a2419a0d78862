/**
 * Scores `findQuestion` on labelled closing messages: `npm run score-questions [-- --wrong] [FILE.jsonl …]`. Without a
 * file it scores the two parts of `fixtures/questions`, compared with the old rule, and prints the measurements on real
 * messages; with files it scores those, by language. A line of a file is `{"text": string, "asks": boolean, "lang":
 * string}`; other fields are ignored.
 */
import { readFileSync } from 'node:fs';
import {
  agentVerdict,
  type Message,
  oldVerdict,
  PARTS,
  readMessages,
  readPart,
  score,
} from '../test/detect/questions/scores.ts';

const words = process.argv.slice(2);
const showWrong = words.includes('--wrong');
const files = words.filter((word) => !word.startsWith('-'));
const unknown = words.find((word) => word.startsWith('-') && word !== '--wrong');

const percent = (share: number) => (Number.isNaN(share) ? '     -  ' : `${(100 * share).toFixed(1).padStart(6)} %`);

function printHead(): void {
  console.log(`${'part'.padEnd(12)}${'rule'.padEnd(6)}messages  precision    recall  accuracy  false alarms  missed`);
}

function printRow(part: string, rule: string, messages: Message[], verdict: (text: string) => boolean): void {
  const { precision, recall, accuracy, falseAlarms, missed } = score(messages, verdict);
  console.log(
    `${part.padEnd(12)}${rule.padEnd(6)}${String(messages.length).padStart(8)}   ${percent(precision)}  ${percent(recall)}  ${percent(accuracy)}  ` +
      `${String(falseAlarms.length).padStart(12)}  ${String(missed.length).padStart(6)}`,
  );
}

function printWrong(messages: Message[]): void {
  const { falseAlarms, missed } = score(messages, agentVerdict);
  for (const { asks, lang, note, text } of [...falseAlarms, ...missed])
    console.log(`  ${asks ? 'missed     ' : 'false alarm'} [${[lang, note].join(' ').trim()}] ${JSON.stringify(text)}`);
}

/** The table of real messages, as the documentation has it. */
function printReal(): void {
  const page = readFileSync(new URL('../docs/detection.md', import.meta.url), 'utf8');
  const table = page.split('<!-- real messages -->')[1]?.trim() ?? '';
  console.log(`\nReal messages of others, which are not in this repository (docs/detection.md):\n\n${table}`);
}

function scoreFile(file: string): void {
  const messages = readMessages(file);
  console.log(file);
  printHead();
  printRow('all', 'csd', messages, agentVerdict);
  printRow('all', 'old', messages, oldVerdict);
  printRow(
    'not en',
    'csd',
    messages.filter(({ lang }) => lang !== 'en'),
    agentVerdict,
  );
  for (const lang of [...new Set(messages.map((message) => message.lang))].sort())
    printRow(
      lang,
      'csd',
      messages.filter((message) => message.lang === lang),
      agentVerdict,
    );
  if (showWrong) printWrong(messages);
}

function scoreParts(): void {
  printHead();
  for (const part of PARTS) {
    const messages = readPart(part);
    printRow(part, 'csd', messages, agentVerdict);
    // The held-out messages are not shown, because whoever reads the errors tunes on them.
    if (showWrong && part === 'tune') printWrong(messages);
    printRow(part, 'old', messages, oldVerdict);
  }
  printReal();
}

if (unknown !== undefined) {
  console.error(`score-questions knows no ${unknown}. Use: npm run score-questions -- [--wrong] [FILE.jsonl …]`);
  process.exitCode = 2;
} else if (files.length === 0) scoreParts();
else
  try {
    files.forEach(scoreFile);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
