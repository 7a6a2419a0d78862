import { beforeEach, describe, expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import { cleanUp } from '../../../src/drive/conversations/cleanup.ts';
import { renameSession } from '../../../src/drive/conversations/rename.ts';
import { enforceLimits } from '../../../src/drive/delegate/enforce-limits.ts';
import { listOpen } from '../../../src/drive/delegate/open-list.ts';
import { freeFilesName } from '../../../src/drive/session/sidecars/files-name.ts';
import { findSelf, listSidecars, loadSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { forget } from '../../../src/drive/spawn/kill/remove-session-files.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { ScriptedAgent } from '../scripted.ts';

let ctx: FakeContext;
let agent: ScriptedAgent;
const put = (sidecar: Sidecar) => ctx.files.put(`/state/${sidecar.name}.json`, JSON.stringify(sidecar));
const stored = (name: string) => JSON.parse(ctx.files.texts.get(`/state/${name}.json`) ?? 'null');
const names = async () => (await listSidecars(ctx)).sidecars.map(({ name }) => name);

beforeEach(() => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
  put(agent.sidecar);
});

test('the sidecar, its tmux session and all references to it get the new name; its files stay in place', async () => {
  put({ ...agent.sidecar, events_path: '/hooks/job/events.jsonl' });
  put({ ...agent.sidecar, name: 'fork', pane: '%99', pane_pid: 99, parent: 'job', creator: 'job' });
  put({ ...agent.sidecar, name: 'other', pane: '%98', pane_pid: 98, parent: 'fork', creator: 'me' });
  const { from, sidecar } = await renameSession(ctx, 'job', 'old.job');
  expect({ from, name: sidecar.name }).toEqual({ from: 'job', name: 'old.job' });
  expect(await names()).toEqual(['fork', 'old.job', 'other']);
  expect(stored('old.job')).toMatchObject({
    name: 'old.job',
    tmux_session: 'old_job',
    files_name: 'job',
    former_names: ['job'],
    events_path: '/hooks/job/events.jsonl',
  });
  expect(agent.pane.session).toBe('old_job');
  expect(stored('fork')).toMatchObject({ parent: 'old.job', creator: 'old.job' });
  expect(stored('other')).toMatchObject({ parent: 'fork', creator: 'me' });
});

test('the old name is no longer a session, and its error gives the new name', async () => {
  await renameSession(ctx, 'job', 'b');
  await renameSession(ctx, 'b', 'c');
  await expect(loadSidecar(ctx, 'job')).rejects.toMatchObject({
    code: 'no_such_session',
    data: { renamed_to: 'c' },
    message: 'no session named "job": it was renamed to c',
  });
  await renameSession(ctx, 'c', 'job');
  expect(stored('job')).toMatchObject({ name: 'job', former_names: ['b', 'c'] });
  expect(stored('job').files_name).toBeUndefined();
});

test.each([
  ['taken by a session', 'two', 'name_taken'],
  ['taken by a tmux session', 'person', 'name_taken'],
  ['not a valid name', 'a/b', 'bad_input'],
  ['not a valid name either', '..', 'bad_input'],
])('a name that is %s changes nothing', async (_, to, code) => {
  put({ ...agent.sidecar, name: 'two', pane: '%99', pane_pid: 99 });
  ctx.tmux.add('person');
  const before = [...ctx.files.texts];
  await expect(renameSession(ctx, 'job', to)).rejects.toMatchObject({ code });
  expect([...ctx.files.texts]).toEqual(before);
  expect(agent.pane.session).toBe('job');
});

test('an unreadable sidecar keeps its name', async () => {
  ctx.files.put('/state/two.json', '{');
  await expect(renameSession(ctx, 'job', 'two')).rejects.toMatchObject({ code: 'bad_sidecar' });
  expect(ctx.files.texts.get('/state/two.json')).toBe('{');
});

test('renaming to its own name is neither an error nor a change', async () => {
  expect(await renameSession(ctx, 'job', 'job')).toMatchObject({ already: true });
  expect(stored('job')).toEqual(JSON.parse(JSON.stringify(agent.sidecar)));
});

test('its cost stays limited under the new name', async () => {
  put({ ...agent.sidecar, budget: { cost_usd: 1 } } as Sidecar);
  ctx.files.put('/delegates/job.json', '{"begun_at":1}');
  await renameSession(ctx, 'job', 'b');
  expect(await listOpen(ctx)).toEqual(['b']);
});

test('a csd that enforces limits keeps a renamed session even if the rename was interrupted', async () => {
  put({ ...agent.sidecar, name: 'b', former_names: ['job'], budget: { cost_usd: 1 } } as Sidecar);
  ctx.files.texts.delete('/state/job.json');
  ctx.files.put('/delegates/job.json', '{"begun_at":1}');
  await enforceLimits(ctx, ['job']);
  expect(await listOpen(ctx)).toEqual(['b']);
});

test('an ended session is renamed without tmux', async () => {
  put({ ...agent.sidecar, ended: { at: 1, how: 'command' } });
  ctx.tmux.panes.clear();
  await renameSession(ctx, 'job', 'b');
  expect(stored('b')).toMatchObject({ name: 'b', tmux_session: 'b', ended: { at: 1 } });
});

test.each([
  ['an agent that csd did not start', { tracked: true }],
  ['a pane that a person has moved', { tmux_session: 'elsewhere' }],
])('%s stays in its tmux session', async (_, more) => {
  put({ ...agent.sidecar, ...more });
  await renameSession(ctx, 'job', 'b');
  expect(agent.pane.session).toBe('job');
  expect(stored('b').pane).toBe(agent.sidecar.pane);
});

describe('two concurrent renames', () => {
  test('to one name: one succeeds, the other reports that it is taken', async () => {
    const other = new ScriptedAgent(ctx, 'two');
    put(other.sidecar);
    const ends = await Promise.allSettled([renameSession(ctx, 'job', 'new'), renameSession(ctx, 'two', 'new')]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'name_taken' } });
    expect((await names()).length).toBe(2);
  });

  test('of one session: it has one of the names, and exists once', async () => {
    const ends = await Promise.allSettled(['a', 'b', 'c'].map((to) => renameSession(ctx, 'job', to)));
    expect(ends.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect((await names()).length).toBe(1);
  });

  test('that swap names: neither waits forever, and neither replaces the other', async () => {
    const other = new ScriptedAgent(ctx, 'two');
    put(other.sidecar);
    await Promise.allSettled([renameSession(ctx, 'job', 'two'), renameSession(ctx, 'two', 'job')]);
    expect(await names()).toEqual(['job', 'two']);
    expect(stored('job').pane).toBe(agent.sidecar.pane);
  });
});

