import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { Stage } from '../stage.ts';

const COMPOSER = /^›/m;
const over = (text: RegExp) => ({
  shows: new RegExp(`${text.source}[\\s\\S]*^›`, 'm'),
  hides: /esc to interrupt/,
  wrote: /"task_complete"/,
});
const ASKED = 'I have looked at it. Shall I go on?';

/** Goes back to the `nth` prompt from below, and clears the text that the agent puts into the composer. */
async function rewind(stage: Stage, nth = 1): Promise<void> {
  // 0.150.0 ignores an Escape right after a turn.
  const hint = /again to edit/;
  for (let tries = 0; tries < 4 && !hint.test(await stage.screen()); tries++) {
    await stage.keys('Escape');
    await stage.waitForScreen(hint, undefined, 2000).catch(() => undefined);
  }
  await stage.waitForScreen(hint);
  await stage.keys('Escape');
  const view = /↵ rewind|enter to edit message/;
  await stage.waitForScreen(view);
  for (let n = 1; n < nth; n++) await stage.keys('Left');
  await stage.keys('Enter');
  await stage.waitForScreen(/reverted to this point|continuing from this point/, view);
  await stage.keys('C-u');
}

/** Drafts that look like a menu, whole or in part. */
const DRAFTS = [
  '1. Yes, do it\n2. No',
  '› 1. Yes, proceed\n  2. No, stop',
  'Would you like to run the following command?\n\n› 1. Yes, proceed (y)\n  2. No (esc)\n\n  Press enter to confirm or esc to cancel',
];

