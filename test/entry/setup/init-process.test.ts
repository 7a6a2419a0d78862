import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BACKENDS } from '../../../src/backends/index.ts';
import { piecesOf } from '../../../src/entry/setup/init-parts.ts';
import { hasTmux, settles } from '../../e2e/sandbox.ts';
import { Place } from '../../faces/built.ts';
import { commandOf } from '../../program.ts';

let place: Place;
let home: string;
beforeEach(() => {
  place = new Place();
  home = place.env.HOME ?? '';
  place.env.SHELL = '/bin/bash';
});
afterEach(() => place.dispose());

/** Every file and folder below the home, with its content. */
const all = () =>
  Object.fromEntries(
    readdirSync(home, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const facts = lstatSync(path.join(home, name));
        return [
          name,
          facts.isFile()
            ? `${(facts.mode & 0o777).toString(8)} ${readFileSync(path.join(home, name), 'utf8')}`
            : 'no file',
        ];
      }),
  );
const csd = async (...args: string[]) => {
  const ran = await place.csd(['init', ...args]);
  const lines = ran.stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { ...ran, outcomes: lines.map(({ outcome }) => outcome) };
};

test('it writes everything, nothing the second time, and --undo restores the home', async () => {
  writeFileSync(path.join(home, '.tmux.conf'), 'set -g mouse on', { mode: 0o640 });
  const before = all();
  const shown = await csd('--yes', '--dry-run');
  expect(shown).toMatchObject({ code: 0, stdout: '' });
  expect(shown.stderr).toContain('#(csd tmux-status)');
  expect(all()).toEqual(before);

  expect(await csd('--yes')).toMatchObject({ code: 0, outcomes: ['written', 'written', 'written', 'written'] });
  expect(readFileSync(path.join(home, '.tmux.conf'), 'utf8')).toMatch(
    /^set -g mouse on\n# >>> csd init >>>\n[\s\S]+# <<< csd init <<<\n$/,
  );
  expect(statSync(path.join(home, '.tmux.conf')).mode & 0o777).toBe(0o640);
  expect(statSync(path.join(home, '.config/csd/config.json')).mode & 0o777).toBe(0o600);
  expect((await place.csd(['config', '--json'])).code).toBe(0);
  if (process.platform === 'linux') {
    const unit = readFileSync(path.join(home, '.config/systemd/user/csd.service'), 'utf8');
    expect(unit).toMatch(/^ExecStart=".+" "serve" "--notify"$/m);
    expect(unit).toContain(`Environment="XDG_STATE_HOME=${place.env.XDG_STATE_HOME}"`);
  }
  expect(readFileSync(path.join(home, '.local/share/bash-completion/completions/csd'), 'utf8')).toContain(
    'csd --complete',
  );
  const written = all();
  expect(await csd('--yes')).toMatchObject({ code: 0, outcomes: ['there', 'there', 'there', 'there'] });
  expect(all()).toEqual(written);

  expect(await csd('--undo')).toMatchObject({ code: 0, outcomes: ['removed', 'removed', 'removed', 'removed'] });
  expect(all()).toEqual(before);
  expect(await csd('--undo')).toMatchObject({ code: 0, outcomes: [] });
});

test('a person’s own content stays: existing files, and later changes and additions', async () => {
  mkdirSync(path.join(home, '.config/csd'), { recursive: true, mode: 0o700 });
  writeFileSync(path.join(home, '.config/csd/config.json'), '{"hosts":["far"]}', { mode: 0o600 });
  expect(await csd('--yes', '--config', '--tmux', '--service')).toMatchObject({
    outcomes: ['kept', 'written', 'written'],
  });
  const conf = path.join(home, '.tmux.conf');
  writeFileSync(conf, `# mine, before\n${readFileSync(conf, 'utf8')}# mine, after\n`);
  const unit = path.join(
    home,
    process.platform === 'darwin' ? 'Library/LaunchAgents/csd.serve.plist' : '.config/systemd/user/csd.service',
  );
  const own = `${readFileSync(unit, 'utf8')}# mine\n`;
  writeFileSync(unit, own);
  const undone = await csd('--undo');
  expect(undone).toMatchObject({ code: 1, outcomes: ['changed', 'removed'] });
  expect(undone.stderr).toContain(unit);
  expect(readFileSync(conf, 'utf8')).toBe('# mine, before\n# mine, after\n');
  expect(readFileSync(unit, 'utf8')).toBe(own);
  expect(readFileSync(path.join(home, '.config/csd/config.json'), 'utf8')).toBe('{"hosts":["far"]}');
  // Once it is unchanged again, it can be removed.
  writeFileSync(unit, own.replace('# mine\n', ''));
  expect(await csd('--undo')).toMatchObject({ code: 0, outcomes: ['removed'] });
  expect(existsSync(unit)).toBe(false);
});

