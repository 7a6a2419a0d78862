import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AgentProgram, hasTmux, Sandbox, settles } from './sandbox.ts';

const SESSION = 'a person: 1';
const HELLO = { turns: [{ match: 'hello', steps: [{ say: 'Hello there.' }] }] };

/** Agents that a person starts by hand in shells of their own tmux server. */
describe.runIf(hasTmux)('agents that csd did not start', () => {
  let sandbox: Sandbox;
  let made = false;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());

  const rows = (pane: string) => sandbox.tmux('capture-pane', '-p', '-t', pane).replaceAll('\u00a0', ' ');

  /** A shell in its own window, in a session with an odd name. */
  function openShell(folder: string): string {
    const shell = ['-P', '-F', '#{pane_id}', '-c', folder, 'exec bash --noprofile --norc -i'];
    const opened = made
      ? sandbox.tmux('new-window', '-d', '-t', '$0:', ...shell)
      : sandbox.tmux('new-session', '-d', '-s', SESSION, '-x', '100', '-y', '30', ...shell);
    made = true;
    return opened.trim();
  }

  async function startIn(pane: string, { bin }: AgentProgram): Promise<void> {
    sandbox.tmux('send-keys', '-t', pane, '-l', bin);
    sandbox.tmux('send-keys', '-t', pane, 'Enter');
    if (!(await settles(() => rows(pane).includes('❯')))) throw new Error(rows(pane));
  }

  async function start(name: string) {
    const folder = sandbox.workFolder(name);
    const pane = openShell(folder);
    const program = sandbox.agent(HELLO);
    await startIn(pane, program);
    return { folder, pane, program };
  }

  const discovered = async (folder: string) =>
    (await sandbox.csd(['discover', '--json', '--cwd', folder])).json.agents as Record<string, unknown>[];

  test('one is found in a shell, tracked while it runs, driven, and dead when it ends; the shell gets no input', async () => {
    const { folder, pane, program } = await start('shell');
    const found = await discovered(folder);
    expect(found).toMatchObject([{ kind: 'pane', backend: 'claude', pane, cwd: folder, session: null }]);
    expect(found[0]).toMatchObject({ tmux_session: SESSION.replace(':', '_'), state: { status: 'spawning' } });
    const all = (await sandbox.csd(['ps', '--all', '--json'])).json.sessions;
    expect(all).toContainEqual(expect.objectContaining({ pane, cwd: folder, tracked: false }));
    expect((await sandbox.csd(['ps', '--json'])).json.sessions).toEqual([]);
    expect(sandbox.sidecars()).toEqual([]);

    const kept = await sandbox.csd(['track', pane, '--name', 'job']);
    expect(kept).toMatchObject({ code: 0, json: { name: 'job', tracked: true, pane, agent_pid: found[0]?.pid } });
    expect((await sandbox.csd(['track', pane])).json).toMatchObject({ code: 'already_tracked', session: 'job' });
    expect(await sandbox.csd(['run', '--session', 'job', 'say hello'])).toMatchObject({
      code: 0,
      stdout: 'Hello there.\n',
    });
    expect((await sandbox.csd(['state', 'job'])).json).toMatchObject({ status: 'idle_done', text: 'Hello there.' });
    expect(await sandbox.csd(['kill', 'job'])).toMatchObject({ code: 1, json: { code: 'not_confirmed' } });

    process.kill(kept.json.agent_pid, 'SIGTERM');
    const ended = async () => (await sandbox.csd(['state', 'job'])).json.status === 'dead';
    expect(await settles(ended)).toBe(true);
    const late = await sandbox.csd(['send', 'job', 'touch typed-into-the-shell']);
    expect(late).toMatchObject({ code: 1, json: { code: 'dead' } });
    expect(rows(pane)).not.toContain('typed-into');

    // The same shell has another agent, which takes the name.
    await startIn(pane, program);
    const next = await sandbox.csd(['track', pane, '--name', 'job']);
    expect(next).toMatchObject({ code: 0, json: { name: 'job' } });
    expect(next.json.agent_pid).not.toBe(kept.json.agent_pid);
    expect((await sandbox.csd(['state', 'job'])).json).toMatchObject({ status: 'spawning' });
    expect(await sandbox.csd(['kill', 'job', '--yes'])).toMatchObject({ code: 0 });
    expect(await settles(() => /[#$] *$/.test(rows(pane).trimEnd()))).toBe(true);
    expect(sandbox.tmux('list-panes', '-a', '-F', '#{pane_id}')).toContain(pane);
  });

  test('one of several concurrent calls to track an agent wins; all agents are tracked once', async () => {
    const { folder, pane } = await start('race');
    const beside = openShell(folder);
    await startIn(beside, sandbox.agent(HELLO));
    const calls = ['a', 'b', 'c', 'd'].map((name) => sandbox.csd(['track', pane, '--name', name]));
    const codes = (await Promise.all(calls)).map(({ code, json }) => (code === 0 ? 'won' : json.code));
    expect(codes.sort()).toEqual(['already_tracked', 'already_tracked', 'already_tracked', 'won']);
    const both = await Promise.all([1, 2].map(() => sandbox.csd(['track', '--all', '--cwd', folder])));
    const panes = both.flatMap(({ json }) => json.sessions.map((one: { pane: string }) => one.pane));
    expect(panes).toEqual([beside]);
    const sessions = (await discovered(folder)).map(({ session }) => session);
    expect(new Set(sessions).size).toBe(2);
    for (const name of sessions) expect(await sandbox.csd(['untrack', String(name)])).toMatchObject({ code: 0 });
    expect((await discovered(folder)).map(({ session }) => session)).toEqual([null, null]);
  });

  test('watch reports one that is tracked, what it does, and its end', async () => {
    const { pane } = await start('watched');
    const watching = sandbox.csd(['wait', 'seen', '--for', 'dead', '--timeout', '20']);
    expect((await watching).json).toMatchObject({ code: 'no_such_session' });
    const kept = await sandbox.csd(['track', pane, '--name', 'seen']);
    const done = sandbox.csd(['wait', 'seen', '--for', 'idle_done', '--timeout', '20']);
    await sandbox.csd(['send', 'seen', 'say hello']);
    expect((await done).json).toMatchObject({ outcome: 'reached', state: { text: 'Hello there.' } });
    const dead = sandbox.csd(['wait', 'seen', '--for', 'dead', '--timeout', '20']);
    process.kill(kept.json.agent_pid, 'SIGTERM');
    expect((await dead).json).toMatchObject({ outcome: 'reached', state: { status: 'dead' } });
  });

  test('a session of csd itself cannot be untracked, and is not tracked again', async () => {
    const folder = sandbox.workFolder('own');
    const { bin } = sandbox.agent(HELLO);
    const spawned = await sandbox.csd(['spawn', '--cwd', folder, '--name', 'own'], { env: { CSD_CLAUDE_BIN: bin } });
    expect(spawned.code).toBe(0);
    expect(await sandbox.csd(['track', spawned.json.pane])).toMatchObject({ json: { code: 'already_tracked' } });
    expect(await sandbox.csd(['untrack', 'own'])).toMatchObject({ code: 1, json: { code: 'not_tracked' } });
    expect((await discovered(folder)).map(({ session }) => session)).toEqual(['own']);
  });
});
