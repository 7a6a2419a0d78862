import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { commandOf } from '../program.ts';
import { hasTmux, Sandbox } from './sandbox.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ maxConcurrency: 4, testTimeout: 120_000 });

const bash = (command: string) => ({ name: 'Bash', input: { command } });
const write = (file_path: string) => ({ name: 'Write', input: { file_path, content: 'x\n' } });
const many = (step: object) => Array.from({ length: 60 }, () => step);

const script = {
  hooks: true,
  turns: [
    { match: 'die', steps: [{ thinkMs: 2500 }, { exit: 3 }] },
    { match: 'think', steps: [{ say: 'Now: ' }, { thinkMs: 60_000, say: 'late' }] },
    { match: 'inquire', steps: [{ say: 'I looked.\n\nWhich colour do you want?' }] },
    { match: 'blue', steps: [{ say: 'Blue it is.' }] },
    {
      match: 'choose',
      steps: [
        {
          ask: {
            header: 'DB',
            question: 'Which database?',
            options: [
              { label: 'Postgres', description: 'a' },
              { label: 'SQLite', description: 'b' },
            ],
          },
        },
        { say: 'Chosen.' },
      ],
    },
    { match: 'gate', steps: [{ tools: [bash('touch ran')] }, { say: 'Ran it.' }] },
    {
      match: 'protected',
      steps: [
        { tools: [write('.env')] },
        { tools: [bash('rm -rf .git')] },
        { tools: [write('own.txt')] },
        { say: 'Tried.' },
      ],
    },
    { match: 'spend', steps: many({ thinkMs: 1500, costUsd: 0.1, tools: [write('spent.txt')] }) },
    { match: 'loop', steps: many({ thinkMs: 1500, tools: [write('looped.txt')] }) },
    {
      match: '',
      steps: [
        { costUsd: 0.25, tools: [write('made.txt')] },
        { costUsd: 0.125, say: 'Done: {prompt}' },
      ],
    },
  ],
};

