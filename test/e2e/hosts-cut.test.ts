import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { THOROUGH } from '../thorough.ts';
import { LocalSide, type RemoteHost, turnsOf } from './remote-hosts.ts';
import type { Ran } from './sandbox.ts';
import { noHosts } from './sshd.ts';

// On a busy machine each of the forty commands takes seconds.
vi.setConfig({ testTimeout: 300_000 });

const turns = turnsOf(1500);

/**
 * When the connections are cut, in ms from the start of a command; they can be made again at once. In a run that is not thorough,
 * every other command is cut early and the rest later.
 */
const CUTS = [150, 350, 800, 1500];
let commands = 0;
const cutsOfNext = (): number[] => (THOROUGH ? CUTS : commands++ % 2 === 0 ? [150] : [800]);
const LOOK_CUTS = THOROUGH ? [100, 400] : [100];

describe.skipIf(noHosts)(`connections cut during every command${noHosts ? ` (skipped: ${noHosts})` : ''}`, () => {
  let near: LocalSide;
  let build: RemoteHost;
  let folder: string;
  beforeAll(async () => {
    near = new LocalSide();
    build = await near.host('build');
    build.sandbox.env.CSD_CLAUDE_BIN = build.sandbox.agent({ hooks: true, turns }).bin;
    await build.stop();
    await build.start();
    folder = build.sandbox.workFolder('all');
  }, 60_000);
  afterAll(() => near?.dispose());

  const csd = (...args: string[]): Promise<Ran> => near.sandbox.csd(args, { timeoutMs: 90_000 });
  /** Runs a command, and cuts all connections repeatedly until it has ended. */
  const cut = async (args: string[], at = cutsOfNext()): Promise<Ran> => {
    let isOver = false;
    const running = csd(...args).finally(() => {
      isOver = true;
    });
    running.catch(() => undefined);
    let last = 0;
    for (const ms of at) {
      await sleep(ms - last);
      last = ms;
      if (!isOver) build.cut();
    }
    return running;
  };
  const done = (ran: Ran) => expect(ran).toEqual({ ...ran, code: 0, stderr: '' });
  const sidecars = () => build.sandbox.sidecars().map((name) => name.replace('.json', ''));
  const prompts = () => {
    const file = join(build.sandbox.sessionsDir, 'all.json');
    return build.sandbox.prompts(JSON.parse(readFileSync(file, 'utf8')).jsonl_path);
  };

  test('nothing is lost and nothing is done twice', async () => {
    done(await cut(['spawn', '--host', 'build', '--cwd', folder, '--name', 'all']));
    expect(sidecars()).toEqual(['all']);
    expect(build.sandbox.tmux('list-panes', '-a', '-F', '#{session_name}').trim().split('\n')).toEqual(['all']);

    done(await cut(['send', 'all@build', 'gate']));
    expect(await cut(['wait', 'all@build'])).toMatchObject({ code: 4, json: { outcome: 'gated' } });
    for (const look of ['state', 'screen', 'history', 'output', 'usage'])
      expect([look, (await cut([look, 'all@build'], LOOK_CUTS)).code]).toEqual([look, 0]);
    done(await cut(['approve', 'all@build']));
    done(await cut(['wait', 'all@build', '--for', 'idle_done']));

    done(await cut(['send', 'all@build', 'ask']));
    expect(await csd('wait', 'all@build')).toMatchObject({ code: 3, json: { outcome: 'awaiting_answer' } });
    done(await cut(['answer', 'all@build', 'blue']));
    done(await csd('wait', 'all@build'));
    done(await cut(['send', 'all@build', 'think']));
    done(await cut(['interrupt', 'all@build']));
    await csd('wait', 'all@build', '--for', 'idle_done');
    expect((await csd('state', 'all@build')).json).toMatchObject({ status: 'idle_done', interrupted: true });
    done(await cut(['run', '--session', 'all@build', 'short']));
    expect(prompts()).toEqual(['gate', 'ask', 'think', 'short']);
  });

  // On a slow machine each command takes seconds.
  test.runIf(THOROUGH)('nor by the commands that manage sessions', async () => {
    done(await cut(['tag', 'all@build', '+once']));
    done(await cut(['pause', 'all@build']));
    expect((await csd('send', 'all@build', 'no')).code).not.toBe(0);
    done(await cut(['resume', 'all@build']));
    done(await cut(['fork', 'all@build', 'copy']));
    expect(sidecars()).toEqual(['all', 'copy']);
    done(await cut(['handoff-to', 'all@build', 'short']));
    const [next = '', ...more] = sidecars().filter((name) => !['all', 'copy'].includes(name));
    expect([next, more]).toEqual([expect.stringMatching(/^[a-z]+-[a-z]+$/), []]);
    done(await cut(['kill', 'copy@build', `${next}@build`]));
    expect(sidecars()).toEqual(['all']);
    done(await cut(['end', 'all@build']));
    done(await cut(['resume', 'all@build']));
    done(await cut(['send', 'all@build', 'Again.']));
    done(await csd('wait', 'all@build'));
    expect(prompts()).toEqual(['gate', 'ask', 'think', 'short', 'Again.']);
    done(await cut(['end', 'all@build']));
    done(await cut(['forget', 'all@build']));
    expect(sidecars()).toEqual([]);
  });

  test.runIf(THOROUGH)('a delegate', async () => {
    const words = ['--cwd', build.sandbox.workFolder('task'), '--max-time', '60'];
    const context = join(near.sandbox.folder, 'context.md');
    writeFileSync(context, 'Mind the gap.\n');
    const handed = await cut(['delegate', 'task@build', 'short', ...words, '--context-file', context, '--json']);
    expect(handed).toMatchObject({
      code: 0,
      json: { status: 'completed', name: 'task@build', response: 'done thinking' },
    });
    const gone = await cut(['continue', 'task@build', 'more', '--json']);
    expect(gone).toMatchObject({ code: 0, json: { status: 'completed', name: 'task@build' } });
    expect(gone.json.response).toContain('more');
    const file = join(build.sandbox.sessionsDir, 'task.json');
    const said = build.sandbox.prompts(JSON.parse(readFileSync(file, 'utf8')).jsonl_path);
    expect(said.map((text) => text.replace(/[\s\S]*Mind the gap\.[\s\S]*short/, 'context, then short'))).toEqual([
      'context, then short',
      'more',
    ]);
    expect((await cut(['finish', 'task@build', '--json'])).json).toMatchObject({ name: 'task@build' });
    expect((await cut(['delegate', 'task2@build', 'think', '--cwd', folder, '--background', '--json'])).code).toBe(0);
    expect((await cut(['abort', 'task2@build', '--json'])).json).toMatchObject({ name: 'task2@build' });
  });

  test('a host whose key has changed is unreachable, with the message of ssh, and its sessions are not dead', async () => {
    expect((await csd('spawn', '--host', 'build', '--cwd', folder, '--name', 'kept')).code).toBe(0);
    await build.rekey();
    try {
      const looked = await csd('state', 'kept@build');
      expect(looked).toMatchObject({ code: 255, json: { code: 'unreachable' } });
      expect(looked.json.error).toMatch(/host key|HOST IDENTIFICATION/i);
      expect(await csd('send', 'kept@build', 'no')).toMatchObject({ code: 255, json: { done: 'no' } });
      const { sessions } = (await csd('ps', '--host', 'build', '--json')).json;
      expect(sessions).toMatchObject([{ name: '@build', state: { status: 'unknown' } }]);
      rmSync(join(near.keys, 'known_hosts'));
      expect((await csd('state', 'kept@build')).json.status).not.toBe('dead');
    } finally {
      expect((await csd('kill', 'kept@build')).code).toBe(0);
      expect(existsSync(join(build.sandbox.sessionsDir, 'kept.json'))).toBe(false);
    }
  });
});
