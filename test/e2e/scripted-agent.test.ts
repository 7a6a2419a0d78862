import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasTmux, Sandbox, type Script, settles } from './sandbox.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

/** The faults that the other tests rely on are real: a sender that verifies nothing fails here. */
describe.skipIf(!hasTmux)('the scripted agent (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());

  async function start(name: string, script: Script, trusted = true) {
    const folder = sandbox.workFolder(name, trusted);
    const { bin } = sandbox.agent(script);
    sandbox.tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-s',
      name,
      '-x',
      '100',
      '-y',
      '30',
      '-c',
      folder,
      `exec ${bin}`,
    );
    const pane = `=${name}:`;
    const screen = () => sandbox.tmux('capture-pane', '-p', '-t', pane).replaceAll('\u00a0', ' ');
    const key = (...keys: string[]) => sandbox.tmux('send-keys', '-t', pane, ...keys);
    const paste = (text: string) => {
      sandbox.tmux('set-buffer', '-b', name, '--', text);
      sandbox.tmux('paste-buffer', '-p', '-d', '-b', name, '-t', pane);
    };
    const shows = async (text: string) => expect(await settles(() => screen().includes(text)), screen()).toBe(true);
    const prompts = () => {
      const projects = join(sandbox.home, '.claude/projects', folder.replace(/[^A-Za-z0-9]/g, '-'));
      const [file] = existsSync(projects) ? readdirSync(projects) : [];
      return file ? sandbox.prompts(join(projects, file)) : [];
    };
    await shows(trusted ? '❯' : 'Accessing workspace');
    return { folder, screen, key, paste, shows, prompts };
  }

  const awake = { swallow: { startMs: 0 } };

  test.concurrent('loses keys typed right after the composer appears', async () => {
    const agent = await start('early', { swallow: { startMs: 60_000 } });
    agent.paste('lost');
    agent.key('Enter');
    agent.key('-l', 'lost too');
    expect(await settles(() => agent.screen().includes('lost'), 300)).toBe(false);
  });

  test.concurrent('loses an Enter right after a paste, and more if configured to', async () => {
    const agent = await start('enters', { swallow: { startMs: 0, pasteMs: 60_000, enters: 1 } });
    agent.paste('once');
    agent.key('Enter');
    agent.key('Enter');
    await agent.shows('❯ once');
    expect(agent.prompts()).toEqual([]);
    agent.key('Enter');
    await agent.shows('You said: once');
    expect(agent.prompts()).toEqual(['once']);
  });

  test.concurrent('runs a pasted prompt that begins with ! in the shell', async () => {
    const agent = await start('shell', { swallow: { startMs: 0, pasteMs: 0 } });
    agent.paste('!touch ran');
    await agent.shows('! touch ran');
    agent.key('Enter');
    expect(await settles(() => existsSync(join(agent.folder, 'ran')))).toBe(true);
  });

  test.concurrent('treats a control byte inside a paste as a key', async ({ skip }) => {
    const agent = await start('control', awake);
    // 3.8 writes control bytes of a paste as text, unless told not to (-S).
    skip(/-\w*S/.test(sandbox.tmux('list-commands', 'paste-buffer')), 'this tmux lets no control byte through');
    agent.paste('gone\x03kept');
    await agent.shows('❯ kept');
  });

  test.concurrent('quits on a bare Enter at the folder gate', async () => {
    const agent = await start('folder', awake, false);
    agent.key('Enter');
    expect(await settles(() => !sandbox.tmux('list-sessions', '-F', '#{session_name}').includes('folder'))).toBe(true);
    expect(readFileSync(join(sandbox.home, '.claude.json'), 'utf8')).not.toContain(agent.folder);
  });
});