/** Views, lists and drafts that a person opens in codex, by subject. */
export const CODEX_VIEWS: Record<string, Scene[]> = {
  ends: [
    {
      name: 'denied-trust',
      about:
        'Refusing to trust the folder ends the agent, or leaves its list of tasks: no session that is about to start.',
      home: { trusted: false, repository: true },
      async play(stage) {
        await stage.spawn();
        await stage.waitForScreen(/^› 1\. (?:Trust and|Yes,) continue/m);
        const quits = !atLeast(stage.release, '0.169.0');
        await stage.approve({ match: quits ? 'quit' : 'Back to Agent' });
        if (quits) await stage.moment('', { status: 'dead' }, { dead: true });
        else await stage.moment('', { status: 'unknown', overlay: 'agents' }, { shows: /Agent command center/i });
      },
    },
    {
      name: 'dies-saying-why',
      about:
        'The agent says why it ends and dies at its start: the error holds its last words, and no session is left.',
      records: false,
      known: false,
      home: { config: '[a table that nothing closes' },
      async play(stage) {
        const said = (json: unknown) => String((json as { screen?: string }).screen);
        for (const words of [
          ['spawn', '--trust', '--name', 'lab'],
          ['run', '--timeout', '30', 'say', 'hello'],
        ]) {
          const [operation = ''] = words;
          const { code, json } = await stage.csd(
            operation,
            '--backend',
            'codex',
            '--cwd',
            stage.place.cwd,
            ...words.slice(1),
          );
          await stage.effect(`${operation} has its last words`, () => code === 1 && /config\.toml/.test(said(json)));
        }
        const { json } = await stage.csd('ps', '--json');
        await stage.effect('no session is left', () => JSON.stringify(json).includes('"sessions":[]'));
      },
    },
    {
      name: 'launch-refused',
      about:
        'It cannot be a worker, since it reports no events: the error says so, and how to start it; nothing is left.',
      records: false,
      known: false,
      async play(stage) {
        const { code, json } = await stage.csd('launch', 'helper', stage.place.cwd, '--backend', 'codex');
        const message = String((json as { error?: string }).error);
        await stage.effect(
          'the error says what is missing',
          () => code === 1 && /does not report its events.*csd spawn --backend codex/.test(message),
        );
        const { json: left } = await stage.csd('ps', '--json', '--all');
        await stage.effect('nothing is left', () => !JSON.stringify(left).includes('helper'));
      },
    },
    {
      name: 'list-of-tasks',
      about: 'The list of tasks covers the conversation, at work and idle; behind it all is as it was.',
      on: (release) => atLeast(release, '0.169.0'),
      script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
      async play(stage) {
        await stage.spawn();
        await stage.send('say hello');
        await stage.waitForScreen(over(/Hello there\./).shows);
        await stage.keys('Left');
        await stage.moment('open', { status: 'unknown', overlay: 'agents' }, { shows: /Agent command center/i });
        await stage.keys('Escape');
        await stage.moment('closed', { status: 'idle_done', text: 'Hello there.' }, over(/Hello there\./));
      },
    },
  ],
  following: [
    {
      name: 'task-opened-again',
      about: 'The person begins another task in the list of tasks and then opens the first one: its turns are told.',
      records: false,
      on: (release) => atLeast(release, '0.169.0'),
      script: (api) =>
        void api
          .on('say one', [{ text: 'One.' }])
          .on('say two', [{ text: 'Two.' }])
          .on('say three', [{ text: 'Three.' }]),
      async play(stage) {
        const list = /Agent command center/i;
        await stage.spawn();
        await stage.send('say one');
        await stage.waitForScreen(over(/One\./).shows);
        await stage.keys('Left');
        await stage.waitForScreen(list);
        await stage.keys('n');
        await stage.waitForScreen(/Ask Codex/, list);
        await stage.send('say two');
        await stage.waitForScreen(over(/Two\./).shows);
        await stage.keys('Left');
        await stage.waitForScreen(list);
        await stage.keys('Down');
        await stage.keys('Enter');
        await stage.moment('again', { status: 'idle_done', text: 'One.' }, { hides: list, shows: over(/One\./).shows });
        await stage.effect('its history', async () => {
          const { stdout } = await stage.csd('history', 'lab', '--json');
          return stdout.includes('say one') && !stdout.includes('say two');
        });
        await stage.send('say three');
        await stage.moment('on', { status: 'idle_done', text: 'Three.' }, over(/Three\./));
      },
    },
    {
      name: 'rewound',
      about:
        'The person goes back to an earlier prompt: the undone turn is no longer reported, and the next one is, in a record of its own.',
      records: false,
      script: (api) =>
        void api
          .on('first', [{ text: 'One.' }])
          .on('second', [{ text: 'Two.' }])
          .on('third', [{ text: 'Three.' }])
          .on('fourth', [{ text: 'Four.' }]),
      async play(stage) {
        await stage.spawn();
        await stage.send('the first prompt');
        await stage.waitForScreen(over(/One\./).shows);
        await stage.send('the second prompt');
        await stage.waitForScreen(over(/Two\./).shows);
        await rewind(stage);
        const earlier = { status: 'idle_done', text: 'One.' };
        await stage.moment('back', earlier, { shows: COMPOSER });
        await stage.send('the third prompt');
        await stage.moment('on', { status: 'idle_done', text: 'Three.' }, over(/Three\./));
        await rewind(stage);
        await stage.moment('back again', earlier, { shows: COMPOSER });
        await stage.send('the fourth prompt');
        await stage.moment('on again', { status: 'idle_done', text: 'Four.' }, over(/Four\./));
        await rewind(stage, 2);
        // Up to 0.150.0 going back to before the first prompt leaves no record of it.
        await stage.moment('back at the start', { status: 'spawning' }, { shows: COMPOSER });
      },
    },
  ],
  sends: [
    {
      name: 'draft-menu',
      about: 'A draft that looks like a menu is a draft: nothing is approved, and it can be sent.',
      records: false,
      script: (api) => void api.on(/./, [{ text: 'Received.' }]),
      async play(stage) {
        await stage.spawn();
        await stage.waitForScreen(COMPOSER);
        for (const [n, draft] of DRAFTS.entries()) {
          await stage.draft(draft);
          await stage.waitForScreen(/\d\. No/);
          const before = n === 0 ? { status: 'spawning' } : { status: 'idle_done', text: 'Received.' };
          await stage.moment(`draft ${n + 1}`, before);
          const approved = await stage.csd('approve', 'lab');
          await stage.effect('nothing was approved', () => JSON.stringify(approved.json).includes('no_gate'));
          const busy = await stage.csd('send', 'lab', '--', 'say hello');
          await stage.effect('it is a draft', () => JSON.stringify(busy.json).includes('composer_busy'));
          for (let row = 0; row < 16; row++) await stage.keys('C-u');
          await stage.step('send', () => stage.ok('send', 'lab', '--', draft));
          await stage.moment(`sent ${n + 1}`, { status: 'idle_done', text: 'Received.' }, over(/Received\./));
        }
        await stage.effect('the model received all', () => stage.api.prompts().length === DRAFTS.length);
      },
    },
    {
      name: 'completions',
      about: 'A list of commands, files or skills that a person opens changes nothing, and is not touched.',
      records: false,
      home: { files: { 'notes.txt': 'Notes.' } },
      script: (api) => void api.on('say hello', [{ text: ASKED }]),
      async play(stage) {
        await stage.spawn();
        await stage.send('say hello');
        await stage.waitForScreen(over(/Shall I go on\?/).shows);
        for (const [typed, shows] of [
          ['/', /\/permissions/],
          ['/mod', /\/model {2}/],
          ['see @notes', /notes\.txt/],
          ['use $', /insert/],
        ] as const) {
          await stage.type(typed);
          await stage.moment(typed, { status: 'awaiting_answer', question: ASKED }, { shows });
          const { json } = await stage.csd('interrupt', 'lab');
          await stage.effect(
            'interrupt finds nothing to interrupt',
            () => (json as { interrupted?: boolean }).interrupted === false,
          );
          const escaped = typed.replace(/[$/]/g, '\\$&');
          await stage.effect('it is still open', async () =>
            new RegExp(`^› ${escaped}$`, 'm').test(await stage.screen()),
          );
          // An Escape right before it would turn it into another key.
          await stage.keys('C-u');
          // The text of an empty composer differs by release.
          await stage.waitForScreen(COMPOSER, new RegExp(`^› ${escaped}`, 'm'));
        }
      },
    },
    {
      name: 'unknown-command',
      about: 'A command that the agent does not know is refused and taken back; the next prompt is sent.',
      records: false,
      script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
      async play(stage) {
        await stage.spawn();
        await stage.waitForScreen(COMPOSER);
        for (const command of ['/nosuchcommand', '/nosuchcommand']) {
          const { code, json } = await stage.csd('send', 'lab', '--', command);
          await stage.effect('it is refused', () => code === 1 && JSON.stringify(json).includes('not_accepted'));
        }
        await stage.send('say hello');
        await stage.moment('', { status: 'idle_done', text: 'Hello there.' }, over(/Hello there\./));
      },
    },
  ],
};
