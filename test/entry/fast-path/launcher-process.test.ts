import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const DIST = path.resolve(import.meta.dirname, '../../../dist');
const folder = mkdtempSync(path.join(tmpdir(), 'csd-launcher-'));
const launcher = path.join(folder, 'bin.cjs');

beforeAll(() => {
  cpSync(path.join(DIST, 'bin.cjs'), launcher);
  cpSync(path.join(DIST, 'lib'), path.join(folder, 'lib'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The output of the program, and whether V8 used the cached code of the file whose name begins like this. */
function run(words: string[], file: string): { answer: string; taken: boolean } {
  const listing = `
    const { scripts } = require(process.argv[1]);
    process.on('exit', () => {
      const [, script] = [...scripts].find(([code]) => code?.includes('/lib/${file}-'));
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

test.each(FILES)('the code of $file that the build cached is used', ({ file, words, answer }) => {
  expect(run(words, file)).toEqual({ answer, taken: true });
});

test.each(FILES)('code of $file that V8 rejects costs only time; if there is none, a start caches it', (one) => {
  const { file, words, answer } = one;
  const code = codeOf(file);
  writeFileSync(code, 'made by another');
  expect(run(words, file)).toEqual({ answer, taken: false });
  expect(readFileSync(code, 'utf8')).toBe('made by another');
  rmSync(code);
  expect(run(words, file)).toEqual({ answer, taken: false });
  expect(run(words, file)).toEqual({ answer, taken: true });
  expect(readdirSync(path.join(folder, 'lib')).filter((name) => /\.code\.\d+$/.test(name))).toEqual([]);
});

test('certificates are not read at the start, and programs that csd starts have them', () => {
  const hook = path.join(folder, 'hook.cjs');
  writeFileSync(hook, "process.on('exit', () => console.log(JSON.stringify(process.env)));");
  const given = { NODE_OPTIONS: `--require ${hook}`, NODE_EXTRA_CA_CERTS: '/nowhere/a b.pem' };
  const { PATH } = process.env;
  const { stdout, stderr, status } = spawnSync(launcher, ['--version'], { encoding: 'utf8', env: { PATH, ...given } });
  const [answer, env = ''] = stdout.split('\n');
  expect({ answer, stderr, status }).toEqual({ answer: version, stderr: '', status: 0 });
  expect(JSON.parse(env)).toMatchObject(given);
  expect(env).not.toContain('CSD_EXTRA_CA_CERTS');
  // Node 20 reads them at its start, and reports that it cannot; newer ones read them when they connect.
  const plain = spawnSync(process.execPath, [launcher, '--version'], { encoding: 'utf8', env: { PATH, ...given } });
  expect(plain.stderr.includes('/nowhere/a b.pem')).toBe(Number.parseInt(process.versions.node, 10) < 22);
});

/** The cached code of the file with this name in the launcher. */
function codeOf(file: string): string {
  const name = new RegExp(`'(${file}-\\w+\\.cjs)'`).exec(readFileSync(launcher, 'utf8'))?.[1];
  return path.join(folder, 'lib', `${name}.${process.versions.v8}-${process.arch}.code`);
}

test('modules that the fast path loads late are not in its file', () => {
  const lib = path.resolve(import.meta.dirname, '../../../dist/lib');
  const [name = ''] = readdirSync(lib).filter((file) => /^direct-.*\.cjs$/.test(file));
  // A bundled library leaves no call that loads it.
  expect(readFileSync(path.join(lib, name), 'utf8')).toContain('require("fast-glob")');
});