test('a link is followed and stays a link; an edited block is left alone', async () => {
  mkdirSync(path.join(home, 'dotfiles'));
  writeFileSync(path.join(home, 'dotfiles/tmux'), 'set -g mouse on\n');
  symlinkSync('dotfiles/tmux', path.join(home, '.tmux.conf'));
  expect(await csd('--yes', '--tmux')).toMatchObject({ outcomes: ['written'] });
  expect(lstatSync(path.join(home, '.tmux.conf')).isSymbolicLink()).toBe(true);
  const file = path.join(home, 'dotfiles/tmux');
  const edited = readFileSync(file, 'utf8').replace('bind-key N', 'bind-key M');
  writeFileSync(file, edited);
  expect(await csd('--undo')).toMatchObject({ code: 1, outcomes: ['changed'] });
  expect(readFileSync(file, 'utf8')).toBe(edited);
});

test('it needs flags if nobody can be asked', async () => {
  expect(await csd()).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('--yes') });
  expect(all()).toEqual({});
});

test.each([...BACKENDS.values()])(
  'the service gets the program and the folder of $name from the shell',
  ({ launch }) => {
    const names = [launch.programVariable, launch.configVariable];
    const env = Object.fromEntries(names.map((name) => [name, `/${name}`]));
    const setting = { home: '/home/me', env, program: ['csd'], completion: () => '', isThere: () => false };
    const [unit] = piecesOf(['service'], undefined, { ...setting, notifies: false, platform: 'linux' });
    for (const name of names) expect(unit?.text).toContain(`Environment="${name}=/${name}"\n`);
  },
);

test('a unit and a plist keep paths with blanks, quotes, percent and dollar signs', () => {
  const setting = {
    home: '/home/me',
    env: { PATH: '/a "b"/%h:/c$d' },
    program: ['/opt/my node', '/x<y>&/bin.cjs'],
    completion: () => '',
    isThere: () => false,
    notifies: false,
  };
  const [unit] = piecesOf(['service'], undefined, { ...setting, platform: 'linux' });
  expect(unit?.text).toContain('ExecStart="/opt/my node" "/x<y>&/bin.cjs" "serve"\n');
  expect(unit?.text).toContain('Environment="PATH=/a \\"b\\"/%%h:/c$d"\n');
  const [plist] = piecesOf(['service'], undefined, { ...setting, platform: 'darwin' });
  expect(plist).toMatchObject({
    path: '/home/me/Library/LaunchAgents/csd.serve.plist',
    mode: 0o644,
    after: 'launchctl load /home/me/Library/LaunchAgents/csd.serve.plist',
  });
  expect(plist?.text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>Label</key><string>csd.serve</string>
  <key>ProgramArguments</key><array><string>/opt/my node</string><string>/x&lt;y&gt;&amp;/bin.cjs</string><string>serve</string></array>
  <key>EnvironmentVariables</key><dict>
    <key>PATH</key><string>/a "b"/%h:/c$d</string>
  </dict>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><true/>
  <key>AbandonProcessGroup</key><true/>
</dict></plist>
`);
  const [telling] = piecesOf(['service'], undefined, { ...setting, platform: 'darwin', notifies: true });
  expect(telling?.text).toContain('<string>serve</string><string>--notify</string></array>');
});

describe.skipIf(!hasTmux)('at a terminal (needs tmux)', { timeout: 60_000 }, () => {
  test('it asks what to set up, shows it, and writes nothing without permission; tmux accepts what it wrote', async () => {
    const env = { ...place.env, TERM: 'xterm-256color', TMUX_TMPDIR: place.folder };
    const tmux = (...args: string[]) =>
      execFileSync('tmux', ['-u', '-f', '/dev/null', ...args], { env, encoding: 'utf8' });
    const [program, words] = commandOf(['init']);
    const line = [program, ...words].map((word) => `'${word}'`).join(' ');
    const ask = () =>
      tmux(
        'new-session',
        '-d',
        '-s',
        'eyes',
        '-x',
        '110',
        '-y',
        '60',
        `env -u TMUX ${line}; echo "ended with $?"; exec sleep 600`,
      );
    const shown = () => tmux('capture-pane', '-p', '-t', '=eyes:');
    try {
      ask();
      expect(await settles(() => shown().includes('What should csd set up?'))).toBe(true);
      tmux('send-keys', '-t', '=eyes:', 'Enter');
      expect(await settles(() => shown().includes('Write this?'))).toBe(true);
      expect(shown()).toContain('| bind-key N');
      tmux('send-keys', '-t', '=eyes:', 'n');
      expect(await settles(() => shown().includes('ended with 1'))).toBe(true);
      expect(all()).toEqual({});
      tmux('kill-session', '-t', '=eyes');
      ask();
      expect(await settles(() => shown().includes('What should csd set up?'))).toBe(true);
      tmux('send-keys', '-t', '=eyes:', 'Enter');
      expect(await settles(() => shown().includes('Write this?'))).toBe(true);
      tmux('send-keys', '-t', '=eyes:', 'y');
      expect(await settles(() => shown().includes('ended with 0'))).toBe(true);
      tmux('source-file', path.join(home, '.tmux.conf'));
      expect(tmux('show', '-gv', 'status-right')).toContain('#(csd tmux-status)');
    } finally {
      tmux('kill-server');
    }
  });
});
