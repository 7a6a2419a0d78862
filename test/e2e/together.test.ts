import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { casesOf } from '../thorough.ts';
import { hasTmux, Sandbox } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

vi.setConfig({ maxConcurrency: 4, testTimeout: 90_000 });

const answering = { turns: [{ match: '', steps: [{ say: 'Understood.' }] }] };

describe.skipIf(!hasTmux)('agents that work together (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());

  /** The variables of a command that runs in the pane of a session. */
  const inside = ({ sidecar }: Session) => {
    const server = sandbox.tmux('display-message', '-p', '#{pid}').trim();
    return { TMUX: `${sidecar.tmux_socket},${server},0`, TMUX_PANE: sidecar.pane as string };
  };

  test('sessions and prompts made by a session carry its name; tags and folders find them', async () => {
    const lead = await Session.start(sandbox, 'lead', answering);
    const other = await Session.start(sandbox, 'other', answering);
    const program = sandbox.agent(answering);
    const folder = sandbox.workFolder('started');
    const env = { ...inside(lead), CSD_CLAUDE_BIN: program.bin };
    const words = ['spawn', '--cwd', folder, '--name', 'auto', '--tag', 'review', '--description', 'A review'];
    const spawned = mustSucceed(await sandbox.csd(words, { env })).json;
    expect(spawned).toMatchObject({ creator: 'lead', tags: ['review'], description: 'A review' });
    expect(spawned.name).toMatch(/^[a-z]+-[a-z]+$/);
    expect((await sandbox.csd(['ps', '--creator', 'lead', '--json'])).json.sessions).toMatchObject([
      { name: spawned.name },
    ]);
    mustSucceed(await sandbox.csd(['tag', spawned.name, '-review', '+done']));
    expect((await sandbox.csd(['ps', '--tag', 'done', '--cwd', folder, '--json'])).json.sessions).toHaveLength(1);
    expect((await sandbox.csd(['ps', '--tag', 'review', '--json'])).json.sessions).toEqual([]);

    const sent = mustSucceed(await sandbox.csd(['send', 'other', 'look', 'here'], { env })).json;
    expect(sent).toMatchObject({ ok: true, from: 'lead' });
    await other.until('idle_done');
    expect(other.prompts).toEqual(['[message from session lead] look here']);
    mustSucceed(await other.csd('send', 'and here'));
    await vi.waitUntil(() => other.prompts.length === 2, { timeout: 10_000 });
    expect(other.prompts[1]).toBe('and here');
  });

  test('work is handed on with a brief, and the parent is left alone', async () => {
    const parent = await Session.start(sandbox, 'parent', answering, { args: ['--description', 'The parser'] });
    mustSucceed(await parent.csd('send', 'read the grammar'));
    await parent.until('idle_done');
    const { bin } = sandbox.agent(answering);
    const env = { ...inside(parent), CSD_CLAUDE_BIN: bin };
    const handed = mustSucceed(await sandbox.csd(['handoff-to', 'tester', 'write', 'the', 'tests'], { env })).json;
    expect(handed).toMatchObject({ name: 'tester', parent: 'parent', creator: 'parent', cwd: parent.folder });
    await vi.waitUntil(async () => (await sandbox.csd(['state', 'tester'])).json.status === 'idle_done', {
      timeout: 20_000,
      interval: 200,
    });
    const [brief = ''] = sandbox.prompts(handed.jsonl_path);
    for (const part of [
      'write the tests',
      'session parent',
      'The parser',
      parent.folder,
      'read the grammar',
      'Understood.',
    ])
      expect(brief).toContain(part);
    expect(parent.prompts).toEqual(['read the grammar']);
    const again = await sandbox.csd(['handoff-to', 'tester', 'x'], { env });
    expect(again.json).toMatchObject({ code: 'name_taken' });

    const named = mustSucceed(
      await sandbox.csd(['handoff-to', 'parent', 'review', 'it'], { env: { CSD_CLAUDE_BIN: bin } }),
    ).json;
    expect(named).toMatchObject({ parent: 'parent', cwd: parent.folder });
    expect(['parent', 'tester']).not.toContain(named.name);
    const nobody = await sandbox.csd(['handoff-to', 'nobody', 'x'], { env: { CSD_CLAUDE_BIN: bin } });
    expect(nobody.json).toMatchObject({ code: 'bad_input', error: expect.stringContaining('--parent') });
  });

  test('only as many of the concurrent processes start a session as the creator may have, each under its own name', async () => {
    const { bin } = sandbox.agent(answering);
    const folder = sandbox.workFolder('crowd');
    const words = ['spawn', '--cwd', folder, '--ids', 'champions', '--creator', 'crowd', '--max-per-creator', '4'];
    const ran = await Promise.all(
      Array.from({ length: casesOf(50, 3) }, () => sandbox.csd(words, { env: { CSD_CLAUDE_BIN: bin } })),
    );
    const started = ran.filter(({ code }) => code === 0);
    expect(started).toHaveLength(4);
    expect(new Set(started.map(({ json }) => json.name)).size).toBe(4);
    expect(new Set(ran.flatMap(({ code, json }) => (code === 0 ? [] : [json.code])))).toEqual(
      new Set(['too_many_sessions']),
    );
    const { sessions } = (await sandbox.csd(['ps', '--creator', 'crowd', '--json'])).json;
    expect(sessions).toHaveLength(4);
  });
});
