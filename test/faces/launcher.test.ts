import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** What `csd --version` prints, whether V8 took the code that was kept, and how many of the usual parts it loaded. */
function load(): { answer: string; taken: boolean; usual: number } {
  const listing = `
    const { usual, file, modules } = require(process.argv[1]);
    const bodies = Object.keys(usual.runInThisContext()).filter((name) => modules.has(name)).length;
    process.on('exit', () => console.log(JSON.stringify({ taken: usual.cachedDataRejected === false, usual: bodies })));`;
  const [answer = '', rest = ''] = execFileSync(process.execPath, ['-e', listing, launcher, '--version'], {
    encoding: 'utf8',
  }).split('\n');
  return { answer, ...JSON.parse(rest) };
}

const [, usualFile = ''] = /'(usual-\w+\.cjs)'/.exec(readFileSync(path.join(DIST, 'bin.cjs'), 'utf8')) ?? [];
const code = path.join(folder, 'lib', `${usualFile}.code`);
const { version } = JSON.parse(readFileSync(path.join(DIST, '../package.json'), 'utf8'));

test('the code that the build kept is taken', () => {
  const { answer, taken, usual } = load();
  expect({ answer, taken }).toEqual({ answer: version, taken: true });
  expect(usual).toBeGreaterThan(1);
});

test('code that another V8 made, or none at all, changes nothing but the time', () => {
  writeFileSync(code, 'made by another');
  expect(load()).toMatchObject({ answer: version, taken: false });
  rmSync(code);
  expect(load()).toMatchObject({ answer: version, taken: false });
});
