import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claude } from '../../src/backends/claude/agent.ts';
import type { Sidecar } from '../../src/contract/session.ts';
import { observe } from '../../src/drive/observe/observe.ts';
import { withInputLock } from '../../src/drive/screen/preconditions.ts';
import {
  findSidecar,
  listSidecars,
  saveSidecar,
  withSidecarLock,
} from '../../src/drive/session/sidecars/sidecar-store.ts';
import { entryText, readEntry, removeEntry } from '../../src/drive/signals/entries.ts';
import { observeHooks, planHooks, writeHooks } from '../../src/drive/signals/hooks.ts';
import { readPlanFile } from '../../src/drive/signals/plan-file.ts';
import { killSession } from '../../src/drive/spawn/kill/kill.ts';
import { launch } from '../../src/drive/spawn/spawn.ts';
import { needsTmux } from '../needs-tmux.ts';
import { createWorld, installAgent, type World } from './world.ts';

let world: World;
let target: string;
beforeEach(() => {
  world = createWorld();
  target = path.join(world.folder, 'target');
});
afterEach(() => world.real.stop());
needsTmux();

const SIDECAR: Sidecar = {
  name: 'job',
  session_id: '00000000-0000-4000-8000-000000000001',
  cwd: '/',
  backend: 'claude',
  jsonl_path: null,
  permission_mode: null,
  backend_version: null,
  created: 0,
};
const isLinkError = { code: 'bad_sidecar', message: expect.stringMatching(/symbolic link/) };
const mode = (file: string) => statSync(file).mode & 0o777;

test('files that csd writes are private to the user', async () => {
  installAgent(world, 'echo up; exec cat');
  const { sidecar } = await launch(world.ctx, { name: 'job', hooks: true });
  const hooks = path.dirname(sidecar.events_path ?? '');
  const lock = path.join(sidecar.worker_dir ?? world.sessions, 'job.input.lock');
  await withInputLock(world.ctx, sidecar, async () => expect(mode(lock)).toBe(0o600));
  for (const folder of [world.sessions, hooks, sidecar.worker_dir ?? ''])
    expect([folder, mode(folder)]).toEqual([folder, 0o700]);
  const meta = path.join(sidecar.worker_dir ?? '', `${sidecar.session_id}.meta`);
  const inHooks = readdirSync(hooks).map((name) => path.join(hooks, name));
  const files = [path.join(world.sessions, 'job.json'), meta, ...inHooks];
  expect(files).toHaveLength(5);
  for (const file of files) expect([file, mode(file)]).toEqual([file, 0o600]);
  await killSession(world.ctx, 'job');
  expect([hooks, ...files].filter((file) => existsSync(file))).toEqual([]);
});

