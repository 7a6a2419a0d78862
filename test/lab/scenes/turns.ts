import type { Scene } from '../scene.ts';
import { ACTIVITY, atSizes, bash, NARROW, NO_BYPASS_WARNING, over, WAIT_FOR_GO } from './lines.ts';

const LONG = Array.from({ length: 70 }, (_, n) => `Line ${n + 1} of the long answer.`).join('\n');
const MARKDOWN =
  'Here is what I found:\n\n- the first point\n- the **second** point\n\n```ts\nconst a: number = 1;\n```\n\n1. Do this\n2. Do that\n\nAll is well.';
const ASKED = 'I looked at both.\n\nWhich database should I use?';
/** 2.1.243 draws a command that was cut off like one that ran. */
const STOPPED = /Interrupted|^ {2}Ran 1 shell command$/m;
const SLOW = Array.from({ length: 60 }, (_, n) => `Row ${n + 1} of a slow answer.`).join('\n');

const DONE: Scene = {
  name: 'done',
  about: 'A short answer ends the turn.',
  script: (api) => void api.on('say hello', [{ text: 'Hello there. All is fine.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('say hello');
    const truth = { status: 'idle_done', text: 'Hello there. All is fine.' };
    await stage.moment('', truth, { shows: over(/All is fine\./) });
  },
};

const THINKING: Scene = {
  name: 'thinking',
  about: 'The model has not sent a byte: right after the prompt was sent, and later.',
  script: (api) => void api.on('think', [{ delayMs: 60_000, text: 'Late.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('think hard');
    await stage.moment('early', { status: 'working', tools: [] }, { shows: ACTIVITY, moving: true });
    await stage.moment(
      'later',
      { status: 'working', tools: [] },
      { shows: /…\s+\(\d+s/, moving: true, wrote: /think hard/ },
    );
  },
};

const STREAMING: Scene = {
  name: 'streaming',
  about: 'The answer is on its way.',
  script: (api) => void api.on('slowly', [{ text: SLOW, chunkMs: 3000 }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('slowly please');
    const look = { shows: /Row 4 of/, hides: /Row 60 of/, moving: true };
    await stage.moment('', { status: 'working', tools: [] }, look);
  },
};

const TOOL: Scene = {
  name: 'tool',
  about: 'A command runs; then it ends and so does the turn.',
  spawn: ['--bypass-permissions'],
  home: NO_BYPASS_WARNING,
  script: (api) => void api.on('run', [{ text: 'I run it.', tools: [bash(WAIT_FOR_GO)] }, { text: 'It went.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('run it');
    const look = { shows: /seq 150/, moving: true, wrote: /"name":"Bash"/ };
    await stage.moment('running', { status: 'working', tools: ['Bash'] }, look);
    await stage.make('go');
    await stage.moment('done', { status: 'idle_done', text: 'It went.' }, { shows: over(/It went\./) });
  },
};

/** Turns that no gate interrupts. */
export const TURNS: Scene[] = [
  DONE,
  ...atSizes(DONE, NARROW),
  {
    name: 'done-long',
    about: 'An answer longer than the screen ends the turn; its text is whole.',
    script: (api) => void api.on('say much', [{ text: LONG }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say much');
      await stage.moment('', { status: 'idle_done', text: LONG }, { shows: over(/Line 70 of/) });
    },
  },
  {
    name: 'done-markdown',
    about: 'An answer with a list and code ends the turn; its text is as the model wrote it.',
    script: (api) => void api.on('list', [{ text: MARKDOWN }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('list it');
      await stage.moment('', { status: 'idle_done', text: MARKDOWN }, { shows: over(/All is well\./) });
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
      await stage.waitForScreen(over(/The first answer\./));
      await stage.send('second please');
      await stage.moment(
        '',
        { status: 'idle_done', text: 'The second answer.' },
        { shows: over(/The second answer\./) },
      );
    },
  },
  {
    name: 'question-text',
    about: 'The answer ends in a question.',
    script: (api) => void api.on('ask me', [{ text: ASKED }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('ask me');
      await stage.moment('', { status: 'awaiting_answer', question: ASKED }, { shows: over(/should I use\?/) });
    },
  },
  THINKING,
  ...atSizes(THINKING, NARROW),
  STREAMING,
  ...atSizes(STREAMING, ['44x18']),
  TOOL,
  ...atSizes(TOOL, ['44x18']),
  {
    name: 'retrying',
    about: 'The service is overloaded and the agent tries again.',
    script: (api) =>
      void api.on('overload', [{ error: { status: 529, type: 'overloaded_error', message: 'Overloaded' } }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('overload it');
      const truth = { status: 'working', tools: [], detail: 'retrying' };
      await stage.moment('', truth, { shows: /[Rr]etrying/, moving: true });
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
      const truth = { status: 'idle_done', error: 'API Error: 400 prompt is bad' };
      await stage.moment('', truth, { shows: /prompt is bad/, hides: ACTIVITY });
    },
  },
  {
    name: 'interrupt-late',
    about: 'Escape while the answer is on its way.',
    script: (api) => void api.on('slowly', [{ text: SLOW, chunkMs: 3000 }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('slowly please');
      await stage.waitForScreen(/Row 4 of/);
      await stage.keys('Escape');
      await stage.moment('', { status: 'idle_done', interrupted: true }, { shows: /Interrupted/ });
    },
  },
  {
    name: 'interrupt-tool',
    about: 'Escape while a command runs.',
    spawn: ['--bypass-permissions'],
    home: NO_BYPASS_WARNING,
    script: (api) => void api.on('run', [{ text: 'I run it.', tools: [bash(WAIT_FOR_GO)] }, { text: 'It went.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('run it');
      await stage.waitForScreen(/seq 150/);
      await stage.keys('Escape');
      await stage.moment('', { status: 'idle_done', interrupted: true }, { shows: STOPPED });
    },
  },
  {
    name: 'interrupt-early',
    about: 'Escape before the first token, in a first turn: the agent gives the prompt back into the composer.',
    script: (api) => void api.on('think', [{ delayMs: 60_000, text: 'Late.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('think hard');
      await stage.waitForScreen(ACTIVITY);
      await stage.keys('Escape');
      await stage.moment('', { status: 'idle_done', interrupted: true }, { hides: ACTIVITY, shows: /^❯/m });
    },
  },
  {
    name: 'interrupt-early-later',
    about: 'Escape before the first token, after an earlier turn: the earlier answer is no answer to this prompt.',
    script: (api) =>
      void api.on('first', [{ text: 'The first answer.' }]).on('think', [{ delayMs: 60_000, text: 'Late.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('first please');
      await stage.waitForScreen(over(/The first answer\./));
      await stage.send('think hard');
      await stage.waitForScreen(ACTIVITY);
      await stage.keys('Escape');
      await stage.moment('', { status: 'idle_done', interrupted: true }, { hides: ACTIVITY, shows: /^❯/m });
    },
  },
  {
    name: 'queued',
    about: 'A prompt sent while a turn is in flight waits in the queue, and runs when the turn is over.',
    spawn: ['--bypass-permissions'],
    home: NO_BYPASS_WARNING,
    script: (api) =>
      void api
        .on('run', [{ text: 'I run it.', tools: [bash(WAIT_FOR_GO)] }, { text: 'It went.' }])
        .on('and then', [{ text: 'That too.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('run it');
      await stage.waitForScreen(/seq 150/);
      await stage.send('and then this');
      await stage.moment(
        'waiting',
        { status: 'working', queued: 1 },
        { shows: /Press up to edit queued/, moving: true },
      );
      await stage.make('go');
      await stage.moment('done', { status: 'idle_done' }, { shows: / for \d+s/ });
      await stage.effect('the model received the queued prompt', () =>
        stage.api.received.some(({ request }) => JSON.stringify(request.messages).includes('and then this')),
      );
    },
  },
];
