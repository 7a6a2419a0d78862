import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repeatTmux } from '../../../src/adapters/tmux/repeat.ts';
import { isAlive } from '../../conformance/real-tmux.ts';
import { waitFor } from '../../conformance/wait.ts';

let folder: string;
let ends: (() => void)[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'csd-repeat-'));
  ends = [];
});
afterEach(() => {
  for (const end of ends) end();
  rmSync(folder, { recursive: true, force: true });
});

/** A call of a program in place of tmux that records its own process and its parent's. */
function repeat(body: string, timeoutMs = 5000) {
  const program = path.join(folder, 'tmux');
  writeFileSync(program, `#!/bin/sh\necho $$ $PPID >> '${folder}/calls'\n${body}\n`, { mode: 0o755 });
  const call = repeatTmux({ env: process.env, program, timeoutMs }, '/socket', [['list', 'a;'], ['b']]);
  ends.push(() => call.end());
  return call;
}

const calls = () =>
  readFileSync(path.join(folder, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));

test('each run is a separate call by one shell, and its answer is complete', async () => {
  const call = repeat(`printf '%s ' "$@"; cat; echo; seq 20000`);
  const numbers = Array.from({ length: 20_000 }, (_, n) => n + 1).join('\n');
  const printed = `-u -S /socket list a\\; ; b \n${numbers}\n`;
  expect(await call.run()).toBe(printed);
  expect(await call.run()).toBe(printed);
  expect(await Promise.all([call.run(), call.run()])).toEqual([printed, printed]);
  expect(calls()).toHaveLength(3);
  expect(new Set(calls().map(([, shell]) => shell)).size).toBe(1);
});

test('a call that fails, or whose program is missing, returns nothing; the next one may succeed', async () => {
  const call = repeat(`echo some; [ -e '${folder}/well' ]`);
  expect(await call.run()).toBeUndefined();
  writeFileSync(path.join(folder, 'well'), '');
  expect(await call.run()).toBe('some\n');
  rmSync(path.join(folder, 'tmux'));
  expect(await call.run()).toBeUndefined();
});

test('a call that hangs is ended in time, with its shell and everything it started', async () => {
  const call = repeat(`[ -e '${folder}/well' ] || sleep 60 & echo $! > '${folder}/child'; wait; echo done`, 200);
  expect(await call.run()).toBeUndefined();
  const started = [...(calls()[0] ?? []), Number(readFileSync(path.join(folder, 'child'), 'utf8'))];
  await waitFor('their end', () => !started.some(isAlive));
  writeFileSync(path.join(folder, 'well'), '');
  expect(await call.run()).toBe('done\n');
});

test('closing ends the shell and a running call', async () => {
  const call = repeat(`touch '${folder}/under-way'; sleep 60`);
  const answer = call.run();
  await waitFor('the call', () => existsSync(path.join(folder, 'under-way')));
  call.end();
  expect(await answer).toBeUndefined();
  await waitFor('their end', () => !calls().flat().some(isAlive));
});
