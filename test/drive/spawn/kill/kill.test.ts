import { beforeEach, expect, test } from 'vitest';
import { CsdError } from '../../../../src/contract/errors.ts';
import type { Sidecar } from '../../../../src/contract/session.ts';
import { saveSidecar } from '../../../../src/drive/session/sidecars/sidecar-store.ts';
import { killSession } from '../../../../src/drive/spawn/kill/kill.ts';
import { kill } from '../../../../src/operations/sessions/kill.ts';
import { createFakeContext, type FakeContext } from '../../../fakes/context.ts';
import type { FakePane } from '../../../fakes/tmux.ts';

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
});

/** A session with its sidecar and its process, which ends with the pane unless it is stubborn. */
async function addSession(name: string, pinned: boolean, stubborn = false): Promise<FakePane> {
  const pane = ctx.tmux.add(name);
  ctx.processes.living.set(pane.pid, `start of ${pane.pid}`);
  const pin: Partial<Sidecar> = pinned ? { pane: pane.id, pane_pid: pane.pid, tmux_session: name } : {};
  await saveSidecar(ctx, {
    name,
    session_id: 'x',
    cwd: '/work/app',
    backend: 'claude',
    jsonl_path: null,
    permission_mode: null,
    backend_version: null,
    created: '',
    ...pin,
  });
  if (!stubborn) ctx.clock.after(100, () => ctx.processes.living.delete(pane.pid));
  return pane;
}

const panes = () => [...ctx.tmux.panes.keys()];
const files = () => [...ctx.files.texts.keys()];

test.each([true, false])('ends the session, its process and its sidecar, and no other (pinned: %s)', async (pinned) => {
  await addSession('a', pinned);
  const other = await addSession('ab', pinned);
  await killSession(ctx, 'a');
  await killSession(ctx, 'a');
  expect(panes()).toEqual([other.id]);
  expect(files()).toEqual(['/state/ab.json']);
  expect(ctx.processes.signals).toEqual([]);
});

test('an unknown session is not an error, and a tmux session without a sidecar is not ours', async () => {
  const theirs = ctx.tmux.add('theirs');
  await killSession(ctx, 'theirs');
  await killSession(ctx, 'nothing');
  expect(panes()).toEqual([theirs.id]);
});

test('the conversation of an ended session is reported, for one session and for several', async () => {
  for (const name of ['a', 'b', 'c']) await addSession(name, true);
  expect(await kill.run({ session: 'a' }, ctx)).toEqual({ ok: true, found: true, session_id: 'x' });
  const several = await kill.run({ session: 'b', others: ['gone', 'c', 'b'] }, ctx);
  const sessions = [
    { session: 'b', found: true, session_id: 'x' },
    { session: 'gone', found: false },
    { session: 'c', found: true, session_id: 'x' },
  ];
  expect(several).toEqual({ ok: true, found: true, session_id: 'x', sessions });
  expect(panes()).toEqual([]);
});

test('all of several sessions are ended, even after one that cannot be', async () => {
  await addSession('b', true);
  await expect(kill.run({ session: '../x', others: ['b'] }, ctx)).rejects.toMatchObject({ code: 'bad_input' });
  expect(panes()).toEqual([]);
});

test('without a name nothing is ended, and all sessions only with a yes', async () => {
  for (const name of ['a', 'b']) await addSession(name, true);
  await expect(kill.run({}, ctx)).rejects.toMatchObject({ code: 'bad_input' });
  await expect(kill.run({ all: true }, ctx)).rejects.toMatchObject({ code: 'not_confirmed' });
  ctx.ask = async () => 'no';
  await expect(kill.run({ all: true }, ctx)).rejects.toMatchObject({ code: 'not_confirmed' });
  expect(panes()).toHaveLength(2);
  ctx.ask = async () => 'yes';
  expect(await kill.run({ all: true }, ctx)).toMatchObject({ ok: true, found: true });
  expect(panes()).toEqual([]);
  expect(files()).toEqual([]);
});

test('ended sessions can be resumed after kill of all', async () => {
  await addSession('kept', true);
  const kept = JSON.parse(ctx.files.texts.get('/state/kept.json') ?? '') as Sidecar;
  await saveSidecar(ctx, { ...kept, ended: { at: 1, how: 'command' } });
  await addSession('a', true);
  expect(await kill.run({ all: true, yes: true }, ctx)).toMatchObject({ sessions: [{ session: 'a', found: true }] });
  expect(files()).toEqual(['/state/kept.json']);
});

test('an impossible name is refused', async () => {
  await expect(killSession(ctx, '../x')).rejects.toMatchObject({ code: 'bad_input' });
});

