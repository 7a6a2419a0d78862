import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runTmux } from '../../../src/adapters/tmux/run-tmux.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'csd-call-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return file;
}

describe.each([
  { name: 'beside other work', blocks: false },
  { name: 'blocking', blocks: true },
])('a tmux call, $name', ({ blocks }) => {
  const call = (program: string, { stdin, timeoutMs = 5000 }: { stdin?: string; timeoutMs?: number } = {}) =>
    runTmux({ env: process.env, program, timeoutMs, blocking: () => blocks }, '/socket', [['has', 'a;'], ['b']], stdin);

  test('passes its arguments and its input; the answer is complete, however long', async () => {
    const long = '❯'.repeat(600_000);
    const ending = await call(script('echo', 'printf "%s " "$@"; cat'), { stdin: long });
    expect(ending).toEqual({ code: 0, stdout: `-u -S /socket has a\\; ; b ${long}`, stderr: '' });
  });

  test('a failure has its exit code and its message', async () => {
    expect(await call(script('fail', 'echo no >&2; exit 3'))).toEqual({ code: 3, stdout: '', stderr: 'no\n' });
  });

  test('a call that hangs is ended, even if a child of it holds its output open', async () => {
    const { code, failure } = await call(script('hang', 'sleep 4 & echo x; wait'), { timeoutMs: 150 });
    expect({ code, failure }).toEqual({ code: null, failure: 'no answer within 150 ms' });
  });

  test('a call ended by a signal reports which one', async () => {
    expect(await call(script('killed', 'kill -KILL $$'))).toMatchObject({ code: null, failure: 'ended by SIGKILL' });
  });

  test('a missing tmux is no_tmux, one that cannot run is a failure', async () => {
    await expect(call(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'no_tmux' });
    writeFileSync(path.join(folder, 'plain'), 'text', { mode: 0o600 });
    expect(await call(path.join(folder, 'plain'))).toMatchObject({ failure: expect.stringContaining('EACCES') });
  });

  test('the call is repeated once if the server exits during it', async () => {
    const log = path.join(folder, `log-${blocks}`);
    await call(script('lost', `echo call >> ${log}; echo "server exited unexpectedly" >&2; exit 1`));
    expect(readFileSync(log, 'utf8')).toBe('call\ncall\n');
  });
});
