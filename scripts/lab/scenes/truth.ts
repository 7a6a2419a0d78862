import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scene } from '../scene.ts';
import type { CsdResult, Stage } from '../stage.ts';
import { sleep } from '../wait.ts';
import { ACTIVITY, ASKING, bash, clearDraft, over, rewindBefore } from './lines.ts';

const ONE = { text: 'Answer one.' };
const TWO = { text: 'Answer two.' };
const done = (text: string) => ({ status: 'idle_done', text });
const code = ({ json }: CsdResult) => (json as { code?: string }).code;
const state = async (stage: Stage) =>
  (await stage.ok('state', 'lab')) as { status: string; text?: string; turn?: number; text_source?: string };

/** A hook that checks each prompt, for a while, and refuses those with forbidden words. */
const refusing = (refuse: string, pause = 0) => ({
  UserPromptSubmit: [
    { hooks: [{ type: 'command', command: `sleep ${pause}; if grep -q forbidden; then ${refuse}; fi; exit 0` }] },
  ],
});

const refused = (name: string, hooks: object): Scene => ({
  name: `refused-prompt-${name}`,
  about: 'A hook of the person refuses a prompt: an error with its words, no older answer, and the next prompt goes.',
  home: { settings: { hooks } },
  records: false,
  script: (api) => void api.on('say one', [ONE]).on('say two', [TWO]),
  async play(stage) {
    await stage.spawn();
    await stage.send('say one');
    await stage.moment('before', done(ONE.text), { shows: over(/Answer one\./) });
    const sent = await stage.csd('send', 'lab', '--', 'what is forbidden');
    await stage.effect(
      'send reports it, with the agent’s words',
      () => code(sent) === 'refused_by_hook' && /not this/.test(sent.stderr),
    );
    const ran = await stage.csd('run', '--json', '--session', 'lab', '--', 'what is forbidden, again');
    await stage.effect('run prints no older answer', () => ran.code === 1 && !ran.stdout.includes(ONE.text));
    await stage.send('say two');
    await stage.moment('after', done(TWO.text), { shows: over(/Answer two\./) });
    await stage.effect(
      'the model saw neither',
      () => !stage.api.prompts().some((prompt) => prompt.includes('forbidden')),
    );
  },
});

/** A turn is interrupted with rebound keys; `code` is the error if no key interrupts. */
const rebound = (name: string, about: string, blocks: [string, object][], code?: string): Scene => ({
  name: `interrupt-${name}`,
  about,
  records: false,
  script: (api) => void api.on('think', [{ delayMs: 60_000, text: 'Late.' }]).on('say one', [ONE]),
  async play(stage) {
    const file = { bindings: blocks.map(([context, bindings]) => ({ context, bindings })) };
    await writeFile(join(stage.place.configDir, 'keybindings.json'), JSON.stringify(file));
    await stage.spawn();
    await stage.send('think hard');
    await stage.waitForScreen(/^[^❯●⎿\s] \S+…/m);
    const { code: exit, stderr, json } = await stage.csd('interrupt', 'lab');
    if (code !== undefined) {
      await stage.effect(
        'the error says what to do',
        () => exit === 1 && stderr.includes(code) && stderr.includes('chat:cancel'),
      );
      await stage.moment('goes on', { status: 'working' }, { moving: true });
      return;
    }
    await stage.effect(
      'it is interrupted',
      () => exit === 0 && (json as { interrupted?: boolean }).interrupted === true,
    );
    const ran = await stage.csd('run', '--json', '--session', 'lab', '--timeout', '20', '--', 'say one');
    await stage.effect('the agent answers the next prompt', () => (ran.json as { text?: string }).text === ONE.text);
  },
});

