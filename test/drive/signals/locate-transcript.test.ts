import { beforeEach, describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import type { Sidecar } from '../../../src/contract/session.ts';
import { configDirOf, locateTranscript, readStatusFile } from '../../../src/drive/signals/locate-transcript.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';
const PROJECT = '/home/me/.claude/projects/-work-app';

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
});

const sidecar = (changes: Partial<Sidecar> = {}): Sidecar => ({
  name: 'job',
  session_id: ID,
  cwd: '/work/app',
  backend: 'claude',
  jsonl_path: null,
  permission_mode: null,
  backend_version: null,
  created: '',
  ...changes,
});
const locate = (changes: Partial<Sidecar> = {}, currentId?: string) =>
  locateTranscript(ctx, sidecar(changes), claude, currentId);

describe('the configuration folder', () => {
  test.each([
    ['as recorded at spawn', { config_dir: '/c' }, { CLAUDE_CONFIG_DIR: '/other' }, '/c'],
    ['otherwise from the caller’s environment', {}, { CLAUDE_CONFIG_DIR: '/other' }, '/other'],
    ['an empty variable is ignored', {}, { CLAUDE_CONFIG_DIR: '' }, '/home/me/.claude'],
    ['otherwise below the home', {}, {}, '/home/me/.claude'],
  ])('%s', (_, changes, env, folder) => {
    ctx.env = env;
    expect(configDirOf(ctx, sidecar(changes), claude)).toBe(folder);
  });
});

describe('the transcript', () => {
  test('is missing before the first prompt', async () => {
    expect(await locate()).toBeUndefined();
  });

  test('is in the folder of its cwd', async () => {
    ctx.files.put(`${PROJECT}/${ID}.jsonl`, '');
    expect(await locate()).toBe(`${PROJECT}/${ID}.jsonl`);
  });

  test('the cwd is resolved first', async () => {
    ctx.files.links.set('/link', '/work/app');
    ctx.files.put(`${PROJECT}/${ID}.jsonl`, '').put(`/home/me/.claude/projects/-link/${ID}.jsonl`, '');
    expect(await locate({ cwd: '/link' })).toBe(`${PROJECT}/${ID}.jsonl`);
  });

  test('is in any folder that holds it, if the cwd is encoded differently', async () => {
    const odd = `/home/me/.claude/projects/-work-app-1a2b3c/${ID}.jsonl`;
    ctx.files.put(odd, '').put(`/home/me/.claude/projects/-other/${OTHER}.jsonl`, '');
    expect(await locate()).toBe(odd);
  });

  test('is the one that the sidecar names', async () => {
    ctx.files.put('/elsewhere/t.jsonl', '').put(`${PROJECT}/${ID}.jsonl`, '');
    expect(await locate({ jsonl_path: '/elsewhere/t.jsonl' })).toBe('/elsewhere/t.jsonl');
  });

  test('is found by its id if the file that the sidecar names is missing', async () => {
    ctx.files.put(`${PROJECT}/${ID}.jsonl`, '');
    expect(await locate({ jsonl_path: '/elsewhere/t.jsonl' })).toBe(`${PROJECT}/${ID}.jsonl`);
  });

  test('is, after a clear, the one the agent writes now, not the one of the sidecar', async () => {
    ctx.files.put(`${PROJECT}/${ID}.jsonl`, '').put(`${PROJECT}/${OTHER}.jsonl`, '');
    expect(await locate({ jsonl_path: `${PROJECT}/${ID}.jsonl` }, OTHER)).toBe(`${PROJECT}/${OTHER}.jsonl`);
  });

  test('is missing while the new one does not exist yet: never a sibling’s, never the old one', async () => {
    ctx.files.put(`${PROJECT}/${ID}.jsonl`, '').put(`${PROJECT}/sibling.jsonl`, '');
    expect(await locate({ jsonl_path: `${PROJECT}/${ID}.jsonl` }, OTHER)).toBeUndefined();
  });
});

describe('the status file', () => {
  const PID = 4201;
  const put = (record: unknown) =>
    ctx.files.put(
      `/home/me/.claude/sessions/${PID}.json`,
      typeof record === 'string' ? record : JSON.stringify(record),
    );
  const read = (changes: Partial<Sidecar> = {}) => readStatusFile(ctx, sidecar(changes), claude, PID);
  const record = { pid: PID, sessionId: ID, status: 'idle', updatedAt: 1_700_000_000_000, procStart: '100' };

  test('is missing', async () => {
    expect(await read()).toEqual({ kind: 'absent' });
  });

  test('belongs to this process', async () => {
    put(record);
    ctx.processes.living.set(PID, '100');
    expect(await read()).toMatchObject({ kind: 'read', status: { status: 'idle', sessionId: ID } });
  });

  test.each([
    ['of another process', { ...record, pid: 7 }, /process 7/],
    ['of an earlier process with the same id', { ...record, procStart: '99' }, /earlier process/],
    ['half a file', '{"pid":', /^not readable$/],
    ['no object', '7', /no status/],
    ['without a status', { pid: PID }, /no status yet/],
  ])('%s is foreign', async (_, other, reason) => {
    put(other);
    ctx.processes.living.set(PID, '100');
    expect(await read()).toMatchObject({ kind: 'foreign', reason: expect.stringMatching(reason) });
  });

  test('older than the session is foreign', async () => {
    put(record);
    const created = new Date(record.updatedAt + 60_000).toISOString();
    expect(await read({ created })).toMatchObject({ kind: 'foreign' });
    expect(await read({ created: new Date(record.updatedAt + 1000).toISOString() })).toMatchObject({ kind: 'read' });
  });

  test('older than the session, whose time is in seconds', async () => {
    put(record);
    expect(await read({ created: record.updatedAt / 1000 + 60 })).toMatchObject({ kind: 'foreign' });
    expect(await read({ created: record.updatedAt / 1000 })).toMatchObject({ kind: 'read' });
  });

  test('a platform with start marks of another kind does not reject it', async () => {
    put(record);
    ctx.processes.living.set(PID, 'Sat Nov 21 15:00:00 2026');
    expect(await read()).toMatchObject({ kind: 'read' });
  });

  test('is absent for an agent that has none', async () => {
    put(record);
    const { statusFile: _, ...backend } = claude;
    expect(await readStatusFile(ctx, sidecar(), backend, PID)).toEqual({ kind: 'absent' });
  });
});
