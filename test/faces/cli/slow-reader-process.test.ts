import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandOf } from '../../program.ts';
import { Place } from '../built.ts';

const place = new Place();
/** More than the buffers in between: the pipe or socket, and the stream of this test. */
const SESSIONS = 60;
const description = 'x'.repeat(10_000);

beforeAll(() => {
  for (let n = 0; n < SESSIONS; n++) {
    const name = `s${n}`;
    place.sidecar(name, { name, session_id: `id-of-${name}`, cwd: place.folder, created: 1780127841, description });
  }
});
afterAll(() => place.dispose());

test('a signal is noticed while a long outcome waits for its reader', async () => {
  const [program, args] = commandOf(['ps', '--json', '--cwd', place.folder]);
  const child = spawn(program, args, { env: place.env, stdio: ['ignore', 'pipe', 'inherit'] });
  // The first part has arrived, and is not read: the pipe is full.
  await once(child.stdout, 'readable');
  child.kill('SIGTERM');
  const ended = await once(child, 'exit');
  child.stdout.destroy();
  expect(ended).toEqual([143, null]);
});

test('a long outcome is printed whole', async () => {
  const { stdout, code } = await place.csd(['ps', '--json', '--cwd', place.folder]);
  expect({ code, sessions: JSON.parse(stdout).sessions.length }).toEqual({ code: 0, sessions: SESSIONS });
});
