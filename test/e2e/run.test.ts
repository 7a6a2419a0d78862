import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasTmux, Sandbox } from './sandbox.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

const turns = [
  // Before it has said anything, because a recorded answer ends the turn; and not before the prompt is proven to have
  // arrived.
  { match: 'die', steps: [{ thinkMs: 2000 }, { exit: 3 }] },
  { match: 'think', steps: [{ thinkMs: 60_000, say: 'late' }] },
  { match: 'ask', steps: [{ say: 'I looked.\n\nWhich colour do you want?' }] },
  { match: 'gate', steps: [{ tools: [{ name: 'Bash', input: { command: 'touch ran' } }] }, { say: 'ok' }] },
  { match: '', steps: [{ thinkMs: 200, say: 'First row.\n\nLast row.' }] },
];

describe.skipIf(!hasTmux)('run (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());

  const run = (name: string, prompt: string, ...args: string[]) =>
    sandbox.csd(['run', '--cwd', sandbox.workFolder(name), '--name', name, ...args, prompt], {
      env: { CSD_CLAUDE_BIN: sandbox.agent({ turns }).bin },
    });
  const kept = (name: string) => sandbox.sidecars().includes(`${name}.json`);

  test.concurrent('0: the answer on stdout, and the session is gone', async () => {
    const ran = await run('done', 'hello');
    expect(ran).toMatchObject({ code: 0, stdout: 'First row.\n\nLast row.\n', stderr: '' });
    expect(kept('done')).toBe(false);
  });

  test.concurrent('0 with --json and --keep: the outcome as JSON, and the session stays', async () => {
    const ran = await run('keeping', 'hello', '--json', '--keep');
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ status: 'done', text: 'First row.\n\nLast row.' });
    expect(kept('keeping')).toBe(true);
    const again = await sandbox.csd(['run', '--session', 'keeping', 'hello again']);
    expect(again).toMatchObject({ code: 0, stdout: 'First row.\n\nLast row.\n' });
    expect(kept('keeping')).toBe(true);
  });

  test.concurrent('1: the agent died', async () => {
    const ran = await run('dying', 'die');
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(ran.stderr)).toMatchObject({ status: 'error', state: { status: 'dead', exit_code: 3 } });
  });

  test.concurrent('2: timeout, and the session stays', async () => {
    const ran = await run('late', 'think', '--timeout', '2');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(ran.stderr)).toMatchObject({ status: 'timed_out', state: { status: 'working' } });
    expect(kept('late')).toBe(true);
  });

  test.concurrent('3: the agent asked', async () => {
    const ran = await run('asking', 'ask me');
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    const outcome = JSON.parse(ran.stderr);
    expect(outcome.status).toBe('awaiting_answer');
    expect(outcome.question).toContain('Which colour do you want?');
    expect(kept('asking')).toBe(true);
  });

  test.concurrent('4: a gate is open', async () => {
    const ran = await run('gated', 'gate', '--json');
    expect(ran).toMatchObject({ code: 4, stderr: '' });
    expect(JSON.parse(ran.stdout)).toMatchObject({ status: 'gated', gate: 'permission' });
    expect(kept('gated')).toBe(true);
  });
});
