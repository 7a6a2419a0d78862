import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { terminalArgs } from '../../../src/adapters/ssh/terminal-args.ts';

const home = mkdtempSync(path.join(tmpdir(), 'csd-terminal-args-'));
afterAll(() => rmSync(home, { recursive: true }));

test('the other machine gets its csd and the name, through its login shell', () => {
  const folder = path.join(home, 'bin');
  mkdirSync(folder);
  const program = path.join(folder, 'csd');
  writeFileSync(program, '#!/bin/sh\necho "called: $*"\n');
  chmodSync(program, 0o755);
  for (const [named, PATH] of [
    ['csd', `${folder}:${process.env.PATH}`],
    ['~/bin/csd', process.env.PATH],
    [program, process.env.PATH],
  ]) {
    const [t, dashes, destination, command = ''] = terminalArgs(
      { name: 'devbox', destination: 'me@devbox', program: named ?? '' },
      'my.job_1',
    );
    expect([t, dashes, destination]).toEqual(['-t', '--', 'me@devbox']);
    const env = { HOME: home, PATH, SHELL: '/bin/sh', ENV: '' };
    // A login shell may set its own PATH: the profile of this machine must not affect the test.
    const printed = execFileSync('sh', ['-c', command.replace(' -l -c', ' -c')], { env, encoding: 'utf8' });
    expect([named, printed]).toEqual([named, 'called: attach my.job_1\n']);
  }
});

test('a program that a shell would split is refused', () => {
  for (const program of ['csd; id', "c'sd", 'c$(id)sd', 'a b', '`id`', '"csd"'])
    expect(() => terminalArgs({ name: 'devbox', destination: 'devbox', program }, 'job')).toThrow(
      /log in there and attach by hand/,
    );
});
