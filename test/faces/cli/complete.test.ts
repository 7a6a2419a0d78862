import { beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/faces/cli/main.ts';
import { valuesOf } from '../../../src/operations/values.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { recordingHost } from '../host.ts';

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
  for (const name of ['job', 'review', 'jobs.2']) ctx.files.texts.set(`/state/${name}.json`, '{}');
  ctx.files.texts.set('/state/job.json.lock', '');
});

/** What a shell is offered for the last of these words. */
async function offered(...words: string[]): Promise<string[]> {
  const { host, played } = recordingHost(['--complete', ...words]);
  expect(await runCli({ ...host, valuesOf: (field, backend) => valuesOf(ctx, field, backend) })).toBe(0);
  return played.stdout.split('\n').filter((line) => line !== '');
}

describe('the names of sessions', () => {
  test('stand where a command takes one', async () => {
    expect(await offered('state', '')).toEqual(['job', 'jobs.2', 'review']);
    expect(await offered('send', 'jo')).toEqual(['job', 'jobs.2']);
    expect(await offered('attach', 're')).toEqual(['review']);
    expect(await offered('run', '--session', 're')).toEqual(['review']);
    expect(await offered('run', '--session=re')).toEqual(['--session=review']);
    expect(await offered('run', '--session', '=', 're')).toEqual(['review']);
    expect(await offered('state', '--explain', 're')).toEqual(['review']);
  });

  test('are offered once, and not behind the place of one', async () => {
    expect(await offered('kill', 'job', '')).toEqual(['jobs.2', 'review']);
    expect(await offered('wait', 'job', 'review', '')).toEqual(['jobs.2']);
    expect(await offered('send', 'job', '')).toEqual([]);
    expect(await offered('state', 'job', '')).toEqual([]);
    expect(await offered('--worker', 'job', 'state', '')).toEqual([]);
  });
});

describe('values', () => {
  test('of flags and places whose values are known', async () => {
    expect(await offered('spawn', '--permission-mode', 'ac')).toEqual(['acceptEdits']);
    expect(await offered('spawn', '--backend', 'codex', '--permission-mode', 'fu')).toEqual(['full-access']);
    expect(await offered('spawn', '--backend', '')).toEqual(['claude', 'codex']);
    expect(await offered('wait', 'job', '--for', 'id')).toEqual(['idle_done']);
    expect(await offered('wait', 'job', '--for', 'idle_done,de')).toEqual(['idle_done,dead']);
    expect(await offered('approve', 'job', '--plan', '')).toEqual(['auto', 'manual', 'clear']);
    expect(await offered('approve-tool', 'fixer', '')).toEqual(['allow', 'deny']);
  });

  test('of free text there are none', async () => {
    expect(await offered('spawn', '--name', '')).toEqual([]);
    expect(await offered('run', '--timeout', '')).toEqual([]);
    expect(await offered('send', 'job', '--', '--')).toEqual([]);
  });

  test('of flags and topics', async () => {
    expect(await offered('send', '--r')).toEqual(['--resume', '--retries']);
    expect(await offered('help', 'ex')).toEqual(['exit-codes']);
  });

  test('commands have their other names', async () => {
    expect(await offered('l')).toEqual(['logs', 'launch', 'list-workers', 'ls', 'list', 'launch-worker']);
    expect(await offered('ls', '--w')).toEqual(['--watch', '--wide']);
    expect(await offered('ls', '--sort', 'co')).toEqual(['context', 'cost']);
    expect(await offered('ls', '--columns', 'name,sin')).toEqual(['name,since']);
  });
});
