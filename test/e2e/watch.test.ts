import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EventOf } from '../../src/contract/event.ts';
import { isAlive } from '../conformance/real-tmux.ts';
import { commandOf } from '../program.ts';
import { hasTmux, Sandbox, settles } from './sandbox.ts';
import { Session } from './session.ts';
import { Lines, Watcher } from './watcher.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ maxConcurrency: 8, testTimeout: 90_000 });

const turns = [
  { match: 'gate', steps: [{ tools: [{ name: 'Bash', input: { command: 'touch ran' } }] }, { say: 'ok' }] },
  { match: 'think', steps: [{ thinkMs: 60_000, say: 'late' }] },
  { match: '', steps: [{ say: 'You said: {prompt}' }] },
];

describe.skipIf(!hasTmux)('watch and wait (needs tmux)', () => {
  let sandbox: Sandbox;
  const watchers: Watcher[] = [];
  const watch = (place: Sandbox, args: string[] = [], env: Record<string, string> = {}) => {
    const watcher = new Watcher(place, args, env);
    watchers.push(watcher);
    return watcher;
  };
  const start = (name: string, args: string[] = []) => Session.start(sandbox, name, { turns }, { args });
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(async () => {
    for (const watcher of watchers) if (watcher.code === undefined) await watcher.end('SIGKILL');
    await sandbox.dispose();
  });

  test.concurrent('a session from its start to its end, without touching it', async () => {
    const watcher = watch(sandbox, ['life']);
    await watcher.tells((told) => told.includes('notice'));
    const s = await start('life');
    await watcher.tells('appeared life spawning');
    const before = s.tmux('display-message', '-p', '#{window_width}x#{window_height} #{pane_mode}');
    await s.csd('send', 'gate');
    await watcher.tells('changed life blocked');
    await s.csd('approve');
    await watcher.tells('changed life idle_done');
    expect(s.tmux('display-message', '-p', '#{window_width}x#{window_height} #{pane_mode}')).toBe(before);
    expect(sandbox.tmux('list-clients')).toBe('');
    await s.csd('kill');
    await watcher.tells('gone life');
    const seqs = watcher.events.filter(({ type }) => type === 'changed').map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(watcher.events.every((event) => !('session' in event) || event.session === 'life')).toBe(true);
    expect(await watcher.end('SIGINT')).toBe(130);
    expect(watcher.stderr).toBe('');
  });

  test.concurrent('an agent that is killed is dead, also for a wait for something else', async () => {
    const s = await start('murdered');
    await s.csd('send', 'think');
    const watcher = watch(sandbox, ['murdered']);
    await watcher.tells('snapshot');
    const waiting = s.csd('wait', '--for', 'idle_done', '--timeout', '30');
    process.kill(s.sidecar.pane_pid, 'SIGKILL');
    await watcher.tells('changed murdered dead');
    expect(await waiting).toMatchObject({ code: 5, json: { outcome: 'dead', state: { status: 'dead' } }, stderr: '' });
    expect(await watcher.end('SIGTERM')).toBe(143);
  });

  test.concurrent.each([
    ['plain', []],
    ['hooked', ['--hooks']],
  ])('a wait after a send never ends with the turn before: %s', async (name, args) => {
    const s = await start(name, args);
    for (let n = 0; n < 3; n++) {
      expect(await s.csd('send', `number ${n}`)).toMatchObject({ code: 0 });
      const ended = await s.csd('wait', '--timeout', '30');
      expect(ended).toMatchObject({ code: 0, json: { state: { text: `You said: number ${n}` } } });
    }
    expect((await s.csd('wait', '--next', '--timeout', '0.3')).code).toBe(2);
  });

  test.concurrent('a wait after a /clear ends at once, one after a spawn does not', async () => {
    const s = await start('cleared');
    expect((await s.csd('wait', '--timeout', '2')).code).toBe(2);
    for (const prompt of ['hello', '/clear', '/clear', 'hello']) {
      await s.csd('send', prompt);
      const state = prompt === 'hello' ? { text: 'You said: hello' } : { status: 'spawning' };
      expect(await s.csd('wait', '--timeout', '30')).toMatchObject({ code: 0, json: { outcome: 'reached', state } });
    }
  });

  test.concurrent('statuses are checked before anything is waited for', async () => {
    const wrong = await sandbox.csd(['wait', 'nobody', '--for', 'idle_done,idle']);
    expect(wrong).toMatchObject({ code: 1, json: { code: 'bad_input' } });
    expect(wrong.json.error).toContain('spawning, working, awaiting_answer');
    expect(await sandbox.csd(['wait', 'nobody'])).toMatchObject({ code: 1, json: { code: 'no_such_session' } });
  });

  test.concurrent('the tmux server is killed and started again', async () => {
    const place = new Sandbox();
    try {
      const first = await Session.start(place, 'first', { turns });
      const watcher = watch(place);
      await watcher.tells('snapshot');
      place.tmux('kill-server');
      await watcher.tells('changed first dead');
      const second = await Session.start(place, 'second', { turns });
      expect(second.sidecar.pane).toBe(first.sidecar.pane);
      await watcher.tells('appeared second spawning');
      await second.csd('send', 'hello');
      await watcher.tells('changed second idle_done');
      expect(watcher.told.filter((what) => what.includes('first'))).toEqual(['changed first dead']);
      expect(await watcher.end('SIGTERM')).toBe(143);
    } finally {
      await place.dispose();
    }
  });

  describe('hundreds of sidecars', () => {
    const names = Array.from({ length: 100 }, (_, n) => `s${n}`);
    // Long events fill a pipe early, however much the system buffers.
    const cwd = `/${'long/'.repeat(400)}`;
    const sidecar = { session_id: '00000000-0000-4000-8000-000000000001', cwd, pane: '%9999', pane_pid: 1 };
    const place = () => {
      const own = new Sandbox();
      mkdirSync(own.sessionsDir, { recursive: true });
      const file = (name: string) => join(own.sessionsDir, `${name}.json`);
      return {
        own,
        come: () => names.forEach((name) => void writeFileSync(file(name), JSON.stringify({ name, ...sidecar }))),
        go: () => names.forEach((name) => void rmSync(file(name))),
      };
    };
    const count = (watcher: Watcher, type: string) => watcher.events.filter((event) => event.type === type).length;

    test.concurrent('are reported, each once', async () => {
      const { own, come, go } = place();
      const watcher = watch(own);
      await watcher.tells('snapshot');
      come();
      await watcher.tells(() => count(watcher, 'appeared') === 100);
      go();
      await watcher.tells(() => count(watcher, 'gone') === 100);
      expect([count(watcher, 'appeared'), count(watcher, 'gone')]).toEqual([100, 100]);
      // A reader that has left is noticed without a line.
      watcher.hangUp();
      expect(await watcher.end()).toBe(0);
      await own.dispose();
    });

    test.concurrent('leave no process behind when the csd that watches them is killed', async () => {
      const { own, come } = place();
      come();
      const watcher = watch(own);
      expect(await settles(() => watcher.shells.length === 1)).toBe(true);
      const { shells } = watcher;
      await watcher.end('SIGKILL');
      expect(await settles(() => !shells.some(isAlive))).toBe(true);
      await own.dispose();
    });

    test.concurrent('cause a reader that stops reading to be told to start again', async () => {
      const { own, come, go } = place();
      const [slow, quick] = [watch(own), watch(own)];
      await Promise.all([slow.tells('snapshot'), quick.tells('snapshot')]);
      slow.stall();
      // More than twice the buffer limit: a slow process may see two changes of a file as one.
      const rounds = 12;
      for (let round = 1; round <= rounds; round++) {
        come();
        await quick.tells(() => count(quick, 'appeared') === 100 * round);
        go();
        await quick.tells(() => count(quick, 'gone') === 100 * round);
      }
      come();
      await quick.tells(() => count(quick, 'appeared') === 100 * (rounds + 1));
      expect(count(quick, 'resync')).toBe(0);
      slow.goOn();
      await slow.tells('resync');
      await slow.tells((told) => told.lastIndexOf('snapshot') > told.indexOf('resync'));
      const fresh = slow.events.findLast(({ type }) => type === 'snapshot') as EventOf<'snapshot'>;
      expect(fresh.sessions.map(({ session }) => session).sort()).toEqual([...names].sort());
      // It is no longer stalled: a signal ends it like any other.
      slow.stall();
      expect(await slow.end('SIGTERM')).toBe(143);
      expect(await quick.end('SIGTERM')).toBe(143);
      await own.dispose();
    });
  });

  test.concurrent('cause a notice at the limit of watches, and sweeps instead', async () => {
    const preload = join(sandbox.folder, 'no-watches.cjs');
    const refuse = `throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })`;
    writeFileSync(preload, `require('node:fs').watch = () => { ${refuse}; };`);
    const s = await start('limited');
    const watcher = watch(sandbox, ['limited'], { NODE_OPTIONS: `--require ${preload}` });
    await watcher.tells('notice');
    expect(watcher.events.find(({ type }) => type === 'notice')).toMatchObject({
      message: expect.stringContaining('limit'),
    });
    await s.csd('send', 'hello');
    await watcher.tells('changed limited idle_done');
    expect(await watcher.end('SIGTERM')).toBe(143);
  });
});

