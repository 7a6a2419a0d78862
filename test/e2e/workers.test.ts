import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasTmux, type Ran, Sandbox, settles } from './sandbox.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ maxConcurrency: 6, testTimeout: 60_000 });

const turns = [
  { match: 'think', steps: [{ thinkMs: 60_000, say: 'late' }] },
  { match: 'die', steps: [{ thinkMs: 300, say: 'Bye.' }, { exit: 3 }] },
  { match: 'touch', steps: [{ tools: [{ name: 'Bash', input: { command: 'touch ran' } }] }, { say: 'Touched.' }] },
  { match: '', steps: [{ thinkMs: 200, say: 'Said.' }] },
];

// The scripted agent runs no hooks: all reports about its turns come from the detector.
describe.skipIf(!hasTmux)('workers without any hook (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
    mkdirSync(join(sandbox.home, '.claude'), { recursive: true });
    writeFileSync(join(sandbox.home, '.claude/.claude-session-driver-consent'), '');
  });
  afterAll(() => sandbox.dispose());

  const launch = (name: string, ...args: string[]) =>
    sandbox.csd(['launch', name, sandbox.workFolder(name, false), ...args], {
      env: { CSD_CLAUDE_BIN: sandbox.agent({ turns }).bin },
    });
  const as = (name: string, ...args: string[]) => sandbox.csd(['--worker', name, ...args]);
  const shimOf = (ran: Ran) => ran.stdout.trim();

  test.concurrent('from launch to stop, through the shim, in its own environment', async () => {
    const launched = await launch('whole');
    expect(launched.code, launched.stderr).toBe(0);
    const shim = shimOf(launched);
    expect(shim).toBe(join(sandbox.folder, 'workers/bin/whole'));
    expect(launched.stderr).toMatch(/session_id: [\s\S]*events: [\s\S]*reproduce: .*launch whole \//);
    expect(statSync(shim).mode & 0o777).toBe(0o700);
    expect(readFileSync(shim, 'utf8').trim().split('\n')).toHaveLength(3);
    const { HOME: _, XDG_STATE_HOME: __, CSD_WORKER_DIR: ___, ...rest } = sandbox.env;
    const elsewhere = { ...rest, HOME: join(sandbox.folder, 'elsewhere') };
    const said = await new Promise((done) =>
      execFile(shim, ['converse', 'hello', '30'], { env: elsewhere }, (_error, stdout) => done(stdout)),
    );
    expect(said).toBe('Said.\n');
    expect((await as('whole', 'read-turn')).stdout).toBe('---\n\n**Prompt:** hello\n\nSaid.\n');
    expect((await sandbox.csd(['list', 'who'])).stdout).toMatch(/^idle\twhole\t/m);
    expect((await sandbox.csd(['ps'])).stdout).toMatch(/^whole\s+done\s/m);
    expect(await as('whole', 'stop')).toMatchObject({ code: 0, stdout: expect.stringContaining('Shim removed.') });
    expect(existsSync(shim)).toBe(false);
    expect(readdirSync(join(sandbox.folder, 'workers')).filter((file) => file.includes('whole'))).toEqual([]);
    expect((await as('whole', 'status')).json.code).toBe('no_such_session');
  });

  test.concurrent('a name in use, or a mistyped one, is refused', async () => {
    expect((await launch('taken')).code).toBe(0);
    const again = await sandbox.csd(['launch', 'taken', sandbox.home]);
    expect([again.code, again.json.code]).toEqual([1, 'name_taken']);
    expect((await as('takn', 'converse', 'x')).json.code).toBe('no_such_session');
    expect((await as('taken', 'status')).stdout).toBe('idle\n');
  });

  test.concurrent('an interrupt ends the conversation', async () => {
    await launch('cut');
    const talking = as('cut', 'converse', 'think', '50');
    await settles(async () => (await as('cut', 'status')).stdout === 'working\n', 20_000);
    expect((await sandbox.csd(['interrupt', 'cut'])).json.interrupted).toBe(true);
    expect((await talking).json).toMatchObject({ code: 'turn_failed', error: expect.stringContaining('interrupted') });
  });

  test.concurrent('the end of the agent ends it too', async () => {
    await launch('dying');
    expect((await as('dying', 'converse', 'die', '30')).json.code).toBe('dead');
    expect((await as('dying', 'status')).stdout).toBe('terminated\n');
  });

  test.concurrent('a timeout is reported, and leaves a post-mortem if requested', async () => {
    await launch('slow');
    const file = join(sandbox.folder, 'post-mortem');
    const env = { CSD_CONVERSE_DIAG_FILE: file };
    const late = await sandbox.csd(['--worker', 'slow', 'converse', 'think', '1'], { env });
    expect(late.json).toMatchObject({ code: 'timeout', state: { status: 'working' }, diagnostic: file });
    expect(late.stderr).toContain(`Worker did not finish within 1s; csd-diagnostic: ${file}`);
    const text = readFileSync(file, 'utf8');
    for (const part of [
      'reason=wait_for_turn_timeout',
      'ps -eHo',
      'tmux capture-pane',
      'session JSONL tail',
      'end csd',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/"content":"think"|think/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.concurrent('a gated worker is allowed by approve-tool, while converse waits', async () => {
    await launch('gated', '--gated');
    const talking = as('gated', 'converse', 'touch it', '50');
    await settles(async () => (await as('gated', 'state')).json?.status === 'blocked', 20_000);
    expect((await as('gated', 'approve-tool', 'allow')).json).toMatchObject({ ok: true, decision: 'allow' });
    expect((await talking).stdout).toBe('Touched.\n');
  });

  test.concurrent('an adopted conversation continues in the pane with that name', async () => {
    sandbox.tmux('new-session', '-d', '-s', 'restored', 'sh');
    const id = '11111111-2222-4333-8444-555555555555';
    const env = { CSD_CLAUDE_BIN: sandbox.agent({ turns }).bin };
    const folder = sandbox.workFolder('restored');
    sandbox.keepConversation(folder, id);
    const adopted = await sandbox.csd(['adopt', 'restored', folder, id], { env });
    expect(adopted.stderr).toContain('Worker adopted (respawned existing pane)');
    expect((await as(id, 'session-id')).stdout).toBe(`${id}\n`);
    const again = await sandbox.csd(['adopt', 'second', folder, id], { env });
    expect(JSON.parse(again.stderr)).toMatchObject({ code: 'already_open', session: 'restored' });
  });

  test.concurrent.each(['sleep 300', 'sh -c "sleep 300; true"', 'sh -c "while :; do sleep 1; done"'])(
    'adopt leaves a person’s programs in a tmux session of that name alone: %s',
    async (command) => {
      const name = `person-${command.length}`;
      sandbox.tmux('new-session', '-d', '-s', name, command);
      const id = `11111111-2222-4333-8444-${String(command.length).padStart(12, '0')}`;
      const folder = sandbox.workFolder(name);
      sandbox.keepConversation(folder, id);
      const env = { CSD_CLAUDE_BIN: sandbox.agent({ turns }).bin };
      const refused = await sandbox.csd(['adopt', name, folder, id], { env });
      expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'name_taken' });
      const pid = () => sandbox.tmux('display-message', '-p', '-t', `=${name}:`, '#{pane_pid}');
      const before = pid();
      expect(before).toMatch(/\d/);
      const forced = await sandbox.csd(['adopt', name, folder, id, '--force'], { env });
      expect(forced.stderr).toContain('respawned existing pane');
      expect(pid()).not.toBe(before);
    },
  );
});

describe.skipIf(!hasTmux)('a worker of another tool, whose screen csd does not know (needs tmux)', () => {
  let sandbox: Sandbox;
  let folder: string;
  beforeAll(() => {
    sandbox = new Sandbox();
    folder = join(sandbox.folder, 'workers');
    mkdirSync(folder, { recursive: true });
  });
  afterAll(() => sandbox.dispose());

  /** A pane that stores what it reads, and reports a prompt from the n-th line on. */
  function open(name: string, from: number): { received(): string; events: string } {
    const events = join(folder, `id-${name}.events.jsonl`);
    const kept = join(folder, `${name}.received`);
    writeFileSync(kept, '');
    const meta = { tmux_name: name, session_id: `id-${name}`, cwd: sandbox.folder };
    writeFileSync(join(folder, `id-${name}.meta`), JSON.stringify(meta));
    const report = `[ $n -lt ${from} ] || echo '{"ts":"t","event":"user_prompt_submit"}' >>'${events}'`;
    sandbox.tmux(
      'new-session',
      '-d',
      '-s',
      name,
      `n=0; while read -r l; do echo "$l" >>'${kept}'; n=$((n+1)); ${report}; done`,
    );
    return { received: () => readFileSync(kept, 'utf8'), events };
  }
  const limits = { CSD_SUBMIT_TIMEOUT: '3', CSD_SUBMIT_RETRY_INTERVAL: '0.3' };
  const send = (name: string, text: string) => sandbox.csd(['--worker', name, 'send', text], { env: limits });

  test.concurrent('gets prompts; its own event is the proof, and Enter is repeated until it comes', async () => {
    const pane = open('second', 2);
    expect((await send('second', 'hello')).json).toMatchObject({ ok: true, confirmed_by: 'hook', attempts: 2 });
    expect(pane.received()).toBe('hello\n\n');
  });

  test.concurrent('without that event the prompt has not arrived', async () => {
    const pane = open('deaf', 99);
    expect((await send('deaf', 'hello')).json).toMatchObject({ code: 'not_accepted', step: 'submit' });
    expect(pane.received()).toMatch(/^hello\n/);
  });

  test.concurrent('the prompt of a shell gets no input', async () => {
    const meta = { tmux_name: 'shell', session_id: 'id-shell', cwd: '/' };
    writeFileSync(join(folder, 'id-shell.meta'), JSON.stringify(meta));
    sandbox.tmux('new-session', '-d', '-s', 'shell', 'exec sh');
    expect((await send('shell', 'touch here')).json.code).toBe('not_an_agent');
  });

  test.concurrent('its answer is that of its transcript, when its stop event comes', async () => {
    const { events } = open('talker', 1);
    const projects = join(sandbox.home, '.claude/projects/any-name');
    mkdirSync(projects, { recursive: true });
    const transcript = join(projects, 'id-talker.jsonl');
    const say = (prompt: string, text: string) => {
      const records = [
        { type: 'user', message: { content: prompt } },
        { type: 'assistant', message: { content: null } },
        { type: 'assistant', message: { content: [{ type: 'text', text }] } },
      ];
      appendFileSync(transcript, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    };
    say('before', 'Old.');
    writeFileSync(events, '{"ts":"t0","event":"session_start"}\n');
    const talking = sandbox.csd(['--worker', 'talker', 'converse', 'now', '20']);
    await settles(async () => readFileSync(events, 'utf8').includes('user_prompt_submit'), 20_000);
    say('now', 'New.');
    appendFileSync(events, '{"ts":"t1","event":"stop"}\n');
    expect(await talking).toMatchObject({ code: 0, stdout: 'New.\n' });
  });
});
