import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LocalSide, type RemoteHost, turnsOf } from './remote-hosts.ts';
import { type Ran, settles } from './sandbox.ts';
import { Session } from './session.ts';
import { noHosts } from './sshd.ts';
import { Watcher } from './watcher.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ testTimeout: 90_000 });

const turns = turnsOf(3000);

describe.skipIf(noHosts)(`sessions of other machines, by a real sshd${noHosts ? ` (skipped: ${noHosts})` : ''}`, () => {
  let near: LocalSide;
  let build: RemoteHost;
  let lab: RemoteHost;
  const csd = (...args: string[]): Promise<Ran> => near.sandbox.csd(args, { timeoutMs: 60_000 });
  const start = (host: RemoteHost, name: string) => Session.start(host.sandbox, name, { turns });
  beforeAll(async () => {
    near = new LocalSide();
    build = await near.host('build');
    // A profile that prints, reads and complains.
    lab = await near.host('lab', 'echo "Welcome to lab"\nread -r stolen\necho "mind the gap" >&2\n');
  }, 60_000);
  afterAll(() => near?.dispose());

  test('a session is inspected, prompted and ended like one of this machine', async () => {
    const s = await start(build, 'job');
    expect((await csd('state', 'job@build')).json).toEqual(await s.state());
    const sent = await csd('send', 'job@build', 'Hello $(touch hacked) `id` "quoted" \'too\'\nsecond line');
    expect(sent).toMatchObject({ code: 0, json: { ok: true, outcome: 'submitted' } });
    expect(await csd('wait', 'job@build')).toMatchObject({
      code: 0,
      json: { outcome: 'reached', session: 'job@build' },
    });
    expect(s.prompts).toEqual(['Hello $(touch hacked) `id` "quoted" \'too\'\nsecond line']);
    expect((await csd('output', 'job@build')).stdout).toContain('second line');
    expect((await csd('send', 'job@build', 'gate')).code).toBe(0);
    expect(await csd('wait', 'job@build')).toMatchObject({ code: 4, json: { outcome: 'gated' } });
    expect((await csd('approve', 'job@build')).json).toMatchObject({ ok: true });
    expect((await csd('wait', 'job@build', '--for', 'idle_done')).code).toBe(0);
    expect((await csd('screen', 'job@build')).stdout).toContain('ok');
    expect((await csd('history', 'job@build', '--json')).json).toMatchObject({ session: 'job@build' });
    expect((await csd('kill', 'job@build')).json).toMatchObject({ ok: true, found: true });
    expect(build.sandbox.sidecars()).toEqual([]);
  });

  test('a profile that prints and reads input changes nothing', async () => {
    await start(lab, 'quiet');
    expect((await csd('state', 'quiet@lab')).json).toMatchObject({ status: expect.any(String) });
    expect((await csd('send', 'quiet@lab', 'hello')).json).toMatchObject({ ok: true });
  });

  test('a wait for sessions of several machines', async () => {
    await Promise.all([start(build, 'a'), start(lab, 'b'), Session.start(near.sandbox, 'c', { turns })]);
    await Promise.all([csd('send', 'a@build', 'short'), csd('send', 'b@lab', 'think'), csd('send', 'c', 'short')]);
    const any = await csd('wait', 'b@lab', 'a@build', '--any');
    expect(any).toMatchObject({ code: 0, json: { outcome: 'reached', session: 'a@build' } });
    expect(any.json.sessions.map((one: { session: string; standing: string }) => [one.session, one.standing])).toEqual([
      ['b@lab', 'waiting'],
      ['a@build', 'reached'],
    ]);
    expect(await csd('wait', 'a@build', 'c')).toMatchObject({ code: 0, json: { outcome: 'reached' } });
    expect(await csd('wait', 'a@build', 'b@lab', '--timeout', '2')).toMatchObject({
      code: 2,
      json: { outcome: 'timed_out', session: 'b@lab' },
    });
  });

  test('the lists of all machines at once, with a row for one that is unreachable', async () => {
    await start(build, 'listed');
    near.configure({ hosts: ['build', { name: 'lab' }, 'nowhere.invalid'] });
    const { json } = await csd('ps', '--all-hosts', '--json');
    const rows = json.sessions as { name: string; host?: string; state: { status: string; reason?: string } }[];
    expect(rows.find(({ name }) => name === 'listed@build')).toMatchObject({ host: 'build', cwd: expect.any(String) });
    expect(rows.find(({ name }) => name === '@nowhere.invalid')?.state).toEqual({
      status: 'unknown',
      reason: expect.stringMatching(/^unreachable: .*nowhere\.invalid/),
    });
    expect((await csd('ps', '--host', 'build,lab')).stdout).toContain('listed@build');
  });

  test('an unreachable session is neither dead nor done: exit code 255', async () => {
    const ran = await csd('state', 'job@nowhere.invalid');
    expect(ran).toMatchObject({ code: 255, json: { code: 'unreachable', host: 'nowhere.invalid' } });
    const sent = await csd('send', 'job@nowhere.invalid', 'hello');
    expect(sent).toMatchObject({ code: 255, json: { code: 'unreachable', done: 'no' } });
  });

  test('a missing csd is unreachable too, and the error says what to do', async () => {
    const ran = await near.sandbox.csd(['state', 'job@build'], {
      env: { CSD_REMOTE_BIN: '/no/such dir/$(touch hacked)' },
    });
    expect(ran).toMatchObject({
      code: 255,
      json: { code: 'unreachable', error: expect.stringContaining('CSD_REMOTE_BIN') },
    });
  });
});

