import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Place } from '../../faces/built.ts';
import { commandOf } from '../../program.ts';

const place = new Place();
const children: ChildProcess[] = [];
afterAll(() => {
  for (const { pid, exitCode, signalCode } of children)
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
  place.dispose();
});

const ID = '0a1b2c3d-0000-4000-8000-000000000001';
const SIDECAR = { session_id: ID, cwd: '/', backend: 'claude', jsonl_path: '/nowhere', permission_mode: null };
place.sidecar('fixer', { name: 'fixer', created: 1, worker_dir: place.folder, ...SIDECAR });
writeFileSync(path.join(place.folder, `${ID}.events.jsonl`), '{"ts":"t","event":"stop"}\n');

/** A program in its own process group, which ends with the tests. */
function start(program: string, words: string[]): ChildProcess {
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const child = spawn(program, words, { env: place.env, cwd: place.folder, stdio: [...stdio], detached: true });
  children.push(child);
  return child;
}

/** Its output on stdout and stderr, and its exit code. */
async function outcome(child: ChildProcess): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const told = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (part) => {
      told[name] += part;
    });
  return new Promise((done) => child.on('close', (code) => done({ ...told, code })));
}

// Nothing happens here after the first line, so no write can show that the reader has left.
describe.concurrent('a streaming command ends with its reader, even with nothing to write', () => {
  test.each([
    ['watch', ['watch'], 'head -1', /^\{"type":"snapshot".*\n$/],
    ['ps --watch', ['ps', '--watch', '--json'], 'head -1', /^\{"sessions".*\n$/],
    ['read-events --follow', ['read-events', 'fixer', '--follow'], 'head -1', /^\{"ts":"t","event":"stop"\}\n$/],
    ['one without a line', ['read-events', 'fixer', '--follow', '--type', 'session_end'], ':', /^$/],
  ])('in a pipeline: %s', async (name, args, reader, printed) => {
    const file = path.join(place.folder, `${name}.code`);
    const [program, words] = commandOf(args);
    const line = `out=$1; shift; { "$@"; echo $? >"$out"; } | ${reader}`;
    const ran = await outcome(start('sh', ['-c', line, 'sh', file, program, ...words]));
    expect(ran).toEqual({ stdout: expect.stringMatching(printed), stderr: '', code: 0 });
    expect(readFileSync(file, 'utf8')).toBe('0\n');
  });

  // Node gives its children sockets.
  test('on a socket', async () => {
    const child = start(...commandOf(['watch']));
    const ended = outcome(child);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await ended).toMatchObject({ stderr: '', code: 0 });
  });
});

// The interval between two checks of the reader, and some more.
const LONG = 'sleep 1.5';
const ANOTHER = '{"ts":"t","event":"session_end"}';

test('a slow reader gets every line', async () => {
  const [program, words] = commandOf(['read-events', 'fixer', '--follow']);
  const reader = `read -r one; ${LONG}; echo '${ANOTHER}' >>${ID}.events.jsonl; read -r two; echo "$one $two"`;
  const ran = await outcome(start('sh', ['-c', `"$@" | { ${reader}; }`, 'sh', program, ...words]));
  expect(ran).toMatchObject({ stdout: `{"ts":"t","event":"stop"} ${ANOTHER}\n`, stderr: '' });
});

test('output to a file has no reader to lose', async () => {
  const [program, words] = commandOf(['watch']);
  const line = `"$@" >out & ${LONG}; kill $!; wait $!; echo $?; cat out`;
  const ran = await outcome(start('sh', ['-c', line, 'sh', program, ...words]));
  expect(ran).toMatchObject({ stdout: expect.stringMatching(/^143\n\{"type":"snapshot".*\n$/), stderr: '' });
});