test('panes that a person opened in the session end with it', async () => {
  await addSession('job', true);
  ctx.tmux.add('job');
  await killSession(ctx, 'job');
  expect(panes()).toEqual([]);
});

test('only the pane is ended if a person moved it into their own session', async () => {
  const pane = await addSession('job', true);
  const theirs = ctx.tmux.add('theirs');
  pane.session = 'theirs';
  await killSession(ctx, 'job');
  expect(panes()).toEqual([theirs.id]);
});

test("after a restart of the server another's pane of the same id lives on", async () => {
  const pane = await addSession('job', true);
  ctx.tmux.restartServer();
  const theirs = ctx.tmux.add('job');
  expect(theirs.id).toBe(pane.id);
  await killSession(ctx, 'job');
  expect(panes()).toEqual([theirs.id]);
  expect(files()).toEqual([]);
});

test('a failing tmux proves nothing: the sidecar stays', async () => {
  await addSession('job', true);
  ctx.tmux.failure = 'protocol version mismatch';
  await expect(killSession(ctx, 'job')).rejects.toMatchObject({ code: 'tmux_failed' });
  expect(files()).toEqual(['/state/job.json']);
});

test('a dead pane is removed without a signal', async () => {
  const pane = await addSession('job', true, true);
  pane.exit(0);
  await killSession(ctx, 'job');
  expect([panes(), files(), ctx.processes.signals]).toEqual([[], [], []]);
});

test('a process that closed its terminal is ended too', async () => {
  const pane = await addSession('job', true, true);
  pane.exit();
  await killSession(ctx, 'job');
  expect(ctx.processes.signals).toEqual([[pane.pid, 'SIGTERM']]);
});

test('a process that closed its terminal is ended even if tmux has forgotten it', async () => {
  const pane = await addSession('job', true, true);
  pane.forgotten = true;
  await killSession(ctx, 'job');
  expect([panes(), ctx.processes.signals]).toEqual([[], [[pane.pid, 'SIGTERM']]]);
});

test('a stubborn process first gets a request, then is killed', async () => {
  const pane = await addSession('job', true, true);
  ctx.processes.endsOn = ['SIGKILL'];
  await killSession(ctx, 'job');
  expect(ctx.processes.signals).toEqual([
    [pane.pid, 'SIGTERM'],
    [pane.pid, 'SIGKILL'],
  ]);
  expect(files()).toEqual([]);
});

test('a later process with the same id gets no signal', async () => {
  const pane = await addSession('job', true, true);
  ctx.clock.after(100, () => ctx.processes.living.set(pane.pid, 'a later start'));
  await killSession(ctx, 'job');
  expect(ctx.processes.signals).toEqual([]);
  expect(ctx.processes.isAlive(pane.pid)).toBe(true);
});

test('a process that cannot be ended is named', async () => {
  const pane = await addSession('job', true, true);
  ctx.processes.endsOn = [];
  await expect(killSession(ctx, 'job')).rejects.toMatchObject({ code: 'internal', data: { pid: pane.pid } });
});

test('a disk that accepts no lock does not prevent an agent from being ended', async () => {
  await addSession('job', true);
  ctx.files.withLock = async () => {
    throw new CsdError('storage_failed', 'cannot write /state/job.json.lock: the disk is full');
  };
  await killSession(ctx, 'job');
  expect([panes(), files()]).toEqual([[], []]);
});

test('nor does a pipe or a link in place of the lock, but a folder of others does', async () => {
  await addSession('job', true);
  const { examine } = ctx.files;
  const flawAt = (end: string) => async (file: string, demand: Parameters<typeof examine>[1]) =>
    file.endsWith(end)
      ? { kind: 'foreign' as const, path: file, text: `${file} is not a regular file` }
      : examine.call(ctx.files, file, demand);
  ctx.files.examine = flawAt('/state');
  await expect(killSession(ctx, 'job')).rejects.toMatchObject({ code: 'bad_sidecar' });
  expect(panes()).not.toEqual([]);
  ctx.files.examine = flawAt('job.json.lock');
  await killSession(ctx, 'job');
  expect([panes(), files()]).toEqual([[], []]);
});

test('files that cannot be removed are named, and the agent has ended', async () => {
  await addSession('job', true);
  ctx.files.remove = async (path) => {
    throw new CsdError('storage_failed', `cannot write ${path}: the file system is read-only`);
  };
  await expect(killSession(ctx, 'job')).rejects.toMatchObject({
    code: 'storage_failed',
    message: expect.stringMatching(/^session "job" has ended, .*: cannot write .* read-only$/),
    data: { ended: true },
  });
  expect(panes()).toEqual([]);
});
