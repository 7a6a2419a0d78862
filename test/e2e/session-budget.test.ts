import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasTmux, Sandbox } from './sandbox.ts';

vi.setConfig({ testTimeout: 120_000 });

const write = { name: 'Write', input: { file_path: 'spent.txt', content: 'x' } };
const script = {
  hooks: true,
  turns: [
    { match: 'spend', steps: Array.from({ length: 60 }, () => ({ thinkMs: 700, costUsd: 0.1, tools: [write] })) },
    { match: '', steps: [{ costUsd: 0.125, say: 'Done: {prompt}' }] },
  ],
};

describe.skipIf(!hasTmux)('a session with a cost limit (needs tmux)', () => {
  let sandbox: Sandbox;
  let env: Record<string, string>;
  beforeAll(() => {
    sandbox = new Sandbox();
    env = { CSD_CLAUDE_BIN: sandbox.agent(script).bin };
  });
  afterAll(() => sandbox.dispose());

  const csd = (...args: string[]) => sandbox.csd(args, { env, timeoutMs: 90_000 });
  const openFile = (name: string) => join(sandbox.folder, 'state/csd/delegates', `${name}.json`);
  const start = (name: string, ...flags: string[]) =>
    csd(
      'spawn',
      '--name',
      name,
      '--cwd',
      sandbox.workFolder(name),
      '--trust',
      '--permission-mode',
      'acceptEdits',
      ...flags,
    );

  test.concurrent('a turn beyond the limit is interrupted even if the csd that sent the prompt is gone, and no more is sent', async () => {
    expect((await start('job', '--max-cost', '0.3')).json).toMatchObject({ budget: { cost_usd: 0.3 } });
    expect((await csd('send', 'job', 'spend')).json).toMatchObject({ ok: true });
    await vi.waitUntil(
      async () => {
        // Read from the agent's own words: a look by csd would enforce the limit itself.
        const screen = await sandbox.tmux('capture-pane', '-p', '-t', 'job');
        return /Interrupted/.test(screen);
      },
      { timeout: 30_000, interval: 200 },
    );
    const { json } = await csd('state', 'job', '--usage');
    expect(json).toMatchObject({ status: 'idle_done', interrupted: true });
    expect(json.usage.cost_usd).toBeGreaterThanOrEqual(0.3);
    expect(json.usage.cost_usd).toBeLessThan(2);
    const refused = await csd('send', 'job', 'more');
    expect(refused).toMatchObject({ code: 1, json: { code: 'over_budget', max_cost: 0.3 } });
    expect(refused.json.error).toContain('csd fork job NEW');
    expect((await csd('state', 'job')).json).toMatchObject({ interrupted: true });
    await csd('end', 'job');
    expect((await csd('resume', 'job', 'more')).json).toMatchObject({ code: 'over_budget' });
    await csd('kill', 'job');
    expect(existsSync(openFile('job'))).toBe(false);
  });

  test.concurrent('the limit counts all turns, is reported by `run`, and leaves a turn within it alone', async () => {
    await start('runner', '--max-cost', '0.2');
    expect((await csd('run', '--session', 'runner', 'one', '--json')).json).toMatchObject({ status: 'done' });
    const ran = await csd('run', '--session', 'runner', 'spend', '--json');
    expect(ran.json).toMatchObject({
      status: 'error',
      error: expect.stringContaining('the limit of 0.2 USD is reached'),
    });
    expect(ran.json.usage.cost_usd).toBeLessThan(1);
  });

  test.concurrent('a prompt typed by a person is limited by the next csd that looks', async () => {
    await start('typed', '--max-cost', '0.3');
    // An agent that has just drawn its composer drops the first keys.
    await vi.waitUntil(
      () => {
        sandbox.tmux('send-keys', '-t', 'typed', 'spend');
        return sandbox.tmux('capture-pane', '-p', '-t', 'typed').includes('spend');
      },
      { timeout: 30_000, interval: 500 },
    );
    sandbox.tmux('send-keys', '-t', 'typed', 'Enter');
    await vi.waitUntil(async () => (await csd('state', 'typed')).json.interrupted === true, { timeout: 30_000 });
  });

  test.concurrent('a limit that could not be enforced starts nothing', async () => {
    const folder = sandbox.workFolder('none');
    const refused = async (flags: string[], words: string) => {
      const { json } = await csd('spawn', '--name', 'none', '--cwd', folder, ...flags);
      expect(json).toMatchObject({ code: 'bad_input', error: expect.stringContaining(words) });
      expect(existsSync(join(sandbox.sessionsDir, 'none.json'))).toBe(false);
    };
    await refused(['--max-cost', '0'], 'max-cost');
    await refused(['--max-cost', '1', '--no-usage'], 'max-cost');
    const codex = await sandbox.csd(['spawn', '--name', 'none', '--backend', 'codex', '--max-cost', '1'], {
      env: { CSD_CODEX_BIN: env.CSD_CLAUDE_BIN ?? '' },
    });
    expect(codex.json).toMatchObject({
      code: 'bad_input',
      error: expect.stringContaining('does not report its cost'),
    });
    expect(existsSync(openFile('none'))).toBe(false);
  });
});