describe.skipIf(noHosts)('connections that are cut and restored', () => {
  let near: LocalSide;
  let build: RemoteHost;
  let lab: RemoteHost;
  const csd = (...args: string[]): Promise<Ran> => near.sandbox.csd(args, { timeoutMs: 80_000 });
  const start = (host: RemoteHost, name: string) => Session.start(host.sandbox, name, { turns });
  const watchers: Watcher[] = [];
  beforeAll(async () => {
    near = new LocalSide();
    build = await near.host('build');
    lab = await near.host('lab');
  }, 60_000);
  afterAll(async () => {
    for (const watcher of watchers) if (watcher.code === undefined) await watcher.end('SIGKILL');
    await near?.dispose();
  });

  test('during a send: the prompt arrives once, and the send reports it', async () => {
    const s = await start(build, 'sent');
    const sending = csd('send', 'sent@build', 'Only once.');
    // As soon as the csd there has recorded that it begins.
    expect(await settles(() => build.calls.length === 1)).toBe(true);
    build.cut();
    expect(await sending).toMatchObject({ code: 0, json: { ok: true, outcome: 'submitted' } });
    expect(await csd('wait', 'sent@build')).toMatchObject({ code: 0 });
    expect(s.prompts).toEqual(['Only once.']);
  });

  test('during a send, and restored only later', async () => {
    const s = await start(build, 'later');
    const before = build.calls.length;
    const sending = csd('send', 'later@build', 'Only once.');
    expect(await settles(() => build.calls.length > before)).toBe(true);
    await build.stop();
    await new Promise((done) => setTimeout(done, 3000));
    await build.start();
    expect(await sending).toMatchObject({ code: 0, json: { ok: true } });
    expect(await csd('wait', 'later@build')).toMatchObject({ code: 0 });
    expect(s.prompts).toEqual(['Only once.']);
  });

  test('during a wait and a run: both end as they would have without it', async () => {
    await start(build, 'waited');
    await csd('send', 'waited@build', 'short');
    await start(lab, 'ran');
    const waiting = csd('wait', 'waited@build', '--timeout', '60');
    const again = csd('run', '--session', 'ran@lab', '--json', 'short');
    await new Promise((done) => setTimeout(done, 1500));
    build.cut();
    lab.cut();
    expect(await waiting).toMatchObject({ code: 0, json: { outcome: 'reached', session: 'waited@build' } });
    expect(await again).toMatchObject({ code: 0, json: { status: 'done', session: 'ran@lab', text: 'done thinking' } });
  });

  test('a look that finds its kept connection broken', async () => {
    await start(build, 'looked');
    expect((await csd('state', 'looked@build')).code).toBe(0);
    build.cut();
    expect((await csd('state', 'looked@build')).code).toBe(0);
  });

  test('during a watch: a notice, unknown states, then resync and a snapshot', async () => {
    const s = await start(build, 'watched');
    await start(lab, 'other');
    const watcher = new Watcher(near.sandbox, ['watched@build', 'other@lab']);
    watchers.push(watcher);
    await watcher.tells('snapshot');
    expect(watcher.events[0]).toMatchObject({ type: 'snapshot' });
    const [first] = watcher.events as unknown as [{ sessions: { session: string }[] }];
    expect(first.sessions.map(({ session }) => session).sort()).toEqual(['other@lab', 'watched@build']);
    await s.csd('send', 'Hello');
    await watcher.tells('changed watched@build idle_done');
    await build.stop();
    await watcher.tells('changed watched@build unknown');
    expect(watcher.told).toContain('notice');
    await s.csd('send', 'think');
    await build.start();
    await watcher.tells((told) => told.includes('resync'));
    await watcher.tells((told) => told.lastIndexOf('snapshot') > told.indexOf('resync'));
    const last = watcher.events.findLast(({ type }) => type === 'snapshot') as unknown as {
      sessions: { session: string; state: { status: string } }[];
    };
    expect(last.sessions.find(({ session }) => session === 'watched@build')?.state.status).toBe('working');
    expect(watcher.told.some((told) => told.endsWith(' dead') || told.startsWith('gone'))).toBe(false);
    expect(await watcher.end('SIGINT')).toBe(130);
  });

  test('a host that stops answering is given up, and not waited for without end', async () => {
    await start(lab, 'frozen');
    expect((await csd('state', 'frozen@lab')).code).toBe(0);
    lab.freeze();
    try {
      const { json, code } = await csd('ps', '--host', 'lab,build', '--json');
      expect(code).toBe(0);
      const rows = json.sessions as { name: string; state: { status: string; reason?: string } }[];
      expect(rows.find(({ name }) => name === '@lab')?.state.reason).toMatch(/^unreachable: /);
      expect(rows.some(({ name }) => name.endsWith('@build'))).toBe(true);
      // A new connection is not frozen: it has the state, and until there is one the host is unreachable.
      const looked = await csd('state', 'frozen@lab');
      expect([0, 255]).toContain(looked.code);
      expect(looked.json).toMatchObject(looked.code === 0 ? { status: 'spawning' } : { code: 'unreachable' });
    } finally {
      lab.thaw();
    }
  });
});
