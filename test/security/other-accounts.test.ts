import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listenOnSocket } from '../../src/adapters/stdio/listen.ts';
import { findServers } from '../../src/adapters/tmux/servers.ts';
import { claude } from '../../src/backends/claude/agent.ts';
import type { Sidecar } from '../../src/contract/session.ts';
import { withInputLock } from '../../src/drive/screen/preconditions.ts';
import {
  findSidecar,
  listSidecars,
  saveSidecar,
  withSidecarLock,
} from '../../src/drive/session/sidecars/sidecar-store.ts';
import { listMetas } from '../../src/drive/session/sidecars/worker-files.ts';
import { listJobs } from '../../src/drive/signals/background-sessions.ts';
import { entryPath, readEntry } from '../../src/drive/signals/entries.ts';
import { observeHooks } from '../../src/drive/signals/hooks.ts';
import { readStatusFile } from '../../src/drive/signals/locate-transcript.ts';
import { readPlanFile } from '../../src/drive/signals/plan-file.ts';
import { refuseOpen } from '../../src/drive/spawn/already-open.ts';
import { takeToken } from '../../src/entry/serve/serve-token.ts';
import { createWorld, type World } from './world.ts';

/** Any account that is not this one. */
const THEM = 65534;
/** Only the administrator can give a file to someone else. */
const asRoot = process.geteuid?.() === 0 ? test : test.skip;

const ID = '00000000-0000-4000-8000-000000000001';
const SIDECAR: Sidecar = {
  name: 'job',
  session_id: ID,
  cwd: '/',
  backend: 'claude',
  jsonl_path: null,
  permission_mode: null,
  backend_version: null,
  created: 0,
};
const isForeign = { code: 'bad_sidecar', message: expect.stringMatching(/another user/) };

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.real.stop());

const at = (...parts: string[]) => path.join(world.folder, ...parts);
/** A folder or file of the other account, open to all, like a trap. */
const give = (place: string): string => {
  chownSync(place, THEM, THEM);
  return place;
};
const folder = (place: string): string => {
  mkdirSync(place, { recursive: true, mode: 0o755 });
  return place;
};
const file = (place: string, text: string): string => {
  folder(path.dirname(place));
  writeFileSync(place, text, { mode: 0o644 });
  return place;
};

