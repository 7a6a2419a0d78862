import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LimitEvent, ViolationEvent } from '../../src/entry/index.ts';
import { openDriver, SafetyNet } from '../../src/entry/index.ts';
import { hasTmux, Sandbox } from './sandbox.ts';

vi.setConfig({ maxConcurrency: 4, testTimeout: 120_000 });

const bash = (command: string) => ({ name: 'Bash', input: { command } });
const write = (file_path: string) => ({ name: 'Write', input: { file_path, content: 'x\n' } });

const script = {
  hooks: true,
  turns: [
    { match: 'gate', steps: [{ tools: [bash('rm .env')] }, { say: 'Gone.' }] },
    { match: 'write', steps: [{ tools: [write('.env')] }, { thinkMs: 60_000, say: 'Written.' }] },
    { match: 'loop', steps: Array.from({ length: 60 }, () => ({ thinkMs: 1500, costUsd: 0.1, tools: [write('f')] })) },
    { match: 'think', steps: [{ say: 'Now: ' }, { thinkMs: 60_000, say: 'late' }] },
    { match: '', steps: [{ say: 'Hello.' }] },
  ],
};

describe.skipIf(!hasTmux)('a safety net (needs tmux)', () => {
  let sandbox: Sandbox;
  let env: Record<string, string>;
  beforeAll(() => {
    sandbox = new Sandbox();
    env = { ...sandbox.env, CSD_CLAUDE_BIN: sandbox.agent(script).bin };
  });
  afterAll(() => sandbox.dispose());

  const driver = (name: string) => openDriver({ env, cwd: sandbox.workFolder(name) });
  const made = (name: string, file: string) => existsSync(join(sandbox.folder, 'work', name, file));
  const heard = async (net: SafetyNet, type: 'violation' | 'limit') =>
    ((await once(net, type)) as [ViolationEvent | LimitEvent])[0];

  test.concurrent('declines a dialog that asks for permission to touch a protected path', async () => {
    await using opened = driver('asked');
    await using session = await opened.open({ name: 'asked' });
    writeFileSync(join(sandbox.folder, 'work/asked/.env'), 'KEY=1\n');
    await session.send('gate it');
    await vi.waitUntil(async () => (await session.state()).status === 'blocked', { timeout: 20_000 });
    await using net = new SafetyNet(session);
    expect(await heard(net, 'violation')).toMatchObject({
      tool: 'Bash',
      path: '.env',
      command: 'rm .env',
      done: 'declined',
    });
    await vi.waitUntil(async () => (await session.state()).status === 'idle_done', { timeout: 20_000 });
    // If it is seen before its dialog is drawn, it is interrupted.
    const again = heard(net, 'violation');
    await session.send('gate it again');
    expect(['declined', 'interrupted']).toContain((await again).done);
    expect(made('asked', '.env')).toBe(true);
    // Unprotected paths do not concern it.
    expect(await session.send('hello', { wait: true })).toMatchObject({ status: 'done', text: 'Hello.' });
  });

  test.concurrent('interrupts a turn that has already touched one, or only reports it', async () => {
    await using opened = driver('quick');
    await using session = await opened.open({ name: 'quick', permission_mode: 'acceptEdits' });
    {
      await using net = new SafetyNet(session);
      await once(net, 'ready');
      const violation = heard(net, 'violation');
      await session.send('write it');
      expect(await violation).toMatchObject({ tool: 'Write', path: '.env', done: 'interrupted' });
      expect(await session.state()).toMatchObject({ status: 'idle_done', interrupted: true });
    }
    await using net = new SafetyNet(session, { on_violation: 'tell' });
    await once(net, 'ready');
    const violation = heard(net, 'violation');
    await session.send('write it again');
    expect(await violation).toMatchObject({ tool: 'Write', path: '.env', done: 'told' });
    expect(await session.state()).toMatchObject({ status: 'working' });
  });

  test.concurrent('limits calls, cost and time, each from when it was attached', async () => {
    await using opened = driver('limits');
    await using session = await opened.open({ name: 'limits', permission_mode: 'acceptEdits' });
    await session.send('hello', { wait: true });
    const limited = async (request: object, prompt: string) => {
      await using net = new SafetyNet(session, request);
      await once(net, 'ready');
      const limit = heard(net, 'limit');
      await session.send(prompt);
      const told = await limit;
      expect(await session.state()).toMatchObject({ status: 'idle_done', interrupted: true });
      return told as LimitEvent;
    };
    const turns = await limited({ max_turns: 2 }, 'loop');
    expect(turns).toMatchObject({ limit: 'turns', done: 'interrupted', limits: { turns: 2 } });
    expect(turns.used.turns).toBeGreaterThanOrEqual(2);
    const cost = await limited({ max_cost: 0.15 }, 'loop on');
    expect(cost).toMatchObject({ limit: 'cost', done: 'interrupted', limits: { cost_usd: 0.15 } });
    expect(cost.used.cost_usd).toBeGreaterThanOrEqual(0.15);
    expect(await limited({ max_time: 2 }, 'think')).toMatchObject({ limit: 'time', done: 'interrupted' });
  });

  test.concurrent('reports what the guard of a delegate has denied, and the limit that it was given', async () => {
    await using opened = driver('handed');
    await opened.delegate({ name: 'handed', task: 'hello' });
    const session = opened.session('handed');
    await using net = new SafetyNet(session);
    await once(net, 'ready');
    const violation = heard(net, 'violation');
    const limit = heard(net, 'limit');
    const result = await opened.continue({ name: 'handed', message: 'write it', max_time: 5 });
    expect(result).toMatchObject({ status: 'time_exceeded', safety: { violations: [{ tool: 'Write' }] } });
    expect(await violation).toMatchObject({ tool: 'Write', path: '.env', done: 'denied' });
    expect(await limit).toMatchObject({ limit: 'time', limits: { time_s: 5 }, done: 'interrupted' });
    expect(made('handed', '.env')).toBe(false);
  });

  test.concurrent('enforces the limits of a delegate that nobody follows, and closes with its session', async () => {
    await using opened = driver('alone');
    const { status } = await opened.delegate({ name: 'alone', task: 'think', max_time: 6, background: true });
    expect(status).toBe('running');
    const net = new SafetyNet(opened.session('alone'));
    const limit = heard(net, 'limit');
    const closed = once(net, 'close');
    expect(await limit).toMatchObject({ limit: 'time' });
    await opened.kill({ session: 'alone' });
    expect(await closed).toMatchObject([{ type: 'close' }]);
  });

  test.concurrent('refuses limits that it could not enforce', async () => {
    await using opened = driver('refused');
    const failed = async (name: string, request: object) =>
      (await once(new SafetyNet(opened.session(name), request), 'ready').catch((error: unknown) => error)) as object;
    expect(await failed('nobody', {})).toMatchObject({ code: 'no_such_session' });
    await opened.spawn({ name: 'silent', no_usage: true });
    expect(await failed('silent', { max_cost: 1 })).toMatchObject({ code: 'bad_input' });
    expect(await failed('silent', { max_turns: 0 })).toMatchObject({ code: 'bad_input' });
    expect(await failed('silent', { protect: ['**'] })).toMatchObject({ code: 'bad_input' });
    expect(await failed('silent', { protect: ['a'], no_safety: true })).toMatchObject({ code: 'bad_input' });
  });
});