describe('a symbolic link is refused, and nothing is written through it', () => {
  test('at the sidecar', async () => {
    mkdirSync(world.sessions, { recursive: true });
    const file = path.join(world.sessions, 'job.json');
    symlinkSync(target, file);
    await expect(saveSidecar(world.ctx, SIDECAR)).rejects.toMatchObject(isLinkError);
    expect(existsSync(target)).toBe(false);
    writeFileSync(target, JSON.stringify(SIDECAR));
    await expect(findSidecar(world.ctx, 'job')).rejects.toMatchObject(isLinkError);
    expect((await listSidecars(world.ctx)).broken).toMatchObject([{ name: 'job' }]);
  });

  test('at the folder of the sidecars', async () => {
    mkdirSync(path.dirname(world.sessions), { recursive: true });
    mkdirSync(target);
    symlinkSync(target, world.sessions);
    await expect(saveSidecar(world.ctx, SIDECAR)).rejects.toMatchObject(isLinkError);
    await expect(withSidecarLock(world.ctx, 'job', async () => 1)).rejects.toMatchObject(isLinkError);
    expect(readdirSync(target)).toEqual([]);
  });

  test.each(['job.json.lock', 'job.input.lock'])('at the lock %s', async (name) => {
    mkdirSync(world.sessions, { recursive: true });
    symlinkSync(target, path.join(world.sessions, name));
    const lock =
      name === 'job.input.lock'
        ? withInputLock(world.ctx, SIDECAR, async () => 1)
        : withSidecarLock(world.ctx, 'job', async () => 1);
    await expect(lock).rejects.toMatchObject(isLinkError);
    expect([existsSync(target), lstatSync(path.join(world.sessions, name)).isSymbolicLink()]).toEqual([false, true]);
  });

  test.each(['hooks', 'hooks/job'])('at the folder of the events: %s', async (name) => {
    mkdirSync(path.join(target, 'job'), { recursive: true });
    writeFileSync(path.join(target, 'job', 'theirs'), 'kept');
    const link = path.join(path.dirname(world.sessions), name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(target, link);
    const plan = await planHooks(world.ctx, { name: 'job', backend: claude, cwd: '/', callerArgs: [] });
    await expect(writeHooks(world.ctx, 'job', plan)).rejects.toMatchObject(isLinkError);
    expect(readdirSync(target, { recursive: true })).toEqual(['job', path.join('job', 'theirs')]);
  });

  test('at the events', async () => {
    writeFileSync(target, `${JSON.stringify({ ts: 1, event: { hook_event_name: 'Stop' } })}\n`);
    const link = path.join(world.folder, 'events');
    symlinkSync(target, link);
    const events = (file: string) => observeHooks(world.ctx, { ...SIDECAR, events_path: file }, claude, undefined);
    expect(await events(target)).toMatchObject({ kind: 'read', hooks: { events: [{ event: 'Stop' }] } });
    expect(await events(link)).toEqual({ kind: 'absent' });
  });
});

describe('a pipe or a device is not read', () => {
  const pipe = (name: string) => {
    const file = path.join(world.folder, name);
    execFileSync('mkfifo', [file]);
    return file;
  };

  test('as transcript or events', { timeout: 10_000 }, async () => {
    installAgent(world, 'echo up; exec cat');
    const { sidecar } = await launch(world.ctx, { name: 'job' });
    for (const file of [pipe('pipe'), '/dev/zero']) {
      const [seen] = await observe(world.ctx, [{ ...sidecar, jsonl_path: file, events_path: file }]);
      expect(seen?.signals.transcript).toEqual({ kind: 'absent' });
    }
    await killSession(world.ctx, 'job');
  });

  test('as sidecar', { timeout: 10_000 }, async () => {
    mkdirSync(world.sessions, { recursive: true });
    execFileSync('mkfifo', [path.join(world.sessions, 'job.json')]);
    await expect(findSidecar(world.ctx, 'job')).rejects.toMatchObject({ code: 'bad_sidecar' });
  });
});

describe('a plan file', () => {
  let config: string;
  beforeEach(() => {
    config = path.join(world.folder, 'home', '.claude');
    mkdirSync(path.join(config, 'plans'), { recursive: true });
    mkdirSync(path.join(world.folder, 'plans'));
  });
  const read = (shown: string) => readPlanFile(world.ctx, shown, config, [config, world.ctx.cwd]);

  test('of the agent is read', async () => {
    writeFileSync(path.join(config, 'plans', 'a.md'), 'the plan');
    expect(await read(path.join(config, 'plans', 'a.md'))).toMatchObject({ text: 'the plan' });
    expect(await read('~/.claude/plans/a.md')).toMatchObject({ text: 'the plan' });
  });

  test('elsewhere is not read, whether direct, by dots or by a link', async () => {
    const other = path.join(world.folder, 'plans', 'secret.md');
    writeFileSync(other, 'secret');
    symlinkSync(other, path.join(config, 'plans', 'link.md'));
    for (const shown of [
      other,
      `${path.join(config, 'plans')}/../../../plans/secret.md`,
      path.join(config, 'plans', 'link.md'),
    ])
      expect([shown, await read(shown)]).toEqual([shown, undefined]);
    expect(readFileSync(other, 'utf8')).toBe('secret');
  });

  test('that is a pipe, a folder or huge is not read', { timeout: 10_000 }, async () => {
    const file = path.join(config, 'plans', 'b.md');
    execFileSync('mkfifo', [file]);
    expect(await read(file)).toBeUndefined();
    rmSync(file);
    mkdirSync(file);
    expect(await read(file)).toBeUndefined();
    rmSync(file, { recursive: true });
    writeFileSync(file, 'x'.repeat(1024 * 1024 + 1));
    expect(await read(file)).toBeUndefined();
  });
});

describe('the entry of a session whose sidecar names another folder', () => {
  const entry = (folder: string) => path.join(folder, 'job.entry');
  const text = entryText(SIDECAR, { turn: 1, outcome: 'submitted', at: 1, start: 'x' });

  test('is neither read nor removed if that is a link or open to others', async () => {
    const open = path.join(world.folder, 'open');
    const link = path.join(world.folder, 'link');
    for (const folder of [target, open]) mkdirSync(folder);
    for (const folder of [target, open]) writeFileSync(entry(folder), text, { mode: 0o600 });
    chmodSync(open, 0o777);
    symlinkSync(target, link);
    for (const [folder, real] of [
      [link, target],
      [open, open],
    ] as const) {
      const sidecar = { ...SIDECAR, worker_dir: folder };
      expect([folder, await readEntry(world.ctx, sidecar)]).toEqual([folder, undefined]);
      await removeEntry(world.ctx, sidecar);
      expect([folder, existsSync(entry(real))]).toEqual([folder, true]);
    }
  });

  test('is not used if it belongs to another agent of the same name', async () => {
    mkdirSync(target, { mode: 0o700 });
    writeFileSync(entry(target), text, { mode: 0o600 });
    const sidecar = { ...SIDECAR, worker_dir: target };
    expect(await readEntry(world.ctx, sidecar)).toMatchObject({ turn: 1 });
    expect(await readEntry(world.ctx, { ...sidecar, pane: '%1', pane_pid: 5 })).toBeUndefined();
  });
});