describe('data of another account', () => {
  asRoot('takes no folder of sessions, and writes nothing into it', async () => {
    file(path.join(world.sessions, 'job.json'), JSON.stringify(SIDECAR));
    give(world.sessions);
    await expect(listSidecars(world.ctx)).rejects.toMatchObject(isForeign);
    await expect(findSidecar(world.ctx, 'job')).rejects.toMatchObject(isForeign);
    await expect(saveSidecar(world.ctx, { ...SIDECAR, name: 'other' })).rejects.toMatchObject(isForeign);
    await expect(withSidecarLock(world.ctx, 'job', async () => 1)).rejects.toMatchObject(isForeign);
    expect(readdirSync(world.sessions)).toEqual(['job.json']);
  });

  asRoot('takes no sidecar, and names it', async () => {
    give(file(path.join(world.sessions, 'job.json'), JSON.stringify(SIDECAR)));
    await expect(findSidecar(world.ctx, 'job')).rejects.toMatchObject(isForeign);
    expect(await listSidecars(world.ctx)).toMatchObject({ sidecars: [], broken: [{ name: 'job' }] });
  });

  asRoot('takes no lock, and leaves it', async () => {
    const lock = give(file(path.join(world.sessions, 'job.json.lock'), '1'));
    await expect(withSidecarLock(world.ctx, 'job', async () => 1)).rejects.toMatchObject(isForeign);
    const input = give(file(path.join(world.sessions, 'job.input.lock'), '1'));
    await expect(withInputLock(world.ctx, SIDECAR, async () => 1)).rejects.toMatchObject(isForeign);
    expect([lock, input].map((one) => lstatSync(one).uid)).toEqual([THEM, THEM]);
  });

  asRoot('believes no events, no status file and no plan', async () => {
    const events = file(
      at('hooks', 'job', 'events.jsonl'),
      `${JSON.stringify({ ts: 1, event: { hook_event_name: 'Stop' } })}\n`,
    );
    const observed = () => observeHooks(world.ctx, { ...SIDECAR, events_path: events }, claude, undefined);
    expect(await observed()).toMatchObject({ kind: 'read' });
    give(events);
    expect(await observed()).toEqual({ kind: 'absent' });

    const config = folder(at('home', '.claude'));
    const status = { pid: process.pid, sessionId: ID, status: 'idle', updatedAt: Date.now(), startedAt: Date.now() };
    const statusFile = file(claude.statusFile?.path(config, process.pid) ?? '', JSON.stringify(status));
    const published = () => readStatusFile(world.ctx, { ...SIDECAR, config_dir: config }, claude, process.pid);
    expect(await published()).toMatchObject({ kind: 'read' });
    give(statusFile);
    expect(await published()).toMatchObject({ kind: 'foreign' });

    const plan = file(path.join(config, 'plans', 'a.md'), 'the plan');
    const planned = () => readPlanFile(world.ctx, plan, config, [config]);
    expect(await planned()).toMatchObject({ text: 'the plan' });
    give(plan);
    expect(await planned()).toBeUndefined();
  });

  asRoot('believes no file of an agent’s process: it keeps no conversation from being opened', async () => {
    const config = folder(at('home', '.claude'));
    const started = await world.ctx.processes.startedAt(process.pid);
    const status = { pid: process.pid, sessionId: ID, status: 'idle', updatedAt: 1, procStart: started };
    const own = { ...status, kind: 'bg', jobId: 'abcd1234' };
    const statusFile = file(claude.statusFile?.path(config, process.pid) ?? '', JSON.stringify(own));
    const sidecar = { ...SIDECAR, config_dir: config };
    const told = async () => ({
      jobs: (await listJobs(world.ctx, sidecar, claude)).map(({ background }) => background),
      isOpen: await refuseOpen(world.ctx, claude, ID).then(
        () => false,
        (error) => error.code,
      ),
    });
    expect(await told()).toEqual({ jobs: ['abcd1234'], isOpen: 'already_open' });
    give(statusFile);
    expect(await told()).toEqual({ jobs: [], isOpen: false });
  });

  test('a background session with an invalid id is not reported: it would be an argument of a command', async () => {
    const config = folder(at('home', '.claude'));
    const started = await world.ctx.processes.startedAt(process.pid);
    for (const jobId of ['--help', '../x', 'a b', '', '$(id)', 'x'.repeat(300)]) {
      const status = { pid: process.pid, sessionId: ID, status: 'idle', updatedAt: 1, procStart: started };
      file(claude.statusFile?.path(config, process.pid) ?? '', JSON.stringify({ ...status, kind: 'bg', jobId }));
      expect(await listJobs(world.ctx, { ...SIDECAR, config_dir: config }, claude)).toEqual([]);
    }
  });

  asRoot('takes no folder of workers and no meta', async () => {
    const workers = at('workers');
    const meta = { tmux_name: 'job', session_id: ID, cwd: '/', started_at: '2030-01-01T00:00:00Z', invocation: [] };
    const metaFile = file(path.join(workers, `${ID}.meta`), JSON.stringify(meta));
    expect(await listMetas(world.ctx)).toHaveLength(1);
    give(metaFile);
    expect(await listMetas(world.ctx)).toEqual([]);
    give(workers);
    await expect(listMetas(world.ctx)).rejects.toMatchObject({ message: expect.stringMatching(/another user/) });
  });

  asRoot('takes no token, nor one in their folder', async () => {
    const token = 'a'.repeat(43);
    const own = file(at('run', 'token'), token);
    await expect(takeToken(world.ctx, own)).rejects.toMatchObject({ code: 'bad_sidecar' });
    give(own);
    await expect(takeToken(world.ctx, own)).rejects.toMatchObject(isForeign);
    give(folder(at('theirs')));
    await expect(takeToken(world.ctx, at('theirs', 'token'))).rejects.toMatchObject(isForeign);
    expect(existsSync(at('theirs', 'token'))).toBe(false);
  });

  asRoot('serves in none of their folders, nor below one', async () => {
    give(folder(at('theirs')));
    for (const socket of [at('theirs', 's'), at('theirs', 'mine', 's')])
      await expect(listenOnSocket(socket, () => new Response(''), world.ctx.clock)).rejects.toMatchObject({
        message: expect.stringMatching(/another user/),
      });
    expect(readdirSync(at('theirs')).filter((name) => name !== 'mine')).toEqual([]);
  });

  asRoot('talks to no tmux server', async () => {
    const tmux = folder(at('tmp', `tmux-${process.geteuid?.()}`));
    const socket = path.join(tmux, 'default');
    const server = createServer().listen(socket);
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const found = () => findServers({ TMUX_TMPDIR: at('tmp') }, []).filter((one) => one.startsWith(world.folder));
      expect(found()).toEqual([socket]);
      give(socket);
      expect(found()).toEqual([]);
    } finally {
      server.close();
    }
  });
});

