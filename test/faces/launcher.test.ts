import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const DIST = path.resolve(import.meta.dirname, '../../dist');
const folder = mkdtempSync(path.join(tmpdir(), 'csd-launcher-'));
const launcher = path.join(folder, 'bin.cjs');

beforeAll(() => {
  cpSync(path.join(DIST, 'bin.cjs'), launcher);
  cpSync(path.join(DIST, 'lib'), path.join(folder, 'lib'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the program prints, and whether V8 took the code that was kept of the file whose name begins so. */
function run(words: string[], file: string): { answer: string; taken: boolean } {
  const listing = `
    const { scripts } = require(process.argv[1]);
    process.on('exit', () => {
      const [, script] = [...scripts].find(([name]) => name.includes('/lib/${file}-'));
      console.log(script.cachedDataRejected === false);
    });`;
  const env = { ...process.env, XDG_STATE_HOME: folder };
  const args = ['-e', listing, launcher, ...words];
  const [answer = '', taken] = execFileSync(process.execPath, args, { encoding: 'utf8', env }).split('\n');
  return { answer, taken: taken === 'true' };
}

const { version } = JSON.parse(readFileSync(path.join(DIST, '../package.json'), 'utf8'));

const FILES = [
  { file: 'direct', words: ['ps', '--json'], answer: '{"sessions":[]}' },
  { file: 'usual', words: ['--version'], answer: version },
];

test.each(FILES)('the code that the build kept of $file is taken', ({ file, words, answer }) => {
  expect(run(words, file)).toEqual({ answer, taken: true });
});

test.each(FILES)('code that another V8 made of $file, or none at all, changes nothing but the time', (one) => {
  const name = readdirSync(path.join(folder, 'lib')).filter(
    (entry) => entry.startsWith(`${one.file}-`) && entry.endsWith('.code'),
  );
  const codes = name.map((entry) => path.join(folder, 'lib', entry));
  expect(codes).not.toEqual([]);
  for (const code of codes) writeFileSync(code, 'made by another');
  expect(run(one.words, one.file)).toEqual({ answer: one.answer, taken: false });
  for (const code of codes) rmSync(code);
  expect(run(one.words, one.file)).toEqual({ answer: one.answer, taken: false });
});
