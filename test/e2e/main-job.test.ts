import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasTmux, Sandbox } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

const greeting = {
  match: 'greeting',
  steps: [
    {
      thinkMs: 300,
      say: 'I will write it down.',
      tools: [{ name: 'Bash', input: { command: 'echo hello > greeting.txt', description: 'Write it' } }],
    },
    { say: 'It is written.' },
  ],
};
const database = {
  match: 'database',
  steps: [
    {
      ask: {
        header: 'DB',
        question: 'Which database should we use?',
        options: [
          { label: 'Postgres', description: 'Relational and solid' },
          { label: 'SQLite', description: 'A single file' },
        ],
      },
    },
    { say: 'Noted.\n\nWhat should the project be called?' },
  ],
};
const plan = {
  match: 'plan',
  steps: [{ say: 'I wrote a plan.', plan: '# Plan\n\n1. Do it\n2. Test it\n' }, { say: 'Done as planned.' }],
};
const slow = { match: 'slow', steps: [{ thinkMs: 300, say: 'one two three four five six', chunkMs: 400 }] };
const tool = {
  match: 'tool',
  steps: [{ tools: [{ name: 'Bash', input: { command: 'sleep 2' } }] }, { say: 'Slept.' }],
};

describe.skipIf(!hasTmux)('the main job (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());

  test.concurrent('spawn, trust, prompt, permission, questions, answers, kill', async () => {
    const s = await Session.start(sandbox, 'job', { turns: [greeting, database] }, { trusted: false });
    expect(s.sidecar).toMatchObject({ name: 'job', cwd: s.folder, backend: 'claude', backend_version: '2.1.330' });
    expect(s.sidecar.jsonl_path).toContain(`${s.folder.replace(/[^A-Za-z0-9]/g, '-')}/${s.sidecar.session_id}.jsonl`);

    const trust = await s.until('blocked');
    expect(trust).toMatchObject({ gate: 'trust', options: ['No, exit', 'Yes, I trust this folder'], selected: 1 });
    expect((await s.csd('approve')).json).toMatchObject({ ok: true, option: 2 });
    await s.until('spawning');

    expect((await s.csd('send', 'Write', 'a', 'greeting')).json).toMatchObject({ ok: true, outcome: 'submitted' });
    const gate = await s.until('blocked');
    expect(gate).toMatchObject({ gate: 'permission', selected: 1 });
    expect(gate.prompt).toContain('Do you want to proceed?');
    expect(gate.options).toHaveLength(4);
    expect(existsSync(join(s.folder, 'greeting.txt'))).toBe(false);
    expect((await s.csd('approve')).json).toMatchObject({ ok: true, option: 1 });
    expect((await s.until('idle_done')).text).toContain('It is written.');
    expect(readFileSync(join(s.folder, 'greeting.txt'), 'utf8')).toBe('hello\n');

    await s.csd('send', 'Choose a database');
    const menu = await s.until('awaiting_answer');
    expect(menu.question).toContain('Which database should we use?');
    expect(menu.options.slice(0, 2)).toEqual(['Postgres', 'SQLite']);
    expect((await s.csd('approve', '--match', 'SQLite')).json).toMatchObject({ ok: true, option: 2 });
    expect(readFileSync(s.sidecar.jsonl_path, 'utf8')).toContain('\\"Which database should we use?\\"=\\"SQLite\\"');

    expect((await s.until('awaiting_answer')).question).toContain('What should the project be called?');
    mustSucceed(await s.csd('send', 'Heron'));
    expect(await s.until('idle_done')).toMatchObject({ text: 'You said: Heron' });
    expect(s.prompts).toEqual(['Write a greeting', 'Choose a database', 'Heron']);

    expect((await s.csd('kill')).json).toEqual({ ok: true, found: true, session_id: s.sidecar.session_id });
    expect(sandbox.sidecars()).not.toContain('job.json');
  });

  test.concurrent('spawn --trust answers the folder gate itself', async () => {
    const s = await Session.start(sandbox, 'trusting', {}, { trusted: false, args: ['--trust'] });
    await s.until('spawning');
  });

  test.concurrent('a plan is plan_ready with its own file and text, and an option starts it', async () => {
    const s = await Session.start(sandbox, 'planner', { turns: [plan] }, { args: ['--permission-mode', 'plan'] });
    await s.csd('send', 'Make a plan');
    const ready = await s.until('plan_ready');
    expect(ready.plan).toContain('1. Do it\n2. Test it');
    expect(readFileSync(ready.plan_file, 'utf8')).toContain('2. Test it');
    expect(ready.options).toHaveLength(3);
    expect((await s.csd('approve', '--option', '2')).json).toMatchObject({ ok: true, option: 2 });
    expect((await s.until('idle_done')).text).toContain('Done as planned.');
  });

  test.concurrent('a turn in flight is working, with the tool that runs', async () => {
    const s = await Session.start(sandbox, 'busy', { turns: [slow, tool] }, { args: ['--permission-mode', 'auto'] });
    await s.csd('send', 'slow please');
    expect(await s.state()).toMatchObject({ status: 'working', tools: [] });
    await s.until('idle_done');
    await s.csd('send', 'use a tool');
    expect(await s.until('working')).toMatchObject({ tools: ['Bash'] });
    expect(await s.until('idle_done')).toMatchObject({ text: 'Slept.' });
  });
});