/** Which turn a verdict is about, if that is not plain. */
export const TRUTH: Scene[] = [
  refused('at-once', refusing("echo 'not this' >&2; exit 2")),
  refused('late', refusing("echo 'not this' >&2; exit 2", 2)),
  refused('by-decision', refusing('echo \'{"decision": "block", "reason": "not this"}\'')),
  {
    name: 'refused-prompt-queued',
    about: 'A hook refuses a prompt that was sent while a turn is in flight: the answer of that turn is none to it.',
    home: { settings: { hooks: refusing("echo 'not this' >&2; exit 2") } },
    records: false,
    script: (api) => void api.on('say one', [{ ...ONE, delayMs: 4000 }]).on('say two', [TWO]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say one');
      await stage.waitForScreen(ACTIVITY);
      // 2.1.332 asks the hook at once, 2.1.251 drops the prompt from the queue, 2.1.158 asks when its turn begins.
      const sent = await stage.csd('send', 'lab', '--', 'what is forbidden');
      await stage.waitForScreen(over(/Answer one\./));
      if (sent.code === 0) await stage.moment('refused', { status: 'idle_done', text: '', error: /a hook refused/ });
      else await stage.effect('send reports it', () => code(sent) === 'refused_by_hook');
      await stage.send('say two');
      await stage.moment('after', done(TWO.text), { shows: over(/Answer two\./) });
      await stage.effect(
        'the model never saw it',
        () => !stage.api.prompts().some((text) => text.includes('forbidden')),
      );
    },
  },
  {
    name: 'queued-taken-back',
    about: 'The person takes a prompt back out of the queue: the answer of the turn in flight is none to it.',
    records: false,
    script: (api) => void api.on('say one', [{ ...ONE, delayMs: 6000 }]).on('say two', [TWO]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say one');
      await stage.waitForScreen(ACTIVITY);
      await stage.send('say two');
      await stage.waitForScreen(/Press up to edit/);
      await stage.keys('Up');
      await stage.waitForScreen(/^❯.say two/m, /Press up to edit/);
      await stage.moment(
        'taken back',
        { status: 'idle_done', text: '', error: /taken back/ },
        { shows: over(/Answer one\./) },
      );
      await stage.keys('C-u');
      await stage.send('say two');
      await stage.moment('after', done(TWO.text), { shows: over(/Answer two\./) });
    },
  },
  rebound('rebound', 'Another key interrupts.', [['Chat', { escape: null, 'ctrl+g': 'chat:cancel' }]]),
  rebound('chord', 'Two keys in a row interrupt.', [['Chat', { escape: null, 'ctrl+x ctrl+q': 'chat:cancel' }]]),
  rebound('unbound', 'Escape is unbound: the key that is left is pressed.', [['Global', { escape: null }]]),
  rebound(
    'nothing',
    'No key interrupts: an error says so, and the turn goes on.',
    [
      ['Chat', { escape: null }],
      ['Global', { 'ctrl+c': null }],
    ],
    'not_accepted',
  ),
  {
    name: 'interrupt-menu',
    about: 'The key that closes menus is another one: it cuts off the turn at a gate.',
    spawn: ASKING,
    records: false,
    script: (api) => void api.on('touch', [{ tools: [bash('touch made')] }, { text: 'Touched.' }]),
    async play(stage) {
      const bindings = [{ context: 'Select', bindings: { escape: null, 'ctrl+g': 'select:cancel' } }];
      await writeFile(join(stage.place.configDir, 'keybindings.json'), JSON.stringify({ bindings }));
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(/❯ 1\. ?Yes/);
      await stage.ok('wait', 'lab', '--for', 'blocked', '--timeout', '10');
      const { json } = await stage.csd('interrupt', 'lab');
      await stage.effect('it is interrupted', () => (json as { interrupted?: boolean }).interrupted === true);
      await stage.effect('nothing was run', () => !stage.made('made'));
    },
  },
  {
    name: 'local-command',
    about: 'Commands that begin no turn: the same turn is reported as before, and watchers are told nothing.',
    records: false,
    script: (api) => void api.on('say one', [ONE]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say one');
      await stage.moment('before', done(ONE.text), { shows: over(/Answer one\./) });
      const { turn } = await state(stage);
      for (const command of ['/mcp', '/copy']) {
        const waiting = stage.csd('wait', 'lab', '--next', '--for', 'idle_done', '--timeout', '5');
        await sleep(1000);
        await stage.type(command);
        await sleep(500);
        await stage.keys('Enter');
        const { code } = await waiting;
        await stage.effect(`${command} does not end the turn again`, () => code === 2);
        const now = await state(stage);
        await stage.effect(`${command} leaves the turn as it was`, () => now.turn === turn && now.text === ONE.text);
      }
    },
  },
  {
    name: 'views-closed',
    about:
      'The person opens views and closes them again, and runs a command that prints: nothing begins, nothing ends anew.',
    records: false,
    script: (api) => void api.on('say one', [ONE]).on('the thing', [TWO]),
    home: { files: { '.claude/commands/thing.md': 'Do the thing.' } },
    async play(stage) {
      await stage.spawn();
      await stage.send('say one');
      await stage.moment('before', done(ONE.text), { shows: over(/Answer one\./) });
      const { turn } = await state(stage);
      for (const command of ['/status', '/tasks', '/resume', '/permissions']) {
        await stage.type(command);
        await sleep(500);
        await stage.keys('Enter');
        await stage.waitForScreen(/Esc to (?:close|cancel|go back|clear)|esc to close/i);
        await stage.keys('Escape');
        await stage.waitForScreen(/^❯.?$/m);
        const now = await state(stage);
        await stage.effect(`${command} leaves the turn as it was`, () => now.turn === turn && now.text === ONE.text);
      }
      // A person's own command is a prompt, and its turn has its own number.
      await stage.send('/thing');
      await stage.moment('a command that is a prompt', { ...done(TWO.text), turn: (n: unknown) => n !== turn });
    },
  },
  {
    name: 'rewind',
    about:
      'The person goes back before the newest prompt: the turn that is on the screen is reported, then the next one.',
    records: false,
    script: (api) =>
      void api
        .on('say one', [ONE])
        .on('say two', [TWO])
        .on('say three', [{ text: 'Answer three.' }]),
    async play(stage) {
      await stage.spawn();
      for (const [prompt, text] of [
        ['say one', ONE.text],
        ['say two', TWO.text],
      ] as const) {
        await stage.send(prompt);
        await stage.moment(prompt, done(text), { shows: over(new RegExp(text)) });
      }
      await rewindBefore(stage, /❯ say two/);
      await stage.waitForScreen(/Answer one\./, /Answer two\./);
      await stage.moment('back', { ...done(ONE.text), text_source: 'screen' });
      await clearDraft(stage, /❯.say two/);
      await stage.send('say three');
      await stage.moment('on', done('Answer three.'), { shows: over(/Answer three\./) });
    },
  },
  {
    name: 'no-transcript',
    about: 'The agent writes no transcript: the screen alone tells the turns, and says so.',
    home: { env: { CLAUDE_CODE_SKIP_PROMPT_HISTORY: '1' } },
    records: false,
    script: (api) => void api.on('say one', [ONE]).on('ask', [{ text: 'Which database should I use?' }]),
    async play(stage) {
      await stage.spawn();
      for (const round of ['first', 'again']) {
        const ran = await stage.csd('run', '--json', '--session', 'lab', '--timeout', '20', '--', 'say one');
        const { text, state } = ran.json as { text?: string; state?: { text_source?: string } };
        await stage.effect(`the ${round} answer`, () => text === ONE.text && state?.text_source === 'screen');
      }
      const asked = await stage.csd('run', '--json', '--session', 'lab', '--timeout', '20', '--', 'ask me');
      await stage.effect('a question', () => asked.code === 3);
    },
  },
  {
    name: 'wrapped',
    about:
      'The agent is started by a script that waits for it: its status is found, so that an interrupt is reported at once.',
    records: false,
    script: (api) => void api.on('think', [{ delayMs: 60_000, text: 'Late.' }]),
    async play(stage) {
      const wrapper = join(stage.place.root, 'wrapper');
      await writeFile(wrapper, `#!/bin/sh\n"${stage.place.root}/bin/claude" "$@"\n`);
      await chmod(wrapper, 0o755);
      stage.place.env.CSD_CLAUDE_BIN = wrapper;
      await stage.spawn();
      await stage.send('think hard');
      await stage.waitForScreen(/^[^❯●⎿\s] \S+…/m);
      await sleep(1000);
      await stage.keys('Escape');
      await stage.moment('interrupted', { status: 'idle_done', interrupted: true }, { hides: /esc to interrupt/ });
    },
  },
];
