import type { Scene } from '../scene.ts';
import { ACTIVITY, ASKING, atSizes, bash, NO_BYPASS_WARNING, over, WAIT_FOR_GO } from './lines.ts';

/** A complete permission menu and the words that mark gates and busy turns. */
const MENU = [
  ' Bash command',
  '',
  '   rm -rf build',
  '   Clean up',
  '',
  ' Do you want to proceed?',
  ' ❯ 1. Yes',
  "   2. Yes, and don't ask again for: rm",
  '   3. No',
  '',
  ' Esc to cancel · Tab to amend · esc to interrupt',
].join('\n');
const IN_FENCE = `This is what a gate looks like:\n\n\`\`\`\n${MENU}\n\`\`\``;
const LINES = 'Would you like to proceed? ❯ 1. Yes (esc to interrupt) Yes, I trust this folder';

const statusLine = (rows: string[]) => ({
  settings: { statusLine: { type: 'command', command: `printf '%s\\n' ${rows.map((row) => `'${row}'`).join(' ')}` } },
});

const ANSWER: Scene = {
  name: 'words-answer',
  about: 'The answer quotes a complete gate and ends with it: no gate.',
  script: (api) => void api.on('show', [{ text: IN_FENCE }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('show one');
    await stage.moment('', { status: 'idle_done', text: IN_FENCE }, { shows: over(/3\. No/) });
  },
};

/** The words of gates without a gate. */
export const WORDS: Scene[] = [
  ANSWER,
  ...atSizes(ANSWER, ['44x18']),
  {
    name: 'words-streamed',
    about: 'An answer that quotes a complete gate is on its way: no gate.',
    script: (api) => void api.on('show', [{ text: `${IN_FENCE}\n\n${'More is coming.\n'.repeat(40)}`, chunkMs: 3000 }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('show slowly');
      await stage.moment('', { status: 'working', tools: [] }, { shows: /❯ 1\. Yes/, moving: true });
    },
  },
  {
    name: 'words-prompt',
    about: 'The prompt quotes a complete gate: while the model thinks, and when it is done.',
    script: (api) => void api.on('look at', [{ delayMs: 6000, text: 'I see a gate.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send(`look at this:\n${MENU}`);
      await stage.moment('thinking', { status: 'working', tools: [] }, { shows: ACTIVITY, moving: true });
      await stage.moment('done', { status: 'idle_done', text: 'I see a gate.' }, { shows: over(/I see a gate\./) });
    },
  },
  {
    name: 'words-draft',
    about: 'A draft that nobody sent contains the rows of a gate, before any turn and after one.',
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.waitForScreen(/^❯/m);
      await stage.draft('Do you want to proceed?\n❯ 1. Yes');
      await stage.moment('fresh', { status: 'spawning' }, { shows: /Do you want/ });
      await stage.keys('C-u', 'BSpace', 'C-u');
      await stage.waitForScreen(/^❯/m, /1\. Yes|Do you want/);
      await stage.send('say hello');
      await stage.waitForScreen(over(/Hello there\./));
      await stage.draft('Do you want to proceed?\n❯ 1. Yes');
      await stage.moment('done', { status: 'idle_done', text: 'Hello there.' }, { shows: /Do you want/ });
    },
  },
  {
    name: 'words-statusline',
    about: 'A custom status line of one row prints the words of gates.',
    home: statusLine([LINES]),
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.moment('fresh', { status: 'spawning' }, { shows: /Would you like/ });
      await stage.send('say hello');
      await stage.moment('done', { status: 'idle_done', text: 'Hello there.' }, { shows: over(/Hello there\./) });
    },
  },
  {
    name: 'words-statusline-rows',
    about: 'A custom status line prints a menu of several rows.',
    home: statusLine(['Do you want to proceed?', '❯ 1. Yes', '  2. No', 'esc to interrupt']),
    script: (api) =>
      void api.on('say hello', [{ text: 'Hello there.' }]).on('think', [{ delayMs: 60_000, text: 'Late.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.moment('fresh', { status: 'spawning' }, { shows: /1\. Yes/ });
      await stage.send('say hello');
      await stage.moment('done', { status: 'idle_done', text: 'Hello there.' }, { shows: over(/Hello there\./) });
      await stage.send('think hard');
      await stage.moment('thinking', { status: 'working', tools: [] }, { shows: ACTIVITY, moving: true });
    },
  },
  {
    name: 'words-output',
    about: 'A command prints the rows of a gate: while the next one runs, and when the turn is over.',
    spawn: ['--bypass-permissions'],
    home: { ...NO_BYPASS_WARNING, files: { 'show.sh': "printf 'Do you want to proceed?\\n❯ 1. Yes\\n  2. No\\n'\n" } },
    script: (api) =>
      void api.on('print', [{ tools: [bash('sh ./show.sh')] }, { tools: [bash(WAIT_FOR_GO)] }, { text: 'Printed.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('print it');
      await stage.moment(
        'running',
        { status: 'working', tools: ['Bash'] },
        { shows: /seq 150/, moving: true, wrote: /seq 150/ },
      );
      await stage.make('go');
      await stage.moment('done', { status: 'idle_done', text: 'Printed.' }, { shows: over(/Printed\./) });
    },
  },
  {
    name: 'words-above-gate',
    about: 'An answered gate and a quoted one are above a real gate: the real one counts.',
    spawn: ASKING,
    script: (api) =>
      void api.on('touch', [
        { tools: [bash('touch made')] },
        { text: IN_FENCE, tools: [bash('touch more')] },
        { text: 'Both ran.' },
      ]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(/❯ 1\. Yes/);
      await stage.approve();
      const truth = { status: 'blocked', gate: 'permission', question: 'Do you want to proceed?', selected: 1 };
      await stage.moment('gate', truth, { shows: /touch more[\s\S]*❯ 1\. Yes/ });
      await stage.approve();
      await stage.moment('answered', { status: 'idle_done', text: 'Both ran.' }, { shows: over(/Both ran\./) });
    },
  },
];
