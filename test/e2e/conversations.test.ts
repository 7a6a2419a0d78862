import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasTmux, Sandbox } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

vi.setConfig({ maxConcurrency: 4, testTimeout: 60_000 });

const turns = [
  { match: 'slow', steps: [{ thinkMs: 60_000, say: 'late' }] },
  { match: '', steps: [{ say: 'The answer.' }] },
];
const ID = '0b7c1b57-4b0c-4c39-9a52-1f2a7c1d8e10';

describe.skipIf(!hasTmux)('conversations outlive their agents (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());

  const start = (name: string, args: string[] = []) => Session.start(sandbox, name, { turns }, { args });
  /** A session that has answered a prompt. */
  const asked = async (name: string, prompt = `hello ${name}`) => {
    const s = await start(name);
    mustSucceed(await s.csd('send', prompt));
    await s.until('idle_done');
    return s;
  };
  const env = (s: Session) => ({ env: { CSD_CLAUDE_BIN: s.program.bin } });
  const again = (s: Session, verb: string, ...args: string[]) => sandbox.csd([verb, s.name, ...args], env(s));
  const history = async (name: string) =>
    (await sandbox.csd(['history', name, '--json'])).json.turns.map((turn: { prompt: string }) => turn.prompt);
  const git = (folder: string, ...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=me', '-c', 'user.email=me@example.com', ...args], {
      encoding: 'utf8',
    }).trim();

  test.concurrent('a session is ended, reported as resumable, and continues with its conversation', async () => {
    const s = await asked('ended');
    expect((await s.csd('end')).json).toMatchObject({ ok: true, how: 'command', resumable: true });
    expect(await s.state()).toMatchObject({ status: 'dead', reason: 'ended', resumable: true });
    expect(await s.csd('send', 'more')).toMatchObject({ code: 1, json: { code: 'dead' } });
    expect(mustSucceed(await again(s, 'resume', 'and more')).json).toMatchObject({
      outcome: 'resumed',
      proof: 'status_file',
      session_id: s.sidecar.session_id,
      sent: { outcome: 'submitted' },
    });
    await s.until('idle_done');
    expect(await history('ended')).toEqual(['hello ended', 'and more']);
  });

  test.concurrent('a fork has its parent’s conversation, and each continues by itself', async () => {
    const s = await asked('parent');
    expect(mustSucceed(await again(s, 'fork', 'child', 'aside')).json).toMatchObject({
      parent: 'parent',
      forked: true,
    });
    mustSucceed(await sandbox.csd(['wait', 'child', '--timeout', '20']));
    mustSucceed(await sandbox.csd(['fork', 'child', 'grandchild', 'further'], env(s)));
    mustSucceed(await sandbox.csd(['wait', 'grandchild', '--timeout', '20']));
    mustSucceed(await s.csd('send', 'on'));
    await s.until('idle_done');
    expect(await history('parent')).toEqual(['hello parent', 'on']);
    expect(await history('child')).toEqual(['hello parent', 'aside']);
    expect(await history('grandchild')).toEqual(['hello parent', 'aside', 'further']);
  });

  test.concurrent('a fork in a worktree has the conversation too; forget removes the worktree unless there is work in it', async () => {
    const s = await asked('tree');
    git(s.folder, 'init', '-q', '-b', 'main');
    git(s.folder, 'commit', '-q', '--allow-empty', '-m', 'begin');
    const fork = async (name: string) => {
      const { json } = mustSucceed(await again(s, 'fork', name, '--worktree', '--trust'));
      mustSucceed(await sandbox.csd(['send', name, 'aside']));
      mustSucceed(await sandbox.csd(['wait', name, '--timeout', '20']));
      return json.worktree.path as string;
    };
    const [clean, used] = [await fork('clean'), await fork('used')];
    expect(await history('used')).toEqual(['hello tree', 'aside']);
    writeFileSync(join(used, 'work.txt'), 'mine');
    mustSucceed(await sandbox.csd(['end', 'clean']));
    mustSucceed(await sandbox.csd(['end', 'used']));
    const { sessions } = mustSucceed(await sandbox.csd(['forget', 'clean', 'used'])).json;
    expect(sessions.map((one: { worktree: object }) => one.worktree)).toEqual([
      { path: clean, branch: 'csd/clean', removed: true },
      { path: used, branch: 'csd/used', removed: false, kept: '1 file not committed' },
    ]);
    expect([existsSync(clean), existsSync(join(used, 'work.txt'))]).toEqual([false, true]);
    expect(git(s.folder, 'branch', '--format=%(refname:short)').split('\n')).toEqual(['csd/used', 'main']);
  });

  test.concurrent('spawn makes a worktree and sends a first prompt; kill leaves the worktree and names it', async () => {
    const repository = sandbox.workFolder('repo');
    git(repository, 'init', '-q', '-b', 'main');
    git(repository, 'commit', '-q', '--allow-empty', '-m', 'begin');
    const { bin } = sandbox.agent({ turns });
    const spawn = (...args: string[]) =>
      sandbox.csd(['spawn', '--cwd', repository, '--trust', ...args], {
        env: { CSD_CLAUDE_BIN: bin },
        input: 'from standard input',
      });
    const { json } = mustSucceed(await spawn('--name', 'feature', '--worktree', '--prompt-file', '-'));
    expect(json).toMatchObject({ cwd: `${repository}-feature`, sent: { outcome: 'submitted' } });
    mustSucceed(await sandbox.csd(['wait', 'feature', '--timeout', '20']));
    expect(await history('feature')).toEqual(['from standard input']);
    const refused = await spawn('--name', 'other', '--worktree', 'feature');
    expect(refused).toMatchObject({ code: 1, json: { code: 'bad_input' } });
    expect(refused.json.error).toContain(`${repository}-feature already exists`);
    expect(sandbox.sidecars()).not.toContain('other.json');
    expect((await sandbox.csd(['kill', 'feature'])).json.worktree).toMatchObject({ path: `${repository}-feature` });
    expect(existsSync(`${repository}-feature`)).toBe(true);
  });

  test.concurrent('a first prompt that meets a gate leaves the session, and the error names it', async () => {
    const folder = sandbox.workFolder('untrusted', false);
    const { bin } = sandbox.agent({ turns });
    const args = ['spawn', '--cwd', folder, '--name', 'gated', '--prompt', 'hello'];
    const ran = await sandbox.csd(args, { env: { CSD_CLAUDE_BIN: bin } });
    expect(ran).toMatchObject({ code: 1, json: { code: 'gated', session: 'gated' } });
    expect((await sandbox.csd(['state', 'gated'])).json).toMatchObject({ status: 'blocked', gate: 'trust' });
  });

  test.concurrent('the name of a dead session is free, and what it leaves behind is reported', async () => {
    const s = await asked('crashed');
    s.tmux('kill-pane');
    expect(await s.until('dead')).toMatchObject({ resumable: true });
    const args = ['spawn', '--cwd', s.folder, '--name', 'crashed'];
    expect(mustSucceed(await sandbox.csd(args, env(s))).json.replaced).toEqual({
      session_id: s.sidecar.session_id,
      cwd: s.folder,
    });
  });

  describe('bad input starts nothing and loses nothing', () => {
    const running = () => sandbox.tmux('list-sessions', '-F', '#{session_name}').trim().split('\n').sort();

    test('an unknown session', async () => {
      for (const args of [
        ['resume', 'nobody'],
        ['end', 'nobody'],
        ['fork', 'nobody', 'new'],
        ['history', 'nobody'],
      ])
        expect(await sandbox.csd(args)).toMatchObject({ code: 1, json: { code: 'no_such_session' } });
    });

    test('a missing transcript, then a missing folder', async () => {
      const s = await asked('lost');
      mustSucceed(await s.csd('end'));
      const before = running();
      const path = s.sidecar.jsonl_path as string;
      renameSync(path, `${path}.away`);
      expect(await s.state()).toMatchObject({ status: 'dead', resumable: false });
      for (const args of [[], ['x']])
        expect(await again(s, args.length ? 'fork' : 'resume', ...args)).toMatchObject({
          code: 1,
          json: { code: 'conversation_gone' },
        });
      expect(await again(s, 'send', '--resume', 'hi')).toMatchObject({ code: 1, json: { code: 'conversation_gone' } });
      renameSync(`${path}.away`, path);
      renameSync(s.folder, `${s.folder}-away`);
      expect(await again(s, 'resume')).toMatchObject({ code: 1, json: { code: 'folder_gone' } });
      const fork = await again(s, 'fork', 'x');
      expect(fork).toMatchObject({ code: 1, json: { code: 'folder_gone', error: expect.stringContaining('--cwd') } });
      renameSync(`${s.folder}-away`, s.folder);
      expect(running()).toEqual(before);
      expect(mustSucceed(await again(s, 'resume')).json).toMatchObject({ outcome: 'resumed' });
    });

    test('a fork without a first turn, and one under a name in use', async () => {
      const s = await start('fresh');
      const before = running();
      expect(await again(s, 'fork', 'new')).toMatchObject({ code: 1, json: { code: 'no_conversation' } });
      mustSucceed(await s.csd('send', 'hello'));
      await s.until('idle_done');
      expect(await again(s, 'fork', 'fresh')).toMatchObject({ code: 1, json: { code: 'name_taken' } });
      expect(running()).toEqual(before);
    });

    test('two concurrent resumes: one starts the session, the other reports it', async () => {
      const s = await asked('twice');
      mustSucceed(await s.csd('end'));
      const both = await Promise.all([again(s, 'resume'), again(s, 'resume')]);
      expect(both.map(({ code, json }) => (code === 0 ? json.outcome : json.code)).sort()).toEqual([
        'locked',
        'resumed',
      ]);
    });

    test('a conversation that is resumed without csd', async () => {
      const s = await asked('behind');
      const spawn = (...args: string[]) => sandbox.csd(['spawn', '--cwd', s.folder, '--name', 'new', ...args], env(s));
      for (const args of [['--resume', ID], ['--continue'], ['-c'], [`--resume=${ID}`]]) {
        const ran = await spawn('--', ...args);
        expect(ran).toMatchObject({ code: 1, json: { code: 'bad_input' } });
        expect(ran.json.error).toMatch(/csd spawn --resume ID.*csd resume NAME/);
      }
      expect(await spawn('--resume', s.sidecar.session_id)).toMatchObject({ code: 1, json: { code: 'already_open' } });
      expect(sandbox.sidecars()).not.toContain('new.json');
    });

    test('a batch with one bad entry', async () => {
      const folder = sandbox.workFolder('batched');
      const entries = [
        { name: 'good', prompt: 'hi', cwd: folder },
        { name: 'bad', prompt: 'hi', cwd: folder, worktree: true },
      ];
      const before = sandbox.sidecars().length;
      const ran = await sandbox.csd(['batch', '-'], { input: JSON.stringify(entries) });
      expect(ran).toMatchObject({ code: 1, json: { code: 'bad_input' } });
      expect(ran.json.error).toMatch(/^entry 2 \(bad\): no worktree can be made/);
      expect(sandbox.sidecars().length).toBe(before);
    });

    test('a report for the status line that is not JSON', async () => {
      const s = await asked('garbled');
      writeFileSync(join(s.sidecar.usage_path, 'report.0'), 'no json\n');
      rmSync(join(s.sidecar.usage_path, 'report.1'), { force: true });
      const ran = await sandbox.csd(['usage', 'garbled']);
      expect(ran).toMatchObject({ code: 1, json: { code: 'bad_report' } });
      expect(await s.state()).toMatchObject({ status: 'idle_done' });
    });
  });
});
