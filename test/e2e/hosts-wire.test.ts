import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LocalSide, type RemoteHost } from './remote-hosts.ts';
import { type Ran, settles } from './sandbox.ts';
import { Session } from './session.ts';
import { noHosts } from './sshd.ts';
import { Watcher } from './watcher.ts';
import { noWires, Wire } from './wire.ts';

vi.setConfig({ testTimeout: 150_000, maxConcurrency: 4 });

const turns = [{ match: '', steps: [{ say: 'You said: {prompt}' }] }];
const why = noHosts ?? noWires;
/** Longer than an unresponsive connection is kept. */
const LONG_MS = 20_000;

describe.skipIf(why)(`two hosts in networks of their own${why ? ` (skipped: ${why})` : ''}`, () => {
  let near: LocalSide;
  let build: RemoteHost;
  let lab: RemoteHost;
  const csd = (...args: string[]): Promise<Ran> => near.sandbox.csd(args, { timeoutMs: 120_000 });
  beforeAll(async () => {
    near = new LocalSide();
    build = await near.host('build', '', new Wire());
    lab = await near.host('lab', '', new Wire());
  }, 60_000);
  afterAll(() => near?.dispose());

  test('the network of one fails for long: sends are done once, a watch reports it, and the other is not affected', async () => {
    const [one, two] = [
      await Session.start(build.sandbox, 'one', { turns }),
      await Session.start(lab.sandbox, 'two', { turns }),
    ];
    expect((await csd('state', 'one@build')).code).toBe(0);
    const watcher = new Watcher(near.sandbox, ['one@build', 'two@lab']);
    try {
      await watcher.tells('snapshot');
      const sending = csd('send', 'one@build', 'Only once.');
      // As soon as the csd there has recorded that it begins.
      expect(await settles(() => build.calls.length > 0)).toBe(true);
      build.wire?.pull();
      const began = Date.now();
      const listed = await csd('ps', '--host', 'build,lab', '--json');
      const names = listed.json.sessions.map(({ name }: { name: string }) => name);
      expect(names).toEqual(['@build', 'two@lab']);
      expect((await csd('send', 'two@lab', 'Meanwhile.')).json).toMatchObject({ ok: true });
      await watcher.tells('changed one@build unknown');
      await sleep(Math.max(0, LONG_MS - (Date.now() - began)));
      build.wire?.plug();
      expect(await sending).toMatchObject({ code: 0, json: { ok: true, outcome: 'submitted' } });
      await watcher.tells((told) => told.lastIndexOf('snapshot') > told.indexOf('resync') && told.includes('resync'));
      await watcher.tells('changed two@lab idle_done');
      expect((await csd('wait', 'one@build')).code).toBe(0);
      expect([one.prompts, two.prompts]).toEqual([['Only once.'], ['Meanwhile.']]);
      expect(watcher.told.filter((told) => told.endsWith(' dead') || told.startsWith('gone'))).toEqual([]);
    } finally {
      build.wire?.plug();
      if (watcher.code === undefined) await watcher.end('SIGINT');
    }
  });

  test('a short failure is waited out', async () => {
    const s = await Session.start(lab.sandbox, 'short', { turns });
    const before = lab.calls.length;
    const sending = csd('send', 'short@lab', 'Through.');
    expect(await settles(() => lab.calls.length > before)).toBe(true);
    lab.wire?.pull();
    await sleep(3000);
    lab.wire?.plug();
    expect(await sending).toMatchObject({ code: 0, json: { ok: true } });
    expect((await csd('wait', 'short@lab')).code).toBe(0);
    expect(s.prompts).toEqual(['Through.']);
  });
});
