import { beforeEach, expect, test } from 'vitest';
import type { Sidecar } from '../../../../src/contract/session.ts';
import {
  listSidecars,
  loadSidecar,
  removeSidecar,
  saveSidecar,
} from '../../../../src/drive/session/sidecars/sidecar-store.ts';
import { createFakeContext, type FakeContext } from '../../../fakes/context.ts';

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
});

const put = (name: string, value: unknown) =>
  ctx.files.put(`/state/${name}.json`, typeof value === 'string' ? value : JSON.stringify(value));
const sidecar: Sidecar = {
  name: 'job',
  session_id: '11111111-2222-3333-4444-555555555555',
  cwd: '/work/app',
  backend: 'claude',
  jsonl_path: '/x.jsonl',
  permission_mode: null,
  backend_version: '2.1.330',
  created: '2026-01-01T00:00:00.000Z',
  pane: '%3',
  pane_pid: 77,
};

test('a saved sidecar is loaded, with fields this release does not know', async () => {
  const saved = { ...sidecar, later: { deep: [1] } };
  await saveSidecar(ctx, saved);
  expect(await loadSidecar(ctx, 'job')).toEqual(saved);
  expect([...ctx.files.texts.keys()]).toEqual(['/state/job.json']);
});

test('the oldest sidecars, without version and pane, load', async () => {
  put('old', {
    name: 'old',
    session_id: 'x',
    cwd: '/w',
    jsonl_path: '/j',
    permission_mode: 'plan',
    created: 1700000000,
  });
  expect(await loadSidecar(ctx, 'old')).toEqual({
    name: 'old',
    session_id: 'x',
    cwd: '/w',
    backend: 'claude',
    jsonl_path: '/j',
    permission_mode: 'plan',
    backend_version: null,
    created: 1700000000,
  });
});

test('the name of the file is the name of the session', async () => {
  put('new-name', { ...sidecar, name: 'job' });
  expect((await loadSidecar(ctx, 'new-name')).name).toBe('new-name');
  expect((await listSidecars(ctx)).sidecars.map(({ name }) => name)).toEqual(['new-name']);
});

test.each([
  ['half a file', '{"name": "job", "ses', /not JSON/],
  ['nothing', '', /not JSON/],
  ['a list', '[]', /./],
  ['no name', JSON.stringify({ ...sidecar, name: undefined }), /^name/],
  ['no id', JSON.stringify({ ...sidecar, session_id: undefined }), /^session_id/],
  ['no folder', JSON.stringify({ ...sidecar, cwd: undefined }), /^cwd/],
  ['an invalid pane', JSON.stringify({ ...sidecar, pane: "%1' ; kill-server ; '" }), /^pane/],
])('%s is named with its path and left alone, and does not hide others', async (_what, text, error) => {
  put('broken', text);
  put('job', sidecar);
  const listed = await listSidecars(ctx);
  expect(listed.sidecars.map(({ name }) => name)).toEqual(['job']);
  expect(listed.broken).toEqual([{ name: 'broken', path: '/state/broken.json', error: expect.stringMatching(error) }]);
  await expect(loadSidecar(ctx, 'broken')).rejects.toMatchObject({
    code: 'bad_sidecar',
    message: expect.stringContaining('/state/broken.json'),
  });
  expect(ctx.files.texts.get('/state/broken.json')).toBe(text);
});

test('an unknown session and an impossible name are distinguished', async () => {
  await expect(loadSidecar(ctx, 'no')).rejects.toMatchObject({
    code: 'no_such_session',
    message: expect.stringContaining('"no"'),
  });
  ctx.files.put('/secret.json', JSON.stringify(sidecar));
  for (const name of ['../secret', 'a/b', '', '.x', '-x', 'a..b']) {
    await expect(loadSidecar(ctx, name)).rejects.toMatchObject({ code: 'bad_input' });
    await expect(removeSidecar(ctx, name)).rejects.toMatchObject({ code: 'bad_input' });
  }
});

test('only sidecars are listed, by name, and a missing folder is an empty list', async () => {
  expect(await listSidecars(ctx)).toEqual({ sidecars: [], broken: [] });
  put('b', sidecar);
  put('a', sidecar);
  ctx.files.put('/state/.a.json.1.tmp', 'x').put('/state/a.json.lock', 'x').put('/state/notes.txt', 'x');
  const { sidecars, broken } = await listSidecars(ctx);
  expect([sidecars.map(({ name }) => name), broken]).toEqual([['a', 'b'], []]);
});

test('a removed sidecar is gone, and removing it again is not an error', async () => {
  put('job', sidecar);
  await removeSidecar(ctx, 'job');
  await removeSidecar(ctx, 'job');
  await expect(loadSidecar(ctx, 'job')).rejects.toMatchObject({ code: 'no_such_session' });
});