describe('a folder of workers that a sidecar names', () => {
  const entry = { agent: undefined, turn: 1, text: 'x' };
  const named = (worker_dir: string): Sidecar => ({ ...SIDECAR, worker_dir });
  const refused = async (worker_dir: string, what: object) => {
    expect(await readEntry(world.ctx, named(worker_dir))).toBeUndefined();
    await expect(withInputLock(world.ctx, named(worker_dir), async () => 1)).rejects.toMatchObject(what);
  };

  asRoot('and that is another account’s is neither read nor written', async () => {
    const theirs = folder(at('theirs'));
    file(entryPath(world.ctx, named(theirs)), JSON.stringify(entry));
    give(theirs);
    await refused(theirs, isForeign);
    await refused(path.join(theirs, 'below'), isForeign);
    expect(readdirSync(theirs)).toEqual(['job.entry']);
  });

  test('is neither read nor written if it is a link', async () => {
    folder(at('target'));
    symlinkSync(at('target'), at('link'));
    await refused(at('link'), { message: expect.stringMatching(/symbolic link/) });
    expect(readdirSync(at('target'))).toEqual([]);
  });

  test.each([
    ['dots', '/a/../b'],
    ['up', '../b'],
    ['relative', 'b'],
    ['a NUL', '/a\0b'],
    ['long', `/${'a'.repeat(5000)}`],
  ])('is not used if invalid: %s', async (_, worker_dir) => {
    file(path.join(world.sessions, 'job.json'), JSON.stringify(named(worker_dir)));
    await expect(findSidecar(world.ctx, 'job')).rejects.toMatchObject({
      code: 'bad_sidecar',
      message: expect.stringMatching(/worker_dir/),
    });
    const meta = {
      tmux_name: 'job',
      session_id: ID,
      cwd: '/',
      started_at: '2030-01-01T00:00:00Z',
      invocation: [],
      session: named(worker_dir),
    };
    file(at('workers', `${ID}.meta`), JSON.stringify(meta));
    expect(await listMetas(world.ctx)).toEqual([]);
  });

  test('leads to no file of another name', async () => {
    for (const name of ['../x', 'a/b', '..', 'a\0', ''])
      expect(await findSidecar(world.ctx, name).catch((error) => error.code)).toBe('bad_input');
    file(path.join(world.sessions, 'job.json'), JSON.stringify({ ...SIDECAR, name: '../x' }));
    await expect(findSidecar(world.ctx, 'job')).rejects.toMatchObject({ message: expect.stringMatching(/name:/) });
  });
});
