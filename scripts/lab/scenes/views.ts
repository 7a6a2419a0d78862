import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import { ASKING, bash, over } from './lines.ts';

const HELLO = [{ text: 'Hello there.' }];
const LONG = Array.from({ length: 90 }, (_, n) => `Line ${n + 1} of the long answer.`).join('\n');
/** The agent has its own view for scrolling. */
const scrolls = (release: string) => atLeast(release, '2.1.330');
/** Each row is full, so the label of a scrolled conversation is drawn on top of text. */
const WIDE = Array.from(
  { length: 40 },
  (_, n) => `Row ${n + 1}: ${'a text that is wider than the pane '.repeat(8)}`,
).join('\n\n');
const idle = { status: 'idle_done', text: 'Hello there.' };

/** A scene in which a person does something to the screen after one finished turn. */
function afterHello(name: string, about: string, play: Scene['play'], more: Partial<Scene> = {}): Scene {
  return {
    name,
    about,
    script: (api) => void api.on('say hello', HELLO),
    ...more,
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.waitForScreen(over(/Hello there\./));
      await play(stage);
    },
  };
}

/** Views that a person opened over the conversation. */
export const VIEWS: Scene[] = [
  afterHello(
    'view-resume',
    'D13 A person opened the list of conversations, with a search box.',
    async (stage) => {
      await stage.type('/resume');
      await stage.waitForScreen(/^❯.*\/resume/m);
      await stage.keys('Enter');
      const truth = { status: 'blocked', gate: 'other' };
      await stage.moment('', truth, { shows: /Search…|Resume session|No conversations/i });
    },
    { records: false },
  ),
  afterHello(
    'view-config',
    'D13 A person opened the settings, with a search box.',
    async (stage) => {
      await stage.type('/config');
      await stage.waitForScreen(/^❯.*\/config/m);
      await stage.keys('Enter');
      const truth = { status: 'blocked', gate: 'other' };
      await stage.moment('', truth, { shows: /Search|Auto-compact/ });
    },
    { records: false },
  ),
  ...['/status', '/config'].map((command) =>
    afterHello(
      `view-left-${command.slice(1)}`,
      'A person opened a view that is taller than the pane: it is told, and one `deny` leaves it with nothing changed.',
      async (stage) => {
        await stage.type(command);
        await stage.waitForScreen(new RegExp(`^❯.*${command}`, 'm'));
        await stage.keys('Enter');
        const shows = command === '/status' ? /Version:/ : /Auto-compact/;
        await stage.moment('open', { status: 'blocked', gate: 'other' }, { shows, moving: true });
        await stage.step('deny', () => stage.ok('deny', 'lab'));
        await stage.moment('left', idle, { hides: shows });
      },
      { records: false, size: { width: 46, height: 14 }, on: scrolls },
    ),
  ),
  {
    name: 'scrolled-gate',
    about: 'A person scrolled up over a gate: it is out of sight.',
    on: scrolls,
    spawn: ASKING,
    script: (api) => void api.on('touch', [{ text: LONG, tools: [bash('touch made')] }, { text: 'It ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(/❯ 1\. Yes/);
      await stage.keys('PageUp');
      const truth = { status: 'unknown', overlay: 'scrolled' };
      await stage.moment('', truth, { hides: /Line 90/, shows: /Line 36/ });
    },
  },
  {
    name: 'scrolled-done',
    about: 'A person scrolled up after a finished turn.',
    on: scrolls,
    script: (api) => void api.on('say much', [{ text: LONG }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say much');
      await stage.waitForScreen(over(/Line 90/));
      await stage.keys('PageUp');
      const truth = { status: 'idle_done', text: LONG };
      await stage.moment('', truth, { hides: /Line 90/, shows: /Line 3\d/ });
    },
  },
  {
    name: 'scrolled-turns',
    about: 'A person scrolled up to an earlier turn: it is not told as the newest one, at rest or at work.',
    records: false,
    size: { width: 80, height: 24 },
    on: scrolls,
    script: (api) =>
      void api
        .on('begin', [{ text: WIDE }])
        .on('the second', [{ text: 'The second answer.' }])
        .on('the third', [{ text: 'The third answer.', delayMs: 6000 }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('begin');
      await stage.waitForScreen(over(/Row 40/));
      await stage.send('the second');
      await stage.waitForScreen(over(/The second answer/));
      const second = { status: 'idle_done', text: 'The second answer.' };
      const away = { hides: /The second answer/, shows: /Row \d+[\s\S]*\(ctrl\+End\)/i };
      await stage.keys('PageUp', 'PageUp');
      await stage.moment('at rest', second, away);
      await stage.send('the third');
      await stage.keys('PageUp', 'PageUp');
      await stage.moment('at work', { status: 'working' }, away);
      const { json } = await stage.csd('wait', 'lab', '--timeout', '60');
      await stage.effect(
        'the newest turn',
        () => (json as { state: { text: string } }).state.text === 'The third answer.',
      );
      await stage.moment('over', { status: 'idle_done', text: 'The third answer.' }, { hides: /The third answer/ });
    },
  },
  afterHello('shell-mode', 'A person opened the shell mode and typed a command.', async (stage) => {
    await stage.keys('!');
    await stage.type('ls');
    await stage.moment('', idle, { shows: /^!.ls/m });
  }),
  afterHello(
    'vim',
    'I13 Vim keys, in the insert mode and in the normal mode.',
    async (stage) => {
      await stage.type('x');
      await stage.moment('insert', idle, { shows: /-- INSERT --/ });
      await stage.keys('Escape');
      await stage.moment('normal', idle, { hides: /-- INSERT --/ });
    },
    { home: { settings: { editorMode: 'vim' } } },
  ),
  afterHello('no-title', 'D26 Without a terminal title.', async (stage) => stage.moment('', idle), {
    home: { env: { CLAUDE_CODE_DISABLE_TERMINAL_TITLE: '1' } },
  }),
  afterHello('no-alternate', 'X11 Without the alternate screen.', async (stage) => stage.moment('', idle), {
    home: { env: { CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN: '1' } },
  }),
];
