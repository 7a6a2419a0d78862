import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Context } from '../../src/drive/session/context.ts';
import { joinContext } from '../../src/entry/create-context.ts';
import { runtimeFolder } from '../../src/entry/runtime-folder.ts';
import { blocks, PAGES, section } from './pages.ts';

const HOME = '/home/me';
const WORLDS: Record<string, string>[] = [
  {},
  { XDG_RUNTIME_DIR: '/run/user/1000' },
  { XDG_RUNTIME_DIR: '' },
  { XDG_RUNTIME_DIR: 'not/absolute' },
  { XDG_STATE_HOME: '/my state' },
  { XDG_STATE_HOME: '', XDG_RUNTIME_DIR: '' },
  { XDG_STATE_HOME: 'relative' },
  { XDG_STATE_HOME: '/state', XDG_RUNTIME_DIR: '/run/user/1000' },
];

/** The folder that csd itself uses in this environment. */
function folderOf(env: Record<string, string>): string {
  const context: Context = joinContext({ env }, { home: HOME, openHub: () => Promise.reject(new Error('no hub')) });
  return runtimeFolder(context);
}

/** What a shell finds with these lines, with unset variables as errors. */
function found(lines: string, env: Record<string, string>): string {
  const script = `set -eu\n${lines}\nprintf %s "$run"`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', script], { env: { HOME, ...env }, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

test.each(WORLDS)('a shell finds the runtime folder with the lines of the page: %j', (env) => {
  const [lines = ''] = blocks(section('docs/serving.md', 'The runtime folder'), 'sh');
  expect(found(lines, env)).toBe(folderOf(env));
  const [mirrored = ''] = blocks(section('docs/serving.md', 'Mirrored states'), 'sh');
  const inFunction = mirrored.split('\n').filter((line) => /^ {2}(run=|case )/.test(line));
  expect(inFunction).toHaveLength(3);
  expect(found(inFunction.join('\n'), env)).toBe(folderOf(env));
});

test('no recipe on any page assumes that XDG_RUNTIME_DIR is set', () => {
  const lines = PAGES.flatMap(({ file, text }) =>
    blocks(text, 'sh').flatMap((block) => block.split('\n').map((line) => `${file}: ${line}`)),
  );
  const bare = lines.filter(
    (line) => /\$\{?XDG_RUNTIME_DIR/.test(line) && !/case \$\{XDG_RUNTIME_DIR-\} in \/\*\)/.test(line),
  );
  expect(bare).toEqual([]);
});
