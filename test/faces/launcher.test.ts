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

/** The parts that `csd --version` loads, and whether V8 took the code that was kept of each. */
function load(): { answer: string; taken: boolean[] } {
  const listing = `
    const parts = require(process.argv[1]);
    process.on('exit', () => console.log(JSON.stringify([...parts.values()].map(({ script }) => script.cachedDataRejected === false))));`;
  const [answer = '', taken = ''] = execFileSync(process.execPath, ['-e', listing, launcher, '--version'], {
    encoding: 'utf8',
  }).split('\n');
  return { answer, taken: JSON.parse(taken) };
}

const codes = () => readdirSync(path.join(folder, 'lib')).filter((name) => name.endsWith('.code'));
const { version } = JSON.parse(readFileSync(path.join(DIST, '../package.json'), 'utf8'));

test('the code that the build kept of each part is taken', () => {
  const { answer, taken } = load();
  expect(answer).toBe(version);
  expect(taken.length).toBeGreaterThan(1);
  expect(taken).not.toContain(false);
});

test('code that another V8 made, or none at all, changes nothing but the time', () => {
  for (const name of codes()) writeFileSync(path.join(folder, 'lib', name), 'made by another');
  expect(load()).toMatchObject({ answer: version, taken: expect.not.arrayContaining([true]) });
  for (const name of codes()) rmSync(path.join(folder, 'lib', name));
  expect(load()).toMatchObject({ answer: version, taken: expect.not.arrayContaining([true]) });
});
