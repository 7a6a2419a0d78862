import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasTmux, Sandbox, settles } from './sandbox.ts';
import { Session } from './session.ts';
import { Lines } from './watcher.ts';

vi.setConfig({ maxConcurrency: 4, testTimeout: 90_000 });

const turns = [
  { match: 'slow', steps: [{ thinkMs: 8000 }, { say: 'At last.' }] },
  { match: '', steps: [{ say: 'Done.' }] },
];

describe.skipIf(!hasTmux)('a session that is renamed (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());
  const start = (name: string, ...args: string[]) => Session.start(sandbox, name, { turns }, { args });
  const csd = async (...args: string[]) => (await sandbox.csd(args)).json;
  const until = (name: string, status: string) =>
    settles(async () => (await csd('state', name)).status === status, 30_000, 200);
  const tmuxNames = () => sandbox.tmux('list-sessions', '-F', '#{session_name}').split('\n');

  test.concurrent('continues while it works: a wait and a watch get its new name', async () => {
    const s = await start('w-old', '--hooks');
    await s.until('spawning');
    await s.csd('send', 'slow');
    const watch = new Lines(sandbox, ['watch', 'w-old']);
    const waited = sandbox.csd(['wait', 'w-old', '--timeout', '60']);
    await watch.until((lines) => lines.length > 0);
    const renamed = await csd('rename', 'w-old', 'w.new');
    expect(renamed).toEqual({
      ok: true,
      session: 'w.new',
      renamed_from: 'w-old',
      renamed: true,
      tmux_session: 'w_new',
    });
    expect(tmuxNames()).toContain('w_new');
    expect(tmuxNames()).not.toContain('w-old');
    expect((await waited).json).toMatchObject({ outcome: 'reached', session: 'w.new', state: { text: 'At last.' } });
    await watch.until((lines) => lines.some((line) => line.includes('"idle_done"')));
    const told = watch.lines.map((line) => JSON.parse(line));
    expect(told.filter(({ type }) => type === 'gone')).toMatchObject([{ session: 'w-old', renamed_to: 'w.new' }]);
    expect(told.find(({ type }) => type === 'appeared')).toMatchObject({ session: 'w.new', renamed_from: 'w-old' });
    const { sessions } = await csd('ps', '--json');
    const row = sessions.find(({ name }: { name: string }) => name === 'w.new');
    expect(row).toMatchObject({ events_path: s.sidecar.events_path, files_name: 'w-old', former_names: ['w-old'] });
    await watch.end('SIGTERM');
    expect(await csd('state', 'w-old')).toMatchObject({ code: 'no_such_session', renamed_to: 'w.new' });
    expect(await csd('send', 'w.new', 'again')).toMatchObject({ ok: true });
    expect(await until('w.new', 'idle_done')).toBe(true);
  });

  test.concurrent('keeps its turns, ends and is resumed, and another session has the old name meanwhile', async () => {
    const s = await start('job', '--hooks');
    await s.csd('send', 'hello');
    await s.until('idle_done');
    await csd('rename', 'job', 'first');
    const second = sandbox.agent({ turns });
    const spawned = await sandbox.csd(['spawn', '--cwd', sandbox.workFolder('second'), '--name', 'job', '--hooks'], {
      env: { CSD_CLAUDE_BIN: second.bin },
    });
    expect(spawned.json).toMatchObject({ name: 'job' });
    expect(spawned.json.events_path).not.toBe(s.sidecar.events_path);
    await csd('send', 'job', 'one');
    await csd('kill', 'job');
    expect((await csd('history', 'first', '--json')).turns.length).toBe(1);
    expect(await csd('end', 'first')).toMatchObject({ ok: true, resumable: true });
    expect(await csd('rename', 'first', 'third')).toMatchObject({ ok: true, session: 'third' });
    const resumed = await sandbox.csd(['resume', 'third', 'Go on.'], { env: { CSD_CLAUDE_BIN: s.program.bin } });
    expect(resumed.json).toMatchObject({ ok: true, outcome: 'resumed' });
    expect(await until('third', 'idle_done')).toBe(true);
    expect((await csd('history', 'third', '--json')).turns.length).toBe(2);
    expect(await csd('kill', 'third')).toMatchObject({ ok: true, found: true });
    expect(sandbox.sidecars().join()).not.toMatch(/third|first/);
  });

  test.concurrent('at the same time by two calls has one of the names, and a prompt in transit arrives', async () => {
    const s = await start('race');
    await s.until('spawning');
    const sent = s.csd('send', 'hello there');
    const ends = await Promise.all(['race-a', 'race-b'].map((to) => csd('rename', 'race', to)));
    const name = ends.find(({ ok }) => ok === true).session;
    expect(ends.find(({ ok }) => ok !== true)).toMatchObject({ code: 'no_such_session', renamed_to: name });
    // It may not have begun to look for the session yet.
    const { json } = await sent;
    if (json.ok) expect(s.prompts).toEqual(['hello there']);
    else expect(json).toMatchObject({ code: 'no_such_session', renamed_to: name });
    expect(sandbox.sidecars().filter((file) => file.includes('race'))).toHaveLength(1);
  });
});
