import type { Words } from '../agent-words.ts';
import type { Scene, SceneTable } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { atSizes, NARROW, WAIT_FOR_GO } from './lines.ts';

const LONG = Array.from({ length: 70 }, (_, n) => `Line ${n + 1} of the long answer.`).join('\n');
const MARKDOWN =
  'Here is what I found:\n\n- the first point\n- the **second** point\n\n```ts\nconst a: number = 1;\n```\n\n1. Do this\n2. Do that\n\nAll is well.';
const ASKED = 'I looked at both.\n\nWhich database should I use?';
const SLOW = Array.from({ length: 60 }, (_, n) => `Row ${n + 1} of a slow answer.`).join('\n');

/** Waits until the screen shows that a turn with this text is over. */
export async function ended(stage: Stage, words: Words, text: RegExp): Promise<void> {
  const { shows, hides } = words.over(text);
  if (shows) await stage.waitForScreen(shows, hides);
}

const done = (words: Words): Scene => ({
  name: 'done',
  about: 'A short answer ends the turn.',
  script: (api) => void api.on('say hello', [{ text: 'Hello there. All is fine.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('say hello');
    const truth = { status: 'idle_done', text: 'Hello there. All is fine.' };
    await stage.moment('', truth, words.over(/All is fine\./));
  },
});

const thinking = (words: Words): Scene => ({
  name: 'thinking',
  about: 'The model has not sent a byte: right after the prompt was sent, and later.',
  script: (api) => void api.on('think', [{ delayMs: 60_000, text: 'Late.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('think hard');
    await stage.moment('early', { status: 'working', tools: [] }, { shows: words.activity, moving: true });
    await stage.moment(
      'later',
      { status: 'working', tools: [] },
      { shows: words.later, moving: true, wrote: /think hard/ },
    );
  },
});

const streaming = (): Scene => ({
  name: 'streaming',
  about: 'The answer is on its way.',
  script: (api) => void api.on('slowly', [{ text: SLOW, chunkMs: 3000 }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('slowly please');
    const look = { shows: /Row 4 of/, hides: /Row 60 of/, moving: true };
    await stage.moment('', { status: 'working', tools: [] }, look);
  },
});

const tool = (words: Words): Scene => ({
  name: 'tool',
  about: 'A command runs; then it ends and so does the turn.',
  ...words.bypassing,
  script: (api) => void api.on('run', [{ text: 'I run it.', tools: [words.shell(WAIT_FOR_GO)] }, { text: 'It went.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('run it');
    const look = { shows: words.running, moving: true, wrote: words.called };
    await stage.moment('running', { status: 'working', tools: [words.shellTool] }, look);
    await stage.make('go');
    await stage.moment('done', { status: 'idle_done', text: 'It went.' }, words.over(/It went\./));
  },
});

/** Screens before the first prompt, on every agent. */
export const startOf: SceneTable = (words) => [
  {
    name: 'fresh',
    about: 'A trusted folder: the composer is empty, nothing was asked yet.',
    async play(stage) {
      await stage.spawn();
      await stage.moment('', { status: 'spawning' }, { shows: words.composer });
    },
  },
  {
    name: 'trust',
    about: 'A folder that was never trusted: the gate, and the composer once it is trusted.',
    home: words.trust.home,
    async play(stage) {
      await stage.spawn();
      const options = words.trust.options(stage.release);
      await stage.moment(
        'gate',
        { status: 'blocked', gate: 'trust', options, selected: 1 },
        { shows: words.trust.shows },
      );
      await stage.approve();
      await stage.moment('trusted', { status: 'spawning' }, { shows: words.composer, hides: words.trust.hides });
    },
  },
];

/** Turns that no gate interrupts, on every agent. */
export const turnsOf: SceneTable = (words) => [
  done(words),
  ...atSizes(done(words), NARROW),
  {
    name: 'done-long',
    about: 'An answer longer than the screen ends the turn; its text is whole.',
    script: (api) => void api.on('say much', [{ text: LONG }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say much');
      await stage.moment('', { status: 'idle_done', text: LONG }, words.over(/Line 70 of/));
    },
  },
  {
    name: 'done-markdown',
    about: 'An answer with a list and code ends the turn; its text is as the model wrote it.',
    script: (api) => void api.on('list', [{ text: MARKDOWN }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('list it');
      await stage.moment('', { status: 'idle_done', text: MARKDOWN }, words.over(/All is well\./));
    },
  },
  {
    name: 'done-twice',
    about: 'Two turns one after the other: the second answer counts.',
    script: (api) =>
      void api
        .on('first', [{ text: 'The first answer.' }])
        .on('second', [{ thinking: 'Hm.', text: 'The second answer.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('first please');
      await ended(stage, words, /The first answer\./);
      await stage.send('second please');
      await stage.moment('', { status: 'idle_done', text: 'The second answer.' }, words.over(/The second answer\./));
    },
  },
  {
    name: 'question-text',
    about: 'The answer ends in a question.',
    script: (api) => void api.on('ask me', [{ text: ASKED }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('ask me');
      await stage.moment('', { status: 'awaiting_answer', question: ASKED }, words.over(/should I use\?/));
    },
  },
  thinking(words),
  ...atSizes(thinking(words), NARROW),
  streaming(),
  ...atSizes(streaming(), ['44x18']),
  tool(words),
  ...atSizes(tool(words), ['44x18']),
  {
    name: 'retrying',
    about: 'The service is overloaded and the agent tries again.',
    script: (api) =>
      void api.on('overload', [
        { error: { status: words.overloaded.status, type: 'overloaded_error', message: 'Overloaded' } },
      ]),
    async play(stage) {
      await stage.spawn();
      await stage.send('overload it');
      const truth = { status: 'working', tools: [], detail: 'retrying' };
      await stage.moment('', truth, { shows: words.overloaded.shows, moving: true });
    },
  },
  {
    name: 'api-error',
    about: 'The service refuses the request and the turn ends.',
    script: (api) =>
      void api.on('bad', [{ error: { status: 400, type: 'invalid_request_error', message: 'prompt is bad' } }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('bad one');
      const truth = { status: 'idle_done', error: words.failed('prompt is bad') as string };
      await stage.moment('', truth, { shows: /prompt is bad/, hides: words.activity });
    },
  },
  {
    name: 'interrupt-late',
    on: words.cutsText,
    about: 'Escape while the answer is on its way.',
    script: (api) => void api.on('slowly', [{ text: SLOW, chunkMs: 3000 }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('slowly please');
      await stage.waitForScreen(/Row 4 of/);
      await stage.keys('Escape');
      await stage.moment('', { status: 'idle_done', interrupted: true }, { shows: words.interrupted });
    },
  },
  {
    name: 'interrupt-tool',
    about: 'Escape while a command runs.',
    ...words.bypassing,
    script: (api) =>
      void api.on('run', [{ text: 'I run it.', tools: [words.shell(WAIT_FOR_GO)] }, { text: 'It went.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('run it');
      await stage.waitForScreen(words.running);
      await stage.keys('Escape');
      await stage.moment('', { status: 'idle_done', interrupted: true }, { shows: words.stopped });
    },
  },
  {
    name: 'queued',
    // A script yields to it; see `steered`.
    known: false,
    about: 'A prompt sent while a turn is in flight waits in the queue, and runs when the turn is over.',
    ...words.bypassing,
    script: (api) =>
      void api
        .on('run', [{ text: 'I run it.', tools: [words.shell(WAIT_FOR_GO)] }, { text: 'It went.' }])
        .on('and then', [{ text: 'That too.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('run it');
      await stage.waitForScreen(words.running);
      await stage.send('and then this');
      await stage.moment('waiting', { status: 'working', queued: 1 }, { shows: words.queued, moving: true });
      await stage.make('go');
      await stage.moment('done', { status: 'idle_done' }, words.over(/(?:It went|That too)\./));
      await stage.effect('the model received the queued prompt', () =>
        stage.api.received.some(({ request }) => JSON.stringify(request).includes('and then this')),
      );
    },
  },
];