describe.skipIf(!hasTmux)('delegate (needs tmux)', () => {
  let sandbox: Sandbox;
  let env: Record<string, string>;
  beforeAll(() => {
    sandbox = new Sandbox();
    env = { CSD_CLAUDE_BIN: sandbox.agent(script).bin };
  });
  afterAll(() => sandbox.dispose());

  const csd = (...args: string[]) => sandbox.csd(args, { env, timeoutMs: 90_000 });
  const delegate = (name: string, task: string, ...flags: string[]) => {
    const cwd = existsSync(join(sandbox.folder, 'work', name))
      ? join(sandbox.folder, 'work', name)
      : sandbox.workFolder(name);
    return csd('delegate', name, task, '--cwd', cwd, '--json', ...flags);
  };
  const made = (name: string, file: string) => existsSync(join(sandbox.folder, 'work', name, file));
  const openFile = (name: string) => join(sandbox.folder, 'state/csd/delegates', `${name}.json`);
  const lastOf = (name: string) =>
    JSON.parse(readFileSync(join(sandbox.sessionsDir, `${name}.json`), 'utf8')).delegate.last;

  test.concurrent('completed: reports what it cost and did, and continues in the same conversation until it is finished', async () => {
    const { code, json } = await delegate('done', 'the task', '--context', 'Mind the gap.');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      status: 'completed',
      response: 'Done: Mind the gap.\n\nthe task',
      cost: 0.375,
      turns: 2,
      name: 'done',
      can_continue: true,
      tools_used: ['Write'],
      safety: { violations: [], limits: { cost_usd: 2, turns: 50, time_s: 300, reached: null } },
      error: null,
    });
    expect(made('done', 'made.txt')).toBe(true);
    const next = await csd('continue', 'done', 'the other one', '--json');
    expect(next.json).toMatchObject({ status: 'completed', cost: 0.75, turns: 4, session_id: json.session_id });
    // As text by default.
    expect(await csd('continue', 'done', 'blue')).toMatchObject({ code: 0, stdout: 'Blue it is.\n' });
    expect((await csd('finish', 'done', '--json')).json).toMatchObject({
      closed: 'finished',
      already: false,
      resumable: true,
    });
    expect((await csd('finish', 'done', '--json')).json).toMatchObject({ closed: 'finished', already: true });
    expect(await csd('continue', 'done', 'more')).toMatchObject({
      code: 1,
      json: { code: 'dead', closed: 'finished' },
    });
    // Another task continues the same conversation, with limits that begin again.
    expect((await delegate('done', 'blue')).json).toMatchObject({
      status: 'completed',
      turns: 1,
      session_id: json.session_id,
    });
  });

  test.concurrent('needs_input: a question in text, which continue answers', async () => {
    const asked = await delegate('asks', 'inquire');
    expect(asked).toMatchObject({
      code: 3,
      json: { status: 'needs_input', question: expect.stringContaining('Which colour do you want?') },
    });
    expect((await csd('continue', 'asks', 'blue', '--json')).json).toMatchObject({
      status: 'completed',
      response: 'Blue it is.',
    });
  });

  test.concurrent('needs_input: a menu, whose option continue takes', async () => {
    const asked = await delegate('chooses', 'choose one');
    expect(asked).toMatchObject({ code: 3, json: { status: 'needs_input', question: 'Which database?' } });
    expect(asked.json.options).toContain('SQLite');
    expect((await csd('continue', 'chooses', 'SQLite', '--json')).json).toMatchObject({
      status: 'completed',
      response: 'Chosen.',
    });
  });

  test.concurrent('needs_input: a gate, which only a real answer answers', async () => {
    const gated = await delegate('gated', 'gate it');
    expect(gated).toMatchObject({ code: 4, json: { status: 'needs_input', gate: 'permission', can_continue: true } });
    expect(await csd('continue', 'gated', 'why?')).toMatchObject({ code: 1, json: { code: 'no_such_option' } });
    expect(made('gated', 'ran')).toBe(false);
    expect((await csd('continue', 'gated', 'yes', '--json')).json).toMatchObject({
      status: 'completed',
      response: 'Ran it.',
    });
    expect(made('gated', 'ran')).toBe(true);
  });

  test.concurrent('failed: the agent ended', async () => {
    const { code, json } = await delegate('dying', 'die');
    expect(code).toBe(1);
    expect(json).toMatchObject({ status: 'failed', can_continue: false, error: expect.stringContaining('ended') });
  });

  test.concurrent('protected paths are denied before anything happens, and everything else continues', async () => {
    const { json } = await delegate('paths', 'protected ones', '--allow', 'Bash', '--protect', 'own.txt');
    expect(json).toMatchObject({ status: 'completed', response: 'Tried.' });
    expect(json.safety.violations.map(({ tool }: { tool: string }) => tool)).toEqual(['Write', 'Bash', 'Write']);
    expect(['.env', 'own.txt'].filter((file) => made('paths', file))).toEqual([]);
  });

  test.concurrent('cost_exceeded: nothing more is sent until the limit is raised', async () => {
    const { code, json } = await delegate('spender', 'spend', '--max-cost', '0.3');
    expect(code).toBe(2);
    expect(json).toMatchObject({
      status: 'cost_exceeded',
      can_continue: true,
      safety: { limits: { reached: 'cost' } },
    });
    expect(json.cost).toBeGreaterThanOrEqual(0.3);
    const refused = await csd('continue', 'spender', 'blue', '--json');
    expect(refused).toMatchObject({ code: 2, json: { status: 'cost_exceeded', cost: json.cost } });
    const raised = await csd('continue', 'spender', 'blue', '--max-cost', '5', '--json');
    expect(raised.json).toMatchObject({ status: 'completed', response: 'Blue it is.' });
  });

  test.concurrent('turns_exceeded', async () => {
    const { code, json } = await delegate('looper', 'loop', '--max-turns', '3');
    expect(code).toBe(2);
    expect(json).toMatchObject({ status: 'turns_exceeded', can_continue: true });
    expect(json.turns).toBeGreaterThanOrEqual(3);
    // Interrupted, and not at its end.
    expect(json.turns).toBeLessThan(20);
  });

  test.concurrent('time_exceeded, and the session is ended if requested', async () => {
    const { code, json } = await delegate('slow', 'think', '--max-time', '3', '--on-limit', 'kill');
    expect(code).toBe(2);
    expect(json).toMatchObject({ status: 'time_exceeded', can_continue: false });
    expect((await csd('state', 'slow')).json).toMatchObject({ status: 'dead' });
  });

  test.concurrent('aborted: another process ended it meanwhile, and repeating that is harmless', async () => {
    const running = delegate('aborts', 'think');
    await vi.waitUntil(() => existsSync(openFile('aborts')), { timeout: 30_000 });
    await vi.waitUntil(async () => (await csd('state', 'aborts')).json?.status === 'working', { timeout: 30_000 });
    expect((await csd('abort', 'aborts', '--json')).json).toMatchObject({ closed: 'aborted', already: false });
    expect(await running).toMatchObject({ code: 1, json: { status: 'aborted', can_continue: false } });
    expect((await csd('abort', 'aborts', '--json')).json).toMatchObject({ closed: 'aborted', already: true });
  });

  test.concurrent('running: one in the background is interrupted by itself at its limit', async () => {
    const { code, json } = await delegate('behind', 'loop', '--max-turns', '3', '--background');
    expect(code).toBe(0);
    expect(json).toMatchObject({ status: 'running' });
    await vi.waitUntil(() => !existsSync(openFile('behind')), { timeout: 30_000 });
    expect(lastOf('behind')).toMatchObject({ status: 'turns_exceeded' });
  });

  /** Delegates a task, and kills the csd that follows it once the agent is working. */
  const leave = async (name: string, ...flags: string[]) => {
    const cwd = sandbox.workFolder(name);
    const [program, args] = commandOf(['delegate', name, 'think', '--cwd', cwd, ...flags]);
    const child = execFile(program, args, { env: { ...sandbox.env, ...env } });
    const over = new Promise((done) => child.once('close', done));
    const transcripts = join(sandbox.home, '.claude/projects', cwd.replace(/[^A-Za-z0-9]/g, '-'));
    await vi.waitUntil(() => existsSync(transcripts), { timeout: 30_000, interval: 20 });
    child.kill('SIGKILL');
    await over;
  };

  test.concurrent('a killed csd leaves the enforcement of limits to the next one', async () => {
    await leave('left', '--max-time', '15');
    expect(existsSync(openFile('left'))).toBe(true);
    // Before its time limit nothing interrupts it.
    expect((await csd('state', 'left')).json).toMatchObject({ status: 'working' });
    const { begun_at } = JSON.parse(readFileSync(openFile('left'), 'utf8'));
    await vi.waitUntil(() => Date.now() > begun_at + 15_000, { timeout: 20_000 });
    expect((await csd('state', 'left')).json).toMatchObject({ status: 'idle_done', interrupted: true });
    expect(lastOf('left')).toMatchObject({ status: 'time_exceeded' });
    expect(existsSync(openFile('left'))).toBe(false);
  });

  test.concurrent('and to a running `serve`', async () => {
    const socket = join(sandbox.folder, 'serve.sock');
    const [program, args] = commandOf(['serve', '--socket', socket]);
    const served = execFile(program, args, {
      env: { ...sandbox.env, ...env, XDG_RUNTIME_DIR: sandbox.workFolder('run') },
    });
    try {
      await vi.waitUntil(() => existsSync(socket), { timeout: 30_000 });
      await leave('served', '--max-time', '4');
      const { begun_at } = JSON.parse(readFileSync(openFile('served'), 'utf8'));
      await vi.waitUntil(() => !existsSync(openFile('served')), { timeout: 30_000, interval: 20 });
      expect(Date.now()).toBeGreaterThanOrEqual(begun_at + 4000);
      expect(lastOf('served')).toMatchObject({ status: 'time_exceeded' });
    } finally {
      served.kill('SIGTERM');
    }
  });

  test.concurrent('an impossible delegation is refused before anything starts', async () => {
    const refused = async (code: string, name: string, ...flags: string[]) => {
      expect((await delegate(name, 'blue', ...flags)).json).toMatchObject({ code });
      expect(sandbox.sidecars()).not.toContain(`${name}.json`);
    };
    await refused('bad_input', 'bad', '--max-cost', '-1');
    await refused('bad_input', 'bad', '--protect', '**');
    await refused('forbidden', 'bad', '--preset', 'full');
    await csd('spawn', '--name', 'plain', '--cwd', sandbox.workFolder('plain'));
    expect(await csd('continue', 'plain', 'x')).toMatchObject({ code: 1, json: { code: 'not_a_delegate' } });
  });
});
