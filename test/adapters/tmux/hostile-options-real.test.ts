import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RealTmux } from '../../conformance/real-tmux.ts';
import { seen } from '../../conformance/tmux.ts';
import { waitFor } from '../../conformance/wait.ts';
import { needsTmux } from '../../needs-tmux.ts';
import { someOf } from '../../thorough.ts';

let real: RealTmux;
beforeEach(() => {
  real = new RealTmux();
});
afterEach(() => real.stop());
needsTmux();

const quote = (words: string[]) => words.map((word) => `'${word}'`).join(' ');
const set = (...words: string[]) => quote(['set-option', '-g', ...words]);
const hook = (name: string, command: string) => quote(['set-hook', '-g', name, command]);
/** Makes these lines the person's configuration, which the server reads at its start. */
const configure = (lines: string[]) => writeFileSync(path.join(real.folder, '.tmux.conf'), `${lines.join('\n')}\n`);

/** Options that a person may have set for their own sessions, which must not affect csd's. */
const OPTIONS: Record<string, string[]> = {
  'a shell that ends at once': [set('default-shell', '/bin/false'), set('default-command', 'exit 3')],
  'panes that stay, or go': [set('remain-on-exit', 'off'), set('remain-on-exit-format', 'gone')],
  'no status line': [set('status', 'off')],
  'a status line of five rows': [set('status', '5'), set('status-position', 'top')],
  'the mouse and other keys': [
    set('mouse', 'on'),
    set('prefix', 'C-a'),
    set('prefix2', 'None'),
    set('mode-keys', 'vi'),
  ],
  'other numbers': [set('base-index', '1'), set('-w', 'pane-base-index', '1'), set('renumber-windows', 'on')],
  'other sizes': [set('window-size', 'smallest'), set('default-size', '20x5'), set('-w', 'aggressive-resize', 'on')],
  'sessions that end unattached': [set('destroy-unattached', 'on'), set('detach-on-destroy', 'off')],
  'a server that stays': [quote(['set-option', '-s', 'exit-empty', 'off'])],
  'no environment to be taken over': [set('update-environment', '')],
  'names that change': [set('-w', 'automatic-rename', 'on'), set('-w', 'allow-rename', 'on'), set('set-titles', 'on')],
  'a border with a title': [set('-w', 'pane-border-status', 'top'), set('-w', 'pane-border-format', '#(id)')],
  'panes in step': [set('-w', 'synchronize-panes', 'on'), set('-w', 'monitor-activity', 'on')],
  'no history and one screen': [set('history-limit', '0'), set('-w', 'alternate-screen', 'off')],
  'another terminal': [set('default-terminal', 'dumb'), quote(['set-option', '-s', 'escape-time', '500'])],
  'few buffers': [quote(['set-option', '-s', 'buffer-limit', '1']), quote(['set-option', '-s', 'set-clipboard', 'on'])],
  'pale windows': [set('-w', 'window-style', 'dim,reverse'), set('-w', 'window-active-style', 'dim')],
  'a lock': [set('lock-after-time', '1'), set('lock-command', 'cat')],
  'no pastes by time': [set('assume-paste-time', '0'), quote(['set-option', '-s', 'focus-events', 'on'])],
  'another name by a hook': [hook('after-new-session', 'rename-window mine')],
  'another size by a hook': [hook('after-new-session', 'resize-window -x 20 -y 5')],
  'a mode by a hook': [hook('session-created', 'set-option -g mouse on')],
  // tmux 3.2a and 3.3a show it over the first pane of the server, in a mode that takes the keys.
  'a mistake': [set('no-such-option', 'on'), 'no-such-command'],
  'a message by hooks': ['pane-focus-in', 'window-linked', 'session-window-changed', 'after-show-options'].map((name) =>
    hook(name, 'display-message mine'),
  ),
};

const together: [string, string[]] = ['all of these at once', Object.values(OPTIONS).flat()];

test.each([together, ...someOf(Object.entries(OPTIONS), 6)])('%s', async (_, commands) => {
  configure(commands);
  const size = { width: 60, height: 10 };
  const { pane, width, height } = await real.tmux.newSession({
    name: 'job',
    cwd: '/',
    ...size,
    argv: ['sh', '-c', 'stty -echo; echo ready; read -r line; echo "got $line"; read -r line; exit 7'],
    env: { MINE: 'yes' },
  });
  expect({ width, height }).toEqual(size);
  const look = async () => seen((await real.tmux.look([{ target: pane }]))[0]);
  const shows = (text: string) => waitFor(text, async () => (await look())?.screen.includes(text) || undefined);
  await shows('ready');
  expect(await look()).toMatchObject({ ...size, session: 'job', inMode: false, dead: false });
  await real.tmux.paste({ target: pane }, 'a word');
  await real.tmux.press({ target: pane }, ['Enter']);
  await shows('got a word');
  await real.tmux.press({ target: pane }, ['Enter']);
  const dead = await waitFor('its end', async () => {
    const capture = await look();
    return capture?.dead ? capture : undefined;
  });
  expect(dead).toMatchObject({ exitCode: 7, screen: expect.stringContaining('got a word') });
  expect(dead.screen).not.toContain('gone');
  await real.tmux.killSession('job', undefined);
  expect(await real.tmux.hasSession('job', undefined)).toBe(false);
});

