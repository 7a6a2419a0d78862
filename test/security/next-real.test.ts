import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveSidecar } from '../../src/drive/session/sidecars/sidecar-store.ts';
import { listPlaces } from '../../src/entry/terminal/jump.ts';
import { needsTmux } from '../needs-tmux.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = createWorld();
  await saveSidecar(world.ctx, {
    name: 'job',
    session_id: '00000000-0000-4000-8000-000000000001',
    cwd: '/',
    backend: 'claude',
    jsonl_path: null,
    permission_mode: null,
    backend_version: null,
    created: 0,
    pane: '%0',
    pane_pid: 1,
    tmux_socket: path.join(world.folder, 'no-server'),
  });
  mkdirSync(path.dirname(mirror()), { recursive: true, mode: 0o700 });
  writeFileSync(mirror(), told(), { mode: 0o600 });
});
afterEach(() => world.real.stop());
needsTmux();

/** Since when the session has been in its state according to the mirror, ms. */
const SINCE = 1_234_567;
const mirror = () => path.join(world.folder, 'state/csd/run/state/job.json');
const told = () => JSON.stringify({ pid: process.pid, since: SINCE, state: { status: 'dead' } });
const since = async () => (await listPlaces(world.ctx))[0]?.since;

describe('the order in which `csd next` goes through sessions', () => {
  test('is decided by what a living server has recorded', async () => {
    expect(await since()).toBe(SINCE);
  });

  test.each<[string, () => void]>([
    ['a file that others can write', () => chmodSync(mirror(), 0o666)],
    ['a folder that others can write', () => chmodSync(path.dirname(mirror()), 0o777)],
    [
      'a link to a file of the user',
      () => {
        renameSync(mirror(), `${mirror()}.other`);
        symlinkSync(`${mirror()}.other`, mirror());
      },
    ],
    ['a file of a server that has ended', () => writeFileSync(mirror(), told().replace(/"pid":\d+/, '"pid":4194304'))],
    ['the wrong state', () => writeFileSync(mirror(), told().replace('dead', 'blocked'))],
    ['no mirror', () => writeFileSync(mirror(), '"since"')],
  ])('is not decided by %s', async (_, spoil) => {
    spoil();
    expect(await since()).not.toBe(SINCE);
  });
});
