import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Session, SessionEvent } from '../../../src/entry/index.ts';
import { openDriver } from '../../../src/entry/index.ts';
import { hasTmux, Sandbox } from '../../e2e/sandbox.ts';

vi.setConfig({ testTimeout: 90_000 });

const root = fileURLToPath(new URL('../../..', import.meta.url));
const PAGE = readFileSync(join(root, 'docs/library.md'), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);

const script = {
  hooks: true,
  turns: [
    {
      match: 'two steps',
      steps: [{ say: 'I look first.', tools: [{ name: 'Bash', input: { command: 'true' } }] }, { say: 'All seen.' }],
    },
    { match: 'fails', steps: [{ thinkMs: 60_000, say: 'Late.' }] },
    { match: '', steps: [{ thinkMs: 200, say: 'Hello.' }] },
  ],
};

describe.skipIf(!hasTmux)('the library (needs tmux)', () => {
  let sandbox: Sandbox;
  let env: Record<string, string>;
  beforeAll(() => {
    sandbox = new Sandbox();
    env = { ...sandbox.env, CSD_CLAUDE_BIN: sandbox.agent(script).bin };
  });
  afterAll(() => sandbox.dispose());

  const collect = async (session: Session, until: SessionEvent['type'], count = 1) => {
    const events: SessionEvent[] = [];
    for await (const event of session.events()) {
      events.push(event);
      if (event.type === 'gate') await session.approve({ expect: event.gate_id });
      if (event.type === until && events.filter(({ type }) => type === until).length === count) break;
    }
    return events;
  };

  test('a session is opened, prompted, followed by a stream and by listeners, and ended', async () => {
    const cwd = sandbox.workFolder('library');
    const driver = openDriver({ env, cwd });
    const session = await driver.open({ name: 'first', cwd });
    expect(await session.send('say hello', { wait: true, timeout: 30 })).toMatchObject({
      status: 'done',
      text: 'Hello.',
    });

    const heard: string[] = [];
    session.on('tool_use', ({ name }) => heard.push(name)).on('result', ({ outcome }) => heard.push(outcome));
    const streamed = collect(session, 'result');
    // Both exist once they have reported the state.
    await new Promise<void>((done) => session.once('state', () => done()));
    expect(await session.send('two steps')).toMatchObject({ ok: true, outcome: 'submitted' });
    const events = await streamed;
    expect(events[0]).toMatchObject({ type: 'state', state: { status: 'idle_done', text: 'Hello.' } });
    const told = events.filter(({ type }) => type !== 'state' && type !== 'gate');
    expect(told).toMatchObject([
      { type: 'text', text: 'I look first.' },
      { type: 'tool_use', name: 'Bash', input: { command: 'true' } },
      { type: 'text', text: 'All seen.' },
      { type: 'result', outcome: 'done', text: 'All seen.' },
    ]);
    await vi.waitUntil(() => heard.includes('done'));
    expect(heard).toEqual(['Bash', 'done']);
    session.removeAllListeners();

    const closing = collect(session, 'close');
    await vi.waitUntil(async () => (await session.state()).status === 'idle_done');
    const waiting = session.send('this fails', { wait: true, signal: AbortSignal.timeout(1500) });
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    expect((await session.state()).status).toBe('working');
    await session[Symbol.asyncDispose]();
    expect((await driver.ps({ status: ['ended'] })).sessions).toMatchObject([{ name: 'first' }]);
    // Closing a session ends its streams.
    expect((await closing).map(({ type }) => type)).not.toContain('error');
    driver.close();
    await expect(driver.ps({})).rejects.toThrow('the driver was closed');
  });

  test('a missing session is reported, and one that ends is closed', async () => {
    const cwd = sandbox.workFolder('closing');
    const driver = openDriver({ env, cwd });
    await expect(collect(driver.session('nobody'), 'close')).rejects.toMatchObject({ code: 'no_such_session' });
    const failed = new Promise((done) =>
      driver
        .session('nobody')
        .on('state', () => undefined)
        .on('error', done),
    );
    expect(await failed).toMatchObject({ code: 'no_such_session' });
    expect(() => driver.session('')).toThrow('empty');
    const session = await driver.open({ name: 'brief', cwd });
    const events = collect(session, 'close');
    await new Promise<void>((done) => session.once('state', () => done()));
    await driver.kill({ session: 'brief' });
    expect((await events).at(-1)).toMatchObject({ type: 'close' });
    driver.close();
  });

  // Two of its sessions are ended by force, which takes 10 s each.
  test('the examples of the page are typed, and run one after the other', { timeout: 240_000 }, async () => {
    expect(EXAMPLES.length).toBe(6);
    const folder = sandbox.workFolder('examples');
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/claude-session-driver'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const files = EXAMPLES.map((code, n) => {
      const file = join(folder, `example-${n + 1}.ts`);
      writeFileSync(file, code);
      return file;
    });
    const settings = {
      module: 'nodenext',
      target: 'es2022',
      strict: true,
      outDir: 'out',
      types: ['node'],
      skipLibCheck: false,
    };
    const options = { ...settings, rootDir: '.', typeRoots: [join(root, 'node_modules/@types')] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }));
    const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'pipe', encoding: 'utf8' });
    const said: string[] = [];
    for (const n of files.keys()) {
      said.push(
        await new Promise<string>((done, fail) => {
          const file = join(folder, 'out', `example-${n + 1}.js`);
          execFile(process.execPath, [file], { cwd: folder, env, timeout: 120_000 }, (error, stdout, stderr) =>
            error ? fail(new Error(`example ${n + 1}: ${stderr}`)) : done(stdout),
          );
        }),
      );
    }
    expect(said.slice(0, 5)).toEqual(['done Hello.\n', 'Hello.\n', 'Hello.\n', 'completed Hello. 1\n', '']);
    expect(said[5]).toMatch(/^nobody waits any longer\n\w+\n$/);
  });
});