test.each([
  ['adds a window', 'new-window', /added a pane or window/],
  ['adds a pane', 'split-window', /added a pane or window/],
  ['ends the session', 'kill-session -t =job', /ended the new session at once, or/],
  ['renames it', 'rename-session mine', /another name/],
])('a hook that %s is named, and nothing is left behind', async (_, command, words) => {
  configure([hook('after-new-session', command)]);
  const session = { name: 'job', cwd: '/', width: 60, height: 10, argv: ['cat'], env: {} };
  await expect(real.tmux.newSession(session)).rejects.toMatchObject({
    code: 'spawn_failed',
    message: expect.stringMatching(words),
  });
  expect(() => real.run('list-panes', '-a')).toThrow(/no server|no such file|no current|server exited|lost server/i);
});

/** A program that reports each line it reads. */
const ECHO = ['sh', '-c', 'stty -echo; echo ready; while read -r line; do echo "got $line"; done'];
const firstLook = async (pane: string) => (await real.tmux.look([{ target: pane }]))[0];
const shown = async (pane: string, text: string) => {
  const shows = async () => seen(await firstLook(pane))?.screen.includes(text) || undefined;
  return waitFor(text, shows);
};

test('output of hooks while csd types is not mistaken for an answer of the pane', async () => {
  configure(
    ['after-send-keys', 'after-paste-buffer', 'after-load-buffer', 'after-delete-buffer'].map((name) =>
      hook(name, 'display-message -p done ; display-message -p mine'),
    ),
  );
  const { pane } = await real.tmux.newSession({ name: 'job', cwd: '/', width: 60, height: 10, argv: ECHO, env: {} });
  await shown(pane, 'ready');
  await real.tmux.paste({ target: pane }, 'a word');
  await real.tmux.press({ target: pane }, ['Enter', ';', "'", 'Enter']);
  await shown(pane, "got ;'");
  await real.tmux.killPane({ target: pane });
  await expect(real.tmux.paste({ target: pane }, 'lost')).rejects.toMatchObject({ code: 'dead' });
  await expect(real.tmux.press({ target: pane }, ['Enter'])).rejects.toMatchObject({ code: 'dead' });
});

test.each(['after-capture-pane', 'after-display-message'])('%s that prints adds no row to the screen', async (name) => {
  const { pane } = await real.tmux.newSession({ name: 'job', cwd: '/', width: 60, height: 10, argv: ECHO, env: {} });
  await shown(pane, 'ready');
  real.run('set-hook', '-g', name, 'display-message -p "1. Yes"');
  expect(await firstLook(pane)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('show-hooks') });
  real.run('set-hook', '-gu', name);
  expect(await firstLook(pane)).toMatchObject({ kind: 'seen' });
});

test('nothing is typed into a pane whose keys tmux also sends to others', async () => {
  const { pane } = await real.tmux.newSession({ name: 'job', cwd: '/', width: 60, height: 10, argv: ECHO, env: {} });
  const beside = real.run('split-window', '-d', '-P', '-F', '#{pane_id}', '-t', pane, ...ECHO).trim();
  await Promise.all([shown(pane, 'ready'), shown(beside, 'ready')]);
  real.run('set-option', '-w', '-t', pane, 'synchronize-panes', 'on');
  const refusal = { code: 'unsupported', message: expect.stringContaining('synchronize-panes off') };
  await expect(real.tmux.press({ target: pane }, ['y', 'Enter'])).rejects.toMatchObject(refusal);
  await expect(real.tmux.paste({ target: pane }, 'a word')).rejects.toMatchObject(refusal);
  expect(real.run('list-buffers')).toBe('');
  real.run('set-option', '-w', '-t', pane, 'synchronize-panes', 'off');
  await real.tmux.press({ target: pane }, ['z', 'Enter']);
  await shown(pane, 'got z');
  for (const one of [pane, beside]) expect(seen(await firstLook(one))?.screen).not.toContain('got y');
  expect(seen(await firstLook(beside))?.screen).not.toContain('got z');
});
