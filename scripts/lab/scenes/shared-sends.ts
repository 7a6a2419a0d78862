import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Words } from '../agent-words.ts';
import type { Scene, SceneTable } from '../scene.ts';
import type { CsdResult, Stage } from '../stage.ts';
import { WAIT_FOR_GO } from './lines.ts';

const ROWS = Array.from({ length: 60 }, (_, n) => `row ${n + 1}: the quick brown fox`).join('\n');
const HUGE = Array.from({ length: 1600 }, (_, n) => `${n + 1} ${'abcdefghij '.repeat(5)}`).join('\n');

/** A prompt that must reach the model unchanged, except for white space at its ends. */
function arrives(words: Words, name: string, about: string, text: string, wanted: string = text): Scene {
  return {
    name,
    about,
    records: false,
    script: (api) => void api.on(/./, [{ text: 'Received.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.waitForScreen(words.composer);
      const file = join(stage.place.root, 'long.txt');
      await writeFile(file, text);
      await stage.step('send', () =>
        stage.ok('send', 'lab', ...(text.length > 5000 ? ['--file', file] : ['--', text])),
      );
      await stage.effect('the model received it whole', () =>
        stage.api.prompts().some((prompt) => unwrapped(prompt) === wanted.trim()),
      );
      await stage.effect('once', () => stage.api.prompts().length === 1);
      await stage.moment('done', { status: 'idle_done', text: 'Received.' }, words.over(/Received\./));
    },
  };
}

const refused = (result: CsdResult, says: RegExp) =>
  result.code === 1 && says.test(JSON.stringify(result.json)) && 'error' in Object(result.json);

/** Does something that must press no key: the row with the cursor and the rows after it stay unchanged. */
async function untouched(stage: Stage, body: () => Promise<void>): Promise<void> {
  const fromCursor = (screen: string) =>
    screen.slice(screen.lastIndexOf(stage.agent.glyph)).split('\n', stage.agent.steadyRows).join('\n');
  const before = await stage.screen();
  await body();
  await stage.effect('no key was pressed', async () => fromCursor(await stage.screen()) === fromCursor(before));
}

/** A collapsed paste reaches the model inside its own element on 2.1.330. */
const unwrapped = (prompt: string) => prompt.replace(/<\/?pasted_content[^>]*>/g, '').trim();

/** Prompts, refusals and whole runs through `csd`, on every agent; their proof is not on a screen. */
export const sendsOf: SceneTable = (words) => [
  {
    ...arrives(words, 'send-bang', 'A leading `!` is text, not a shell command.', '!touch banged'),
    async play(stage) {
      await stage.spawn();
      await stage.step('send', () => stage.ok('send', 'lab', '--', '!touch banged'));
      await stage.effect('the model received it', () =>
        stage.api.prompts().some((prompt) => prompt.trim() === words.bang('!touch banged')),
      );
      await stage.moment('done', { status: 'idle_done', text: 'Received.' }, words.over(/Received\./));
      await stage.effect('no shell ran it', () => !stage.made('banged'));
    },
  },
  arrives(
    words,
    'send-control',
    'Control bytes do not reach the agent.',
    'one\x03two\x1b[201~three\x15four',
    'onetwothreefour',
  ),
  arrives(words, 'send-rows', 'Sixty rows arrive as one prompt.', ROWS),
  arrives(words, 'send-huge', '100 KB arrive as one prompt.', HUGE),
  arrives(words, 'send-backslash', 'A trailing backslash does not turn Enter into a new line.', 'this ends in \\'),
  arrives(
    words,
    'send-slash',
    'A prompt that begins with a slash and is no command is text.',
    '/usr/bin is a folder, is it not',
  ),
  arrives(words, 'send-dash', 'A prompt that begins with a dash is no option.', '- item one'),
  arrives(words, 'send-wide', 'Wide characters and emoji arrive.', 'Größe: 日本語のテキスト 👍🏽 done'),

  {
    name: 'send-gated',
    about: 'A prompt is refused while a gate is up, and no key is pressed.',
    spawn: words.asking,
    records: false,
    script: (api) => void api.on('touch', [{ tools: [words.asked('touch made')] }, { text: 'It ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(words.gate.shows);
      await untouched(stage, async () => {
        const result = await stage.csd('send', 'lab', '--', 'and more');
        await stage.effect('it is refused', () => refused(result, /gate|blocked|permission/));
      });
      await untouched(stage, async () => {
        const result = await stage.csd('approve', 'lab', '--option', '9');
        await stage.effect('no such option', () => refused(result, /9/));
      });
      await stage.effect('nothing ran', () => !stage.made('made'));
    },
  },
  {
    name: 'send-queued',
    about: 'A prompt sent while a turn is in flight is reported as queued.',
    ...words.bypassing,
    records: false,
    script: (api) =>
      void api
        .on('run', [{ tools: [words.shell(WAIT_FOR_GO)] }, { text: 'It went.' }])
        .on('and then', [{ text: 'That too.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('run it');
      await stage.waitForScreen(words.running);
      const result = await stage.csd('send', 'lab', '--', 'and then this');
      const isReceived = () => JSON.stringify(stage.api.received.at(-1)?.request).includes('and then this');
      const isTakenAtOnce = isReceived();
      // A tool that runs scripts returns at once when a prompt comes (codex 0.171.0): it does not wait then.
      const told = isTakenAtOnce ? ['queued', 'submitted'] : ['queued'];
      await stage.effect(
        'it is reported',
        () => result.code === 0 && told.includes(String((result.json as { outcome?: string }).outcome)),
      );
      await stage.make('go');
      await stage.effect('the model received it', isReceived);
    },
  },
  {
    name: 'send-draft',
    about: '--no-submit leaves a draft; the draft of another is not sent along.',
    records: false,
    async play(stage) {
      await stage.spawn();
      await stage.step('type', () => stage.ok('send', 'lab', '--no-submit', '--', 'half a thought'));
      await stage.effect('the draft is in the composer', async () =>
        words.typed('half a thought').test(await stage.screen()),
      );
      await untouched(stage, async () => {
        const result = await stage.csd('send', 'lab', '--', 'something else');
        await stage.effect('it is refused', () => refused(result, /half a thought|draft|composer/));
      });
      await stage.effect('the model received nothing', () => stage.api.prompts().length === 0);
    },
  },
  {
    name: 'send-copy-mode',
    about: 'A prompt is sent although a person has left the pane in copy mode.',
    records: false,
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.waitForScreen(words.composer);
      await stage.terminal.tmux('copy-mode', '-t', stage.main.pane);
      await stage.send('say hello');
      await stage.moment('done', { status: 'idle_done', text: 'Hello there.' }, words.over(/Hello there\./));
    },
  },
  {
    name: 'send-dead',
    about: 'A dead agent takes no prompt and no approval.',
    records: false,
    async play(stage) {
      await stage.spawn();
      await stage.waitForScreen(words.composer);
      process.kill(stage.main.pid, 'SIGKILL');
      await stage.moment('dead', { status: 'dead' });
      const sent = await stage.csd('send', 'lab', '--', 'hello');
      await stage.effect('send is refused', () => refused(sent, /dead|gone|ended/));
      const approved = await stage.csd('approve', 'lab');
      await stage.effect('approve is refused', () => refused(approved, /dead|gone|ended|no gate/));
    },
  },
  {
    name: 'approve-none',
    about: 'Without a gate there is nothing to approve, and no key is pressed.',
    records: false,
    async play(stage) {
      await stage.spawn();
      await stage.moment('fresh', { status: 'spawning' }, { shows: words.composer });
      await untouched(stage, async () => {
        const result = await stage.csd('approve', 'lab');
        await stage.effect('it is refused', () => refused(result, /gate|nothing/));
      });
    },
  },
  // In the small pane the question has scrolled off, and only its options are visible.
  ...[undefined, { width: 46, height: 14 }].map(
    (size): Scene => ({
      name: size ? 'spawn-trust-small' : 'spawn-trust',
      about: '`spawn --trust` trusts the folder by itself.',
      ...(size && { size }),
      spawn: ['--trust'],
      home: words.trust.home,
      records: false,
      async play(stage) {
        await stage.spawn();
        await stage.moment('fresh', { status: 'spawning' }, { shows: words.composer, hides: words.trust.hides });
      },
    }),
  ),
  {
    name: 'ps-kill',
    about: '`ps` lists the session with its state, `kill` ends it, twice without an error.',
    records: false,
    async play(stage) {
      await stage.spawn();
      await stage.moment('fresh', { status: 'spawning' }, { shows: words.composer });
      const { sessions } = (await stage.ok('ps', '--json')) as {
        sessions: { name: string; alive: boolean; state: { status: string } }[];
      };
      await stage.effect('it is listed', () =>
        sessions.some((s) => s.name === 'lab' && s.alive && s.state.status === 'spawning'),
      );
      await stage.step('kill', () => stage.ok('kill', 'lab'));
      await stage.effect('no pane is left', async () => (await stage.terminal.livePids()).length === 0);
      await stage.step('kill again', () => stage.ok('kill', 'lab'));
    },
  },
  {
    name: 'run',
    about: '`run` in one call: an answer, a gate, a question, and a turn that takes too long.',
    records: false,
    script: (api) =>
      void api
        .on('say hello', [{ text: 'Hello there.' }])
        .on('touch', [{ tools: [words.asked('touch made')] }, { text: 'It ran.' }])
        .on('ask me', [{ text: 'Which one should I take?' }])
        .on('think', [{ delayMs: 60_000, text: 'Late.' }]),
    async play(stage) {
      const run = (...args: string[]) =>
        stage.csd('run', '--backend', stage.agent.name, '--cwd', stage.place.cwd, ...words.asking, ...args);
      const done = await run('--', 'say hello');
      await stage.effect(
        'an answer exits 0 with its text',
        () => done.code === 0 && done.stdout.trim() === 'Hello there.',
      );
      const late = await run('--timeout', '5', '--', 'think hard');
      await stage.effect('a timeout exits 2', () => late.code === 2 && /timed_out/.test(late.stderr));
      const asked = await run('--', 'ask me');
      await stage.effect('a question exits 3', () => asked.code === 3 && /awaiting_answer/.test(asked.stderr));
      const gated = await run('--json', '--', 'touch it');
      await stage.effect('a gate exits 4', () => gated.code === 4 && /blocked|gated/.test(gated.stdout));
      await stage.effect('nothing ran', () => !stage.made('made'));
    },
  },
];
