import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const LIBRARY = join(ROOT, 'dist/index.js');

const run = (code: string) =>
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', cwd: ROOT }).trim();

test('the built library can load an external module: a search for files needs one', () => {
  const said = run(`import { createContext } from ${JSON.stringify(LIBRARY)};
    console.log((await createContext({}).files.glob(${JSON.stringify(join(ROOT, 'docs'))}, '*.md')).length > 10);`);
  expect(said).toBe('true');
});
