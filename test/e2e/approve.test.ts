import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasTmux, Sandbox, settles } from './sandbox.ts';
import { Session } from './session.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

const touch = (name: string) => ({ name: 'Bash', input: { command: `touch ${name}` } });
const two = { match: 'two', steps: [{ say: 'Two.', tools: [touch('one'), touch('two')] }, { say: 'Both ran.' }] };
const write = {
  match: 'write',
  steps: [{ tools: [{ name: 'Write', input: { file_path: 'new.txt', content: 'a\nb\n' } }] }, { say: 'Written.' }],
};

describe.skipIf(!hasTmux)('approve (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());
  const start = (name: string) => Session.start(sandbox, name, { turns: [two, write] });
  const made = (s: Session, name: string) => existsSync(join(s.folder, name));

  test.concurrent('answers one gate, even when the next opens at once', async () => {
    const s = await start('pair');
    await s.csd('send', 'two tools');
    expect((await s.until('blocked')).prompt).toContain('touch one');
    expect((await s.csd('approve')).json).toMatchObject({ ok: true, option: 1 });
    expect(await settles(() => made(s, 'one'))).toBe(true);
    expect((await s.until('blocked')).prompt).toContain('touch two');
    expect(made(s, 'two')).toBe(false);
    expect((await s.csd('approve')).json).toMatchObject({ ok: true, option: 1 });
    expect((await s.until('idle_done')).text).toContain('Both ran.');
    expect(made(s, 'two')).toBe(true);
  });

  test.concurrent('answers one gate, even if the agent is too busy to redraw after it', async () => {
    const file = (name: string) => ({ name: 'Write', input: { file_path: name, content: 'text\n' } });
    const files = {
      match: 'files',
      steps: [{ tools: [file('first.txt'), file('second.txt')] }, { say: 'Written.' }],
    };
    const s = await Session.start(sandbox, 'stalled', { turns: [files], stallMs: 4000 });
    await s.csd('send', 'two files');
    expect((await s.until('blocked')).prompt).toContain('first.txt');
    await s.csd('approve');
    expect(await settles(() => made(s, 'first.txt'))).toBe(true);
    await settles(async () => (await s.state()).status !== 'working');
    expect(made(s, 'second.txt')).toBe(false);
    expect((await s.until('blocked')).prompt).toContain('second.txt');
  });

  test.concurrent('presses nothing when no gate is open', async () => {
    const s = await start('no-gate');
    await s.until('spawning');
    const before = s.typed;
    const refused = await s.csd('approve');
    expect(refused).toMatchObject({ code: 1, json: { code: 'no_gate' } });
    expect(s.typed).toBe(before);
  });

  test.concurrent('presses nothing for an option that the gate does not have', async () => {
    const s = await start('no-option');
    await s.csd('send', 'write it');
    const gate = await s.until('blocked');
    expect(gate).toMatchObject({ gate: 'permission', selected: 1 });
    const before = s.typed;
    const none = { code: 1, json: { code: 'no_such_option' } };
    expect(await s.csd('approve', '--option', '9')).toMatchObject(none);
    expect(await s.csd('approve', '--match', 'Maybe')).toMatchObject(none);
    expect(await s.csd('approve', '--option', '0')).toMatchObject({ code: 1, json: { code: 'bad_input' } });
    expect(s.typed).toBe(before);
    expect(await s.state()).toEqual(gate);
  });

  test.concurrent('deny: nothing is written and the turn is over', async () => {
    const s = await start('refusing');
    await s.csd('send', 'write it');
    await s.until('blocked');
    expect((await s.csd('approve', '--match', 'No')).json).toMatchObject({ ok: true, option: 3 });
    expect(await s.until('idle_done')).toMatchObject({ interrupted: true });
    expect(made(s, 'new.txt')).toBe(false);
  });

  test.concurrent('takes the requested option, and only that', async () => {
    const s = await start('second');
    await s.csd('send', 'write it');
    await s.until('blocked');
    expect((await s.csd('approve', '--option', '2')).json).toMatchObject({ ok: true, option: 2 });
    expect((await s.until('idle_done')).text).toBe('Written.');
    expect(s.screen()).toContain('accept edits on');
    expect(made(s, 'new.txt')).toBe(true);
  });

  test.concurrent('option 1 of the folder gate ends the agent, which is then dead with its exit code', async () => {
    const s = await Session.start(sandbox, 'distrust', {}, { trusted: false });
    await s.until('blocked');
    await s.csd('approve', '--option', '1');
    expect(await s.until('dead')).toMatchObject({ exit_code: 1 });
  });
});
