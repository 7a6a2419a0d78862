import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasTmux, Sandbox, type Script, settles } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

const gate = { match: 'gate', steps: [{ tools: [{ name: 'Bash', input: { command: 'touch ran' } }] }, { say: 'ok' }] };
const quick: Script = { turns: [gate, { match: '', steps: [{ say: 'Done.' }] }] };

const longText = (bytes: number) => {
  let text = '';
  for (let i = 1; text.length < bytes; i++)
    text += `Row ${i}: the quick brown fox jumps over the lazy dog, änd "quotes" stay.\n`;
  return text.slice(0, bytes).trimEnd();
};

describe.skipIf(!hasTmux)('send (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());
  const start = (name: string, script = quick) => Session.start(sandbox, name, script);

  test.concurrent('submits exactly once when the agent loses Enter', async () => {
    const s = await start('swallows-enter', { ...quick, swallow: { enters: 2, pasteMs: 300 } });
    const sent = await s.csd('send', 'Only once, please');
    expect(sent.json).toMatchObject({ ok: true, outcome: 'submitted' });
    await s.until('idle_done');
    expect(s.prompts).toEqual(['Only once, please']);
    expect(s.typed.split('\r').length - 1).toBeGreaterThanOrEqual(2);
  });

  test.concurrent('arrives whole when the agent loses early keys', async () => {
    const s = await start('swallows-early', { ...quick, swallow: { startMs: 2000 } });
    mustSucceed(await s.csd('send', 'Do not lose my head'));
    await s.until('idle_done');
    expect(s.prompts).toEqual(['Do not lose my head']);
  });

  test.concurrent('60 lines arrive as one prompt', async () => {
    const s = await start('sixty');
    const text = Array.from({ length: 60 }, (_, i) => `line ${i + 1}`).join('\n');
    mustSucceed(await sandbox.csd(['send', 'sixty', '--file', '-'], { input: `${text}\n` }));
    await s.until('idle_done');
    expect(s.prompts).toEqual([text]);
  });

  test.concurrent('100 KB arrive whole', async () => {
    const s = await start('huge');
    const text = longText(100_000);
    mustSucceed(await sandbox.csd(['send', 'huge', '--file', '-'], { input: text }));
    await s.until('idle_done');
    expect(s.prompts).toEqual([text]);
  });

  test.concurrent('a leading ! is text, never a shell command', async () => {
    const s = await start('bang');
    mustSucceed(await s.csd('send', '!touch ran-in-shell'));
    await s.until('idle_done');
    expect(s.prompts.map((prompt) => prompt.trim())).toEqual(['!touch ran-in-shell']);
    expect(existsSync(join(s.folder, 'ran-in-shell'))).toBe(false);
  });

  test.concurrent('a trailing backslash does not keep the prompt in the composer', async () => {
    const s = await start('backslash');
    mustSucceed(await s.csd('send', 'C:\\temp\\'));
    await s.until('idle_done');
    expect(s.prompts.map((prompt) => prompt.trim())).toEqual(['C:\\temp\\']);
  });

  test.concurrent('control bytes never arrive', async () => {
    const s = await start('control');
    const input = 'alpha\x03 beta\x1b[201~ gamma\x15\x07 delta\x1b';
    mustSucceed(await sandbox.csd(['send', 'control', '--file', '-'], { input }));
    await s.until('idle_done');
    expect(s.prompts).toHaveLength(1);
    expect(s.prompts[0]).toMatch(/^alpha beta.* gamma delta/);
    expect(s.typed.replaceAll('\x1b[200~', '').replaceAll('\x1b[201~', '')).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f]/);
    expect(s.typed.split('\x1b[201~')).toHaveLength(s.typed.split('\x1b[200~').length);
  });

  test.concurrent('types nothing into a gate', async () => {
    const s = await start('gated');
    await s.csd('send', 'gate');
    await s.until('blocked');
    const before = s.typed;
    const refused = await s.csd('send', 'This must not be typed');
    expect(refused).toMatchObject({ code: 1, json: { code: 'gated' } });
    expect(s.typed).toBe(before);
    expect(await s.state()).toMatchObject({ status: 'blocked', gate: 'permission' });
    expect(existsSync(join(s.folder, 'ran'))).toBe(false);
  });

  test.concurrent('accepts a prompt that looks like an option after --', async () => {
    const s = await start('dashes');
    mustSucceed(await s.csd('send', '--', '- item'));
    await s.until('idle_done');
    expect(s.prompts).toEqual(['- item']);
  });

  test.concurrent('--no-submit types and leaves the prompt in the composer', async () => {
    const s = await start('typed-only');
    expect((await s.csd('send', '--no-submit', 'Just typed')).json).toMatchObject({ ok: true, outcome: 'typed' });
    expect(s.screen()).toContain('❯ Just typed');
    expect(s.prompts).toEqual([]);
    expect(s.typed).not.toContain('\r');
  });

  test.concurrent('two concurrent sends to one session both arrive, once and unmerged', async () => {
    const s = await start('rivals', { turns: [{ match: '', steps: [{ thinkMs: 500, say: 'Done.' }] }] });
    const sent = await Promise.all([s.csd('send', 'First of two'), s.csd('send', 'Second of two')]);
    sent.forEach(mustSucceed);
    await settles(() => s.prompts.length >= 2);
    await s.until('idle_done');
    expect(s.prompts.sort()).toEqual(['First of two', 'Second of two']);
  });

  test.concurrent('four concurrent sends to four sessions each reach their own', async () => {
    const sessions = await Promise.all([1, 2, 3, 4].map((n) => start(`four-${n}`)));
    const sent = await Promise.all(sessions.map((s) => s.csd('send', `For ${s.name} alone`)));
    sent.forEach(mustSucceed);
    await Promise.all(sessions.map((s) => s.until('idle_done')));
    for (const s of sessions) expect(s.prompts).toEqual([`For ${s.name} alone`]);
  });

  test.concurrent('works while a person scrolls in copy mode', async () => {
    const s = await start('copying');
    await s.until('spawning');
    s.tmux('copy-mode');
    mustSucceed(await s.csd('send', 'Past copy mode'));
    await s.until('idle_done');
    expect(s.prompts).toEqual(['Past copy mode']);
  });

  test.concurrent('reaches the agent while another pane is active', async () => {
    const s = await start('panes');
    await s.until('spawning');
    const other = s.tmux('split-window', '-P', '-F', '#{pane_id}', 'cat').trim();
    mustSucceed(await s.csd('send', 'To the agent only'));
    await s.until('idle_done');
    expect(s.prompts).toEqual(['To the agent only']);
    expect(sandbox.tmux('capture-pane', '-p', '-t', other).trim()).toBe('');
  });

  test.concurrent("leaves a person's draft alone", async () => {
    const s = await start('drafting');
    await s.until('spawning');
    const draftShows = async () => {
      if (!s.screen().includes('❯ my draft')) s.tmux('send-keys', '-l', 'my draft');
      return s.screen().includes('❯ my draft');
    };
    expect(await settles(draftShows)).toBe(true);
    const refused = await s.csd('send', 'Not on top of a draft');
    expect(refused).toMatchObject({ code: 1, json: { code: 'composer_busy' } });
    expect(s.screen()).toMatch(/❯ my draft\s*$/m);
    expect(s.typed).not.toContain('Not on top');
    expect(s.prompts).toEqual([]);
  });

  test.concurrent('fails with an error when the agent no longer accepts keys', async () => {
    const s = await start('hung', { turns: [{ match: '', steps: [{ say: 'Stuck.', hang: true }] }] });
    await s.csd('send', 'Hang');
    const failed = await s.csd('send', '--retries', '1', 'Anyone there?');
    expect(failed.code).toBe(1);
    expect(failed.json.error).toContain('not accepted by the TUI');
  });
});