describe.skipIf(!hasTmux)('ps --watch (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());

  test('redraws the table, in any width, and restores the terminal', async () => {
    await Session.start(sandbox, 'first', { turns });
    const program = commandOf([]).flat().join(' ');
    const command = `cd / && PS1='$ ' exec sh -i`;
    sandbox.tmux('new-session', '-d', '-s', 'person', '-x', '60', '-y', '10', command);
    const screen = () => sandbox.tmux('capture-pane', '-p', '-t', 'person');
    const shows = async (what: RegExp) => {
      if (!(await settles(() => what.test(screen())))) throw new Error(`no ${what} but\n${screen()}`);
    };
    sandbox.tmux('send-keys', '-t', 'person', `echo before; ${program} ps --watch`, 'Enter');
    await shows(/^NAME +STATE +SINCE .*ASKS OR SAYS\nfirst +no prompt yet +\d+s/);
    expect(screen()).not.toContain('before');
    const second = await Session.start(sandbox, 'second', { turns });
    await second.csd('send', 'hello');
    await shows(/^second +done +\d/m);
    sandbox.tmux('resize-window', '-t', 'person', '-x', '20', '-y', '2');
    await shows(/^NAME.*\nand 2 more rows\n*$/);
    sandbox.tmux('resize-window', '-t', 'person', '-x', '60', '-y', '10');
    await shows(/^second/m);
    await second.csd('kill');
    await shows(/^first[^\n]*\n*$/m);
    sandbox.tmux('send-keys', '-t', 'person', 'C-c', '');
    await shows(/before\n\$\s*$/);
    expect(screen()).not.toContain('NAME');
    expect(sandbox.tmux('display-message', '-p', '-t', 'person', '#{cursor_flag}#{alternate_on}#{wrap_flag}')).toBe(
      '101\n',
    );
  });

  test('prints each list if there is no terminal', async () => {
    const child = new Lines(sandbox, ['ps', '--watch', '--json']);
    await child.until((lines) => lines.length > 0);
    await Session.start(sandbox, 'third', { turns });
    await child.until((lines) => lines.some((line) => line.includes('"third"')));
    expect(JSON.parse(child.lines.at(-1) ?? '').sessions.map(({ name }: { name: string }) => name)).toContain('third');
    expect(await child.end('SIGTERM')).toBe(143);
  });
});
