import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasTmux, Sandbox } from './sandbox.ts';
import { Session } from './session.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

const turns = [
  { match: 'die', steps: [{ say: 'Bye.' }, { exit: 3 }] },
  { match: 'noise', steps: [{ noise: '\x07\x1b[5n\x1b]52;c;\x07\xff\x00', say: 'Loud.' }] },
  { match: '', steps: [{ say: 'Done.' }] },
];

describe.skipIf(!hasTmux)('the life of a session (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());
  const start = (name: string) => Session.start(sandbox, name, { turns });
  const idle = async (name: string) => {
    const s = await start(name);
    await s.csd('send', 'hello');
    await s.until('idle_done');
    return s;
  };

  test.concurrent('an agent that exits in the middle of a turn is dead with its exit code', async () => {
    const s = await start('dying');
    await s.csd('send', 'die');
    expect(await s.until('dead')).toMatchObject({ exit_code: 3 });
    expect(await s.csd('send', 'still there?')).toMatchObject({ code: 1, json: { code: 'dead' } });
    expect(await s.csd('approve')).toMatchObject({ code: 1, json: { code: 'dead' } });
  });

  test.concurrent('kill ends exactly the session it names, and repeating it is not an error', async () => {
    const [a, ab] = await Promise.all([start('a'), start('ab')]);
    await Promise.all([a.until('spawning'), ab.until('spawning')]);
    expect((await a.csd('kill')).json).toEqual({ ok: true, found: true, session_id: a.sidecar.session_id });
    expect((await a.csd('kill')).json).toEqual({ ok: true, found: false });
    expect(await ab.state()).toMatchObject({ status: 'spawning' });
    expect(await a.csd('state')).toMatchObject({ code: 1, json: { code: 'no_such_session' } });
    expect((await ab.csd('kill')).json).toMatchObject({ ok: true, found: true });
    expect((await sandbox.csd(['kill', 'never-was'])).json).toEqual({ ok: true, found: false });
  });

  test.concurrent('a name is not used twice', async () => {
    const s = await start('taken');
    const again = await sandbox.csd(['spawn', '--cwd', s.folder, '--name', 'taken']);
    expect(again).toMatchObject({ code: 1, json: { code: 'name_taken' } });
    expect(await s.state()).toMatchObject({ status: 'spawning' });
  });

  test.concurrent('a sidecar that is not JSON is named and left alone, the others are listed', async () => {
    const s = await idle('listed');
    const broken = join(sandbox.sessionsDir, 'broken.json');
    writeFileSync(broken, '{ not json');
    const ps = await sandbox.csd(['ps', '--json']);
    expect(ps.code).toBe(0);
    const names = ps.json.sessions.map(({ name }: { name: string }) => name);
    expect(names).toContain('listed');
    expect(ps.json.sessions.find(({ name }: { name: string }) => name === 'listed')).toMatchObject({
      alive: true,
      state: { status: 'idle_done', text: 'Done.' },
    });
    expect(ps.stdout).toContain('broken.json');
    expect(readFileSync(broken, 'utf8')).toBe('{ not json');
    expect(await sandbox.csd(['state', 'broken'])).toMatchObject({ code: 1, json: { code: 'bad_sidecar' } });
    expect((await s.csd('state')).code).toBe(0);
  });

  test.concurrent('an incomplete last line in the transcript changes nothing', async () => {
    const s = await idle('half');
    appendFileSync(s.sidecar.jsonl_path, '{"type":"assistant","message":{"id":"msg_x","role":"assis');
    expect(await s.state()).toMatchObject({ status: 'idle_done', text: 'Done.' });
  });

  test.concurrent('binary noise at the end of the transcript changes nothing', async () => {
    const s = await idle('noise-file');
    appendFileSync(s.sidecar.jsonl_path, Buffer.alloc(100_000, Buffer.from([0, 255, 27, 10, 200, 123])));
    expect(await s.state()).toMatchObject({ status: 'idle_done', text: 'Done.' });
  });

  test.concurrent('a 100 MB line in the transcript gets an honest verdict quickly', async () => {
    const s = await idle('flooded');
    appendFileSync(s.sidecar.jsonl_path, `{"type":"attachment","data":"${'x'.repeat(100_000_000)}"}\n`);
    const started = Date.now();
    const state = await s.state();
    expect(Date.now() - started).toBeLessThan(5000);
    if (state.status !== 'unknown') expect(state).toMatchObject({ status: 'idle_done', text: 'Done.' });
  });

  test.concurrent('noise on the terminal does not hide the end of the turn', async () => {
    const s = await start('noisy');
    await s.csd('send', 'noise');
    expect(await s.until('idle_done')).toMatchObject({ text: 'Loud.' });
  });

  test.concurrent('a conversation continues in a new session', async () => {
    const s = await idle('resumed');
    await s.csd('kill');
    const args = ['run', '--cwd', s.folder, '--resume', s.sidecar.session_id, 'and again'];
    const ran = await sandbox.csd(args, { env: { CSD_CLAUDE_BIN: s.program.bin } });
    expect(ran).toMatchObject({ code: 0, stdout: 'Done.\n' });
    expect(s.prompts).toEqual(['hello', 'and again']);
  });
});
