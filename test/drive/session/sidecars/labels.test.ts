import { beforeEach, expect, test } from 'vitest';
import { changeTags, markUsed } from '../../../../src/drive/session/sidecars/labels.ts';
import { selectorOf } from '../../../../src/drive/session/sidecars/select-sessions.ts';
import { createFakeContext, type FakeContext } from '../../../fakes/context.ts';
import { ScriptedAgent } from '../../scripted.ts';

let ctx: FakeContext;
let agent: ScriptedAgent;
beforeEach(() => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
  ctx.files.put('/state/job.json', JSON.stringify(agent.sidecar));
});
const stored = () => JSON.parse(ctx.files.texts.get('/state/job.json') ?? 'null');

test('tags are added once, removed, and kept in order; the rest of the sidecar stays', async () => {
  await changeTags(ctx, 'job', { add: ['b', 'a', 'b'], remove: [] });
  await changeTags(ctx, 'job', { add: ['c', 'a'], remove: ['b', 'never'] });
  expect(stored()).toMatchObject({ ...agent.sidecar, tags: ['a', 'c'] });
});

test('concurrent changes are all kept', async () => {
  const words = Array.from({ length: 20 }, (_, n) => `t${n}`);
  await Promise.all(words.map((word) => changeTags(ctx, 'job', { add: [word], remove: [] })));
  expect(stored().tags.toSorted()).toEqual(words.toSorted());
});

test('more than 64 tags are refused, and nothing is changed', async () => {
  const add = Array.from({ length: 65 }, (_, n) => `t${n}`);
  await expect(changeTags(ctx, 'job', { add, remove: [] })).rejects.toMatchObject({ code: 'bad_input' });
  expect(stored().tags).toBeUndefined();
});

test('a prompt marks the session as used, not a later one with the same name', async () => {
  await markUsed(ctx, agent.sidecar);
  expect(stored().last_used).toBe(ctx.clock.now());
  ctx.files.put('/state/job.json', JSON.stringify({ ...agent.sidecar, pane_pid: 1 }));
  await markUsed(ctx, agent.sidecar);
  expect(stored().last_used).toBeUndefined();
});

test('a session that disappears in the meantime is not written again', async () => {
  ctx.files.texts.delete('/state/job.json');
  await markUsed(ctx, agent.sidecar);
  expect(ctx.files.texts.has('/state/job.json')).toBe(false);
});

test.each([
  [{}, true],
  [{ creator: 'lead' }, true],
  [{ creator: 'Lead' }, false],
  [{ tag: ['a'] }, true],
  [{ tag: ['a', 'b'] }, true],
  [{ tag: ['a', 'c'] }, false],
  [{ cwd: '/work/app' }, true],
  [{ cwd: '/work' }, true],
  [{ cwd: '/' }, true],
  [{ cwd: '.' }, true],
  [{ cwd: '/work/ap' }, false],
  [{ cwd: '/work/app/in' }, false],
  [{ cwd: '/work/..x' }, false],
  [{ creator: 'lead', tag: ['c'] }, false],
])('%j selects it: %s', async (selection, chosen) => {
  const selects = (await selectorOf(ctx, selection)) ?? (async () => true);
  expect(await selects({ ...agent.sidecar, creator: 'lead', tags: ['a', 'b'] })).toBe(chosen);
});
