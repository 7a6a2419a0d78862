import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import { track, trackAll, untrack } from '../../../src/drive/machine/track.ts';
import { observe } from '../../../src/drive/observe/observe.ts';
import { inject } from '../../../src/drive/screen/send/send.ts';
import { findSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { pinConversation } from '../../../src/drive/signals/open-transcript.ts';
import { killSession } from '../../../src/drive/spawn/kill/kill.ts';
import { freeName } from '../../../src/drive/spawn/names/free-name.ts';
import { toWorker } from '../../../src/drive/workers/find-worker.ts';
import { tmuxTarget } from '../../../src/drive/workers/handoff.ts';
import { stopWorker } from '../../../src/drive/workers/stop.ts';
import { composer } from '../../detect/screens.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import type { FakePane } from '../../fakes/tmux.ts';
import { id, Machine } from '../machine.ts';

let ctx: FakeContext;
let machine: Machine;
let pane: FakePane;
let agent: number;

beforeEach(() => {
  ctx = createFakeContext();
  machine = new Machine(ctx);
  pane = machine.pane('mine', ['-bash'], { standing: 'background' });
  agent = machine.child(pane.pid, ['claude']);
  machine.status(agent, { version: '2.1.330' });
  pane.command = 'claude';
  const shown = composer({ width: pane.width, height: pane.height, above: [], draft: [] });
  pane.screen = shown.text;
  pane.cursor = shown.cursor;
});

const stateOf = async (sidecar: Sidecar) => (await observe(ctx, [sidecar]))[0]?.verdict.state;

describe('an agent in a shell', () => {
  test('is tracked by its pane, process, conversation or place, with all its identifying data', async () => {
    for (const target of [pane.id, String(agent), String(pane.pid), id(agent), 'mine', 'mine:0', 'mine:0.0']) {
      const sidecar = await track(ctx, target, { name: 'job' });
      expect(sidecar).toMatchObject({
        ...{ name: 'job', tracked: true, session_id: id(agent), backend: 'claude', backend_version: '2.1.330' },
        ...{ pane: pane.id, pane_pid: pane.pid, agent_pid: agent, agent_start: `start of ${agent}`, shell_free: true },
      });
      expect(await findSidecar(ctx, 'job')).toEqual(sidecar);
      expect(await stateOf(sidecar)).toEqual({ status: 'spawning' });
      await untrack(ctx, 'job');
    }
    expect(pane.received).toEqual([]);
  });

  test('is dead when the agent has ended, though the shell is alive, and nothing is typed there', async () => {
    const sidecar = await track(ctx, pane.id, { name: 'job' });
    machine.end(agent);
    expect(await stateOf(sidecar)).toMatchObject({
      status: 'dead',
      reason: expect.stringContaining('its pane stays'),
    });
    await expect(inject(ctx, sidecar, 'rm -rf x', { submit: true, retries: 1 })).rejects.toMatchObject({
      code: 'dead',
    });
    // Another process has had its id since then.
    ctx.processes.living.set(agent, 'later');
    expect(await stateOf(sidecar)).toMatchObject({ status: 'dead' });
    expect(pane.received).toEqual([]);
  });

  test('leaves its name when it has ended, and its shell as it is', async () => {
    await track(ctx, pane.id, { name: 'job' });
    await expect(freeName(ctx, 'job', {})).rejects.toMatchObject({ code: 'name_taken' });
    machine.end(agent);
    expect(await freeName(ctx, 'job', {})).toMatchObject({ inPlace: false });
    expect(ctx.tmux.panes.get(pane.id)?.dead).toBeFalsy();
    expect(pane.received).toEqual([]);
  });

  test('is known by the first conversation that it names after it is tracked, then by the next one besides', async () => {
    ctx.files.texts.delete(`/home/me/.claude/sessions/${agent}.json`);
    const sidecar = await track(ctx, pane.id, { name: 'job' });
    expect(sidecar.session_id).toBe('');
    const pin = async (sessionId: string) => {
      machine.status(agent, { sessionId });
      const [seen] = await observe(ctx, [(await findSidecar(ctx, 'job')) ?? sidecar]);
      return seen && pinConversation(ctx, seen);
    };
    await pin(id(1));
    expect(await findSidecar(ctx, 'job')).toMatchObject({ session_id: id(1) });
    await pin(id(2));
    expect(await findSidecar(ctx, 'job')).toMatchObject({ session_id: id(1), conversation: id(2) });
  });

  test('accepts nothing while it is suspended', async () => {
    const sidecar = await track(ctx, pane.id, { name: 'job' });
    ctx.processes.stands.set(agent, 'background');
    expect(await stateOf(sidecar)).toMatchObject({ status: 'unknown', reason: expect.stringContaining('foreground') });
    await expect(inject(ctx, sidecar, 'hi', { submit: true, retries: 1 })).rejects.toMatchObject({
      code: 'not_an_agent',
    });
    expect(pane.received).toEqual([]);
  });

  test('gets no key if it ends between the look and the key', async () => {
    const sidecar = await track(ctx, pane.id, { name: 'job' });
    const paste = ctx.tmux.paste.bind(ctx.tmux);
    ctx.tmux.paste = async (address, text) => {
      machine.end(agent);
      return paste(address, text);
    };
    await expect(inject(ctx, sidecar, 'hi', { submit: true, retries: 3 })).rejects.toMatchObject({ code: 'dead' });
    expect(pane.received).toEqual([]);
  });
});

test('one agent is one session; a name is used once; a dead session gives up its name and pane', async () => {
  await track(ctx, pane.id, { name: 'job' });
  await expect(track(ctx, String(agent), { name: 'again' })).rejects.toMatchObject({
    code: 'already_tracked',
    data: { session: 'job' },
  });
  const other = machine.pane('other', ['claude']);
  await expect(track(ctx, other.id, { name: 'job' })).rejects.toMatchObject({ code: 'name_taken' });
  machine.end(agent);
  const next = machine.child(pane.pid, ['claude']);
  expect(await track(ctx, pane.id, { name: 'job' })).toMatchObject({ name: 'job', agent_pid: next });
});

test('a missing or ambiguous agent is an error that lists the candidates', async () => {
  await expect(track(ctx, '%77')).rejects.toMatchObject({ code: 'no_such_agent', data: { agents: [{ pid: agent }] } });
  machine.pane('mine', ['codex']);
  await expect(track(ctx, 'mine')).rejects.toMatchObject({ code: 'ambiguous' });
  const hidden = machine.child(1, ['claude bg-spare']);
  machine.status(hidden, { kind: 'bg', jobId: '850cd2d0' });
  await expect(track(ctx, '850cd2d0')).rejects.toMatchObject({ code: 'no_pane', data: { background_id: '850cd2d0' } });
  await expect(track(ctx, pane.id, { socket: '/nope' })).rejects.toMatchObject({
    code: 'no_such_agent',
    message: expect.stringMatching(/^no tmux server listens at "\/nope": csd finds servers at \//),
  });
  await expect(track(ctx, pane.id, { name: '../x' })).rejects.toMatchObject({ code: 'bad_input' });
});

test('a pane of one’s own server without an agent is not mistaken for the pane of that name on another', async () => {
  const own = ctx.tmux.ownServer();
  const other = join(dirname(own), 'two');
  const shell = machine.pane('shell', ['-bash']);
  const listed = await ctx.tmux.listPanes(own);
  const panes = listed.kind === 'listed' ? listed.panes : [];
  const [agents, shells] = [pane, shell].map(({ id }) => panes.filter((place) => place.pane === id));
  const far = agents?.map((place) => ({ ...place, socket: other })) ?? [];
  const near = shells?.map((place) => ({ ...place, pane: pane.id, session: 'mine' })) ?? [];
  ctx.tmux.sockets.push(other);
  ctx.tmux.listPanes = async (socket) => ({ kind: 'listed', panes: socket === own ? near : far });
  for (const target of [pane.id, 'mine', 'mine:0.0'])
    await expect(track(ctx, target)).rejects.toMatchObject({ code: 'ambiguous', data: { agents: [{ pid: agent }] } });
  ctx.files.links.set('/link/sock', other);
  for (const socket of ['/link/sock', 'two']) {
    expect(await track(ctx, pane.id, { socket })).toMatchObject({ agent_pid: agent });
    await untrack(ctx, (await findSidecar(ctx, 'csd-app-00000000'))?.name ?? '');
  }
  await expect(track(ctx, pane.id, { socket: 'three' })).rejects.toMatchObject({ code: 'no_such_agent' });
  expect(await track(ctx, String(agent))).toMatchObject({ agent_pid: agent });
});

test('all are tracked at once, each once, also by two concurrent calls', async () => {
  const second = machine.pane('second', ['claude']);
  machine.status(second.pid, { sessionId: id(agent), cwd: '/work/app' });
  const both = await Promise.all([trackAll(ctx), trackAll(ctx)]);
  const names = both.flatMap(({ sessions }) => sessions.map(({ name }) => name));
  expect(names.sort()).toEqual(['csd-app-00000000', 'csd-app-00000000-2']);
  expect(both.flatMap(({ skipped }) => skipped)).toEqual([]);
});

test('with a folder, only agents below it are tracked', async () => {
  const below = machine.pane('below', ['claude']);
  machine.status(below.pid, { cwd: '/work/app-two/x' });
  expect((await trackAll(ctx, '/work/app')).sessions.map((one) => one.pane)).toEqual([pane.id]);
  expect((await trackAll(ctx, '/work/app-two')).sessions.map((one) => one.pane)).toEqual([below.id]);
});

describe('ending a tracked session', () => {
  test('needs a yes; then the agent ends and the shell continues', async () => {
    await track(ctx, pane.id, { name: 'job' });
    await expect(killSession(ctx, 'job')).rejects.toMatchObject({ code: 'not_confirmed' });
    await expect(killSession(ctx, 'job', async () => false)).rejects.toMatchObject({ code: 'not_confirmed' });
    expect(ctx.processes.signals).toEqual([]);
    await killSession(ctx, 'job', async () => true);
    expect(ctx.processes.signals).toEqual([[agent, 'SIGTERM']]);
    expect(ctx.tmux.panes.has(pane.id)).toBe(true);
    expect(await findSidecar(ctx, 'job')).toBeUndefined();
  });

  test('of an agent that has ended needs no yes, and nothing is signalled', async () => {
    await track(ctx, pane.id, { name: 'job' });
    ctx.processes.living.set(agent, 'another process');
    await killSession(ctx, 'job');
    expect(ctx.processes.signals).toEqual([]);
    expect(ctx.tmux.panes.has(pane.id)).toBe(true);
    expect(await findSidecar(ctx, 'job')).toBeUndefined();
  });

  test('untrack leaves everything unchanged, and is not for csd’s own sessions', async () => {
    await track(ctx, pane.id, { name: 'job' });
    await untrack(ctx, 'job');
    expect(ctx.processes.signals).toEqual([]);
    expect(await findSidecar(ctx, 'job')).toBeUndefined();
    await expect(untrack(ctx, 'job')).rejects.toMatchObject({ code: 'no_such_session' });
  });
});

test('an agent with its own terminal is tied to the program that forwards its input', async () => {
  const outer = machine.pane('recorded', ['-bash'], { standing: 'background' });
  const carrier = machine.child(outer.pid, ['script', '-q', 'log']);
  const inner = machine.child(carrier, ['claude'], { terminal: 'pts/200' });
  const sidecar = await track(ctx, outer.id, { name: 'rec' });
  expect(sidecar).toMatchObject({ agent_pid: inner, carrier_pid: carrier });
  ctx.processes.stands.set(carrier, 'background');
  expect(await stateOf(sidecar)).toMatchObject({ status: 'unknown' });
});

test('a worker’s `stop` types nothing into an agent that csd did not start', async () => {
  const sidecar = await track(ctx, pane.id, { name: 'job' });
  await expect(stopWorker(ctx, toWorker(ctx, sidecar))).rejects.toMatchObject({ code: 'not_confirmed' });
  expect(pane.received).toEqual([]);
  expect(tmuxTarget(ctx, { ...sidecar, tmux_session: undefined } as Sidecar)).toContain(`attach -t ${pane.id}`);
});

test('an agent whose conversation is only known from its files is tracked by that, and pinned', async () => {
  const other = machine.pane('codex', ['codex']);
  const record = `/home/me/.codex/sessions/2026/01/01/rollout-2026-01-01T00-00-00-${id(3)}.jsonl`;
  const meta = { id: id(3), cwd: '/work/app', source: 'cli', timestamp: '2026-01-01T00:00:00.000Z' };
  const opening = { timestamp: '2026-01-01T00:00:00.000Z', type: 'session_meta', payload: meta };
  ctx.files.put(record, `${JSON.stringify(opening)}\n`);
  ctx.processes.open?.set(other.pid, [record]);
  other.screen = '› Ask Codex to do anything\n\n  gpt-5.5 default · /work/app';
  expect(await track(ctx, id(3), { name: 'job' })).toMatchObject({
    agent_pid: other.pid,
    session_id: id(3),
    jsonl_path: record,
  });
});