/** Ends a call at its nth step on the disk or in tmux, as a killed process does. */
class Killed extends Error {}
function killAt(step: number): () => void {
  let left = step;
  const steps = [
    [ctx.files, ['writeAtomic', 'move']],
    [ctx.tmux, ['renameSession']],
  ] as const;
  const undo: (() => void)[] = [];
  for (const [target, methods] of steps)
    for (const method of methods) {
      const own = (target as unknown as Record<string, (...args: unknown[]) => unknown>)[method];
      Object.assign(target, {
        [method]: (...args: unknown[]) => {
          if (left-- <= 0) throw new Killed();
          return own?.apply(target, args);
        },
      });
      undo.push(() => Reflect.deleteProperty(target, method));
    }
  return () => {
    for (const one of undo) one();
  };
}

test.each([0, 1, 2, 3, 4, 5])(
  'interrupted at step %i: the session has one name, and the same call completes the rename',
  async (step) => {
    put({ ...agent.sidecar, name: 'fork', pane: '%99', pane_pid: 99, parent: 'job' });
    const undo = killAt(step);
    const ended = await renameSession(ctx, 'job', 'b').catch((error: unknown) => error);
    undo();
    if (step < 4) expect(ended).toBeInstanceOf(Killed);
    const mine = (await listSidecars(ctx)).sidecars.filter(({ pane }) => pane === agent.sidecar.pane);
    expect(mine.length).toBe(1);
    expect((await findSelf(ctx, agent.sidecar))?.name).toBe(mine[0]?.name);
    await renameSession(ctx, 'job', 'b');
    expect(await names()).toEqual(['b', 'fork']);
    expect(stored('b')).toMatchObject({ name: 'b', tmux_session: 'b', files_name: 'job' });
    expect(stored('fork').parent).toBe('b');
    expect(agent.pane.session).toBe('b');
  },
);

describe('a new session with the old name', () => {
  test('has its own files, and the old session keeps its files when the new one is forgotten', async () => {
    put({ ...agent.sidecar, events_path: '/hooks/job/events.jsonl' });
    ctx.files.put('/hooks/job/events.jsonl', 'old');
    ctx.files.put('/state/job.entry', 'old');
    await renameSession(ctx, 'job', 'old');
    const files_name = await freeFilesName(ctx, 'job');
    expect(files_name).toMatch(/^job\.[0-9a-f]{8}$/);
    const second: Sidecar = {
      ...new ScriptedAgent(ctx, 'job', 'ffffffff-0000-4000-8000-000000000001').sidecar,
      files_name,
    };
    put({ ...second, events_path: `/hooks/${files_name}/events.jsonl` });
    await forget(ctx, await loadSidecar(ctx, 'job'));
    expect(ctx.files.texts.get('/hooks/job/events.jsonl')).toBe('old');
    expect(ctx.files.texts.get('/state/job.entry')).toBe('old');
    await forget(ctx, await loadSidecar(ctx, 'old'));
    expect(ctx.files.texts.has('/hooks/job/events.jsonl')).toBe(false);
    expect(ctx.files.texts.has('/state/job.entry')).toBe(false);
    expect(await freeFilesName(ctx, 'job')).toBe('job');
  });

  test('is not mistaken for the old one by earlier readers, nor its forks for forks of it', async () => {
    await renameSession(ctx, 'job', 'old');
    put(new ScriptedAgent(ctx, 'job', 'ffffffff-0000-4000-8000-000000000001').sidecar);
    expect((await findSelf(ctx, agent.sidecar))?.name).toBe('old');
  });

  test('that starts during the rename keeps the references to it', async () => {
    const rename = ctx.tmux.renameSession.bind(ctx.tmux);
    ctx.tmux.renameSession = async (from, to) => {
      await rename(from, to);
      put(new ScriptedAgent(ctx, 'job', 'ffffffff-0000-4000-8000-000000000001').sidecar);
      put({ ...agent.sidecar, name: 'fork', pane: '%99', pane_pid: 99, parent: 'job' });
    };
    await renameSession(ctx, 'job', 'old');
    expect(stored('fork').parent).toBe('job');
  });

  test('cleanup leaves the files of a session that has another name', async () => {
    await renameSession(ctx, 'job', 'old');
    ctx.files.put('/state/job.entry', 'x');
    ctx.files.put('/state/nobody.entry', 'x');
    const far = ctx.clock.now() + 86_400_000;
    ctx.clock.now = () => far;
    await cleanUp(ctx, { days: 30, dryRun: false });
    expect(ctx.files.texts.has('/state/job.entry')).toBe(true);
    expect(ctx.files.texts.has('/state/nobody.entry')).toBe(false);
  });
});
