import { beforeEach, describe, expect, test } from 'vitest';
import { BACKENDS } from '../../../src/backends/index.ts';
import { runCli } from '../../../src/faces/cli/main.ts';
import { valuesOf } from '../../../src/operations/values.ts';
import { ScriptedAgent } from '../../drive/scripted.ts';
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
  test('are offered where a command takes one', async () => {
    expect(await offered('state', '')).toEqual(['job', 'jobs.2', 'review']);
    expect(await offered('send', 'jo')).toEqual(['job', 'jobs.2']);
    expect(await offered('attach', 're')).toEqual(['review']);
    expect(await offered('run', '--session', 're')).toEqual(['review']);
    expect(await offered('run', '--session=re')).toEqual(['--session=review']);
    expect(await offered('run', '--session', '=', 're')).toEqual(['review']);
    expect(await offered('state', '--explain', 're')).toEqual(['review']);
  });

  test('are offered once, and not after the position of a name', async () => {
    expect(await offered('kill', 'job', '')).toEqual(['jobs.2', 'review']);
    expect(await offered('wait', 'job', 'review', '')).toEqual(['jobs.2']);
    expect(await offered('send', 'job', '')).toEqual([]);
    expect(await offered('state', 'job', '')).toEqual([]);
    expect(await offered('--worker', 'job', 'state', '')).toEqual([]);
  });
});

describe('hosts of the configuration', () => {
  beforeEach(() => {
    const config = { hosts: ['devbox', { name: 'lab', ssh: 'me@lab.example' }, 'laptop'] };
    ctx.files.put('/home/me/.config/csd/config.json', JSON.stringify(config));
  });

  test('are offered after the name of a session', async () => {
    expect(await offered('state', 'any@')).toEqual(['any@devbox', 'any@lab', 'any@laptop']);
    expect(await offered('send', 'job@la')).toEqual(['job@lab', 'job@laptop']);
    expect(await offered('attach', 'job@d')).toEqual(['job@devbox']);
    expect(await offered('wait', 'job', 'review@d')).toEqual(['review@devbox']);
    expect(await offered('status', 'job@d')).toEqual(['job@devbox']);
    expect(await offered('run', '--session=job@d')).toEqual(['--session=job@devbox']);
  });

  test('are also offered if bash splits the word, and keep its first part', async () => {
    expect(await offered('state', 'job', '@')).toEqual(['@devbox', '@lab', '@laptop']);
    expect(await offered('state', 'job', '@', 'la')).toEqual(['@lab', '@laptop']);
    expect(await offered('kill', 'job', '@', 'lab', 're')).toEqual(['review']);
    expect(await offered('run', '--session', '=', 'job', '@', 'd')).toEqual(['@devbox']);
  });

  test('are values of --host, one or several', async () => {
    expect(await offered('spawn', '--host', 'd')).toEqual(['devbox']);
    expect(await offered('ps', '--host=devbox,lap')).toEqual(['--host=devbox,laptop']);
  });

  test('are not offered if the configuration has none, or cannot be read', async () => {
    ctx.files.put('/home/me/.config/csd/config.json', '{');
    expect(await offered('spawn', '--host', '')).toEqual([]);
    expect(await offered('state', 'job@')).toEqual([]);
  });
});

describe('values', () => {
  test('are offered for flags and arguments with known values', async () => {
    expect(await offered('spawn', '--permission-mode', 'ac')).toEqual(['acceptEdits']);
    expect(await offered('spawn', '--backend', 'codex', '--permission-mode', 'fu')).toEqual(['full-access']);
    expect(await offered('spawn', '--backend', '')).toEqual([...BACKENDS.keys()]);
    expect(await offered('wait', 'job', '--for', 'id')).toEqual(['idle_done']);
    expect(await offered('wait', 'job', '--for', 'idle_done,de')).toEqual(['idle_done,dead']);
    expect(await offered('ps', '--status', 'bl')).toEqual(['blocked']);
    expect(await offered('ps', '--sort', 'na')).toEqual(['name']);
    ctx.files.put(
      '/state/job.json',
      JSON.stringify({ ...new ScriptedAgent(ctx).sidecar, tags: ['a', 'b'], creator: 'me' }),
    );
    expect(await offered('ps', '--tag', '')).toEqual(['a', 'b']);
    expect(await offered('ps', '--creator', '')).toEqual(['me']);
    expect(await offered('continue', 'jo')).toEqual(['job', 'jobs.2']);
    expect(await offered('approve', 'job', '--plan', '')).toEqual(['auto', 'manual', 'clear']);
    expect(await offered('approve-tool', 'fixer', '')).toEqual(['allow', 'deny']);
  });

  test('are not offered for free text', async () => {
    expect(await offered('spawn', '--name', '')).toEqual([]);
    expect(await offered('run', '--timeout', '')).toEqual([]);
    expect(await offered('send', 'job', '--', '--')).toEqual([]);
  });

  test('are offered for flags and topics', async () => {
    expect(await offered('send', '--r')).toEqual(['--resume', '--retries']);
    expect(await offered('help', 'ex')).toEqual(['exit-codes']);
  });

  test('of commands include their aliases', async () => {
    expect(await offered('l')).toEqual(['logs', 'launch', 'list-workers', 'ls', 'list', 'launch-worker']);
    expect(await offered('ls', '--w')).toEqual(['--watch', '--wide']);
    expect(await offered('ls', '--sort', 'co')).toEqual(['context', 'cost']);
    expect(await offered('ls', '--columns', 'name,sin')).toEqual(['name,since']);
  });
});
