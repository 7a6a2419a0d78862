import type { Words } from '../agent-words.ts';
import { planMode } from '../agents/codex.ts';
import type { ToolCall } from '../api.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import { atSizes, WAIT_FOR_GO } from './lines.ts';

const COMPOSER = /^›/m;
const PLAN = '# The plan\n\n1. Do it\n2. Test it';
const over = (text: RegExp) => ({
  shows: new RegExp(`${text.source}[\\s\\S]*^›`, 'm'),
  hides: /esc to interrupt/,
  wrote: /"task_complete"/,
});
const patch = (...lines: string[]): ToolCall => ({
  name: 'apply_patch',
  input: ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n'),
});
const ASK: ToolCall = {
  name: 'request_user_input',
  input: {
    questions: [
      {
        id: 'db',
        header: 'DB',
        question: 'Which database should we use?',
        options: [
          { label: 'Postgres', description: 'Relational' },
          { label: 'SQLite', description: 'Single file' },
        ],
      },
    ],
  },
};

const WAYS = [
  { label: 'Slow, careful, and with tests', description: 'It takes a very long time, and is the safest of all ways' },
  { label: 'Quick, dirty', description: 'It is the quickest, and can be undone later with some more work' },
  { label: 'No, stop', description: 'Nothing is done' },
];
const QUESTIONS: ToolCall = {
  name: 'request_user_input',
  input: {
    questions: [
      {
        id: 'way',
        header: 'Way',
        question: 'Which of these ways of going about the work should be taken?',
        options: WAYS,
      },
      {
        id: 'count',
        header: 'Count',
        question: 'How many?',
        options: [1, 3, 5].map((n) => ({ label: `${n}`, description: '' })),
      },
    ],
  },
};

const CUT_QUESTION: Scene = {
  name: 'question-cut',
  about: 'A pane has no room for all options of a question: the state has them, and the hidden ones can be chosen.',
  records: false,
  script: (api) => void api.on('choose', [{ tools: [QUESTIONS] }, { text: 'Thanks.' }]),
  async play(stage) {
    await stage.spawn();
    await planMode(stage);
    await stage.send('choose one');
    const options = (told: unknown) =>
      JSON.stringify((told as string[]).slice(0, 3)) === JSON.stringify(WAYS.map(({ label }) => label));
    await stage.moment('asked', { status: 'awaiting_answer', options, selected: 1 }, { shows: /› 1\. Slow/ });
    await stage.keys('Down', 'Down');
    await stage.moment('moved', { status: 'awaiting_answer', options, selected: 3 }, { shows: /› 3\. No/ });
    await stage.step('answer', () => stage.ok('answer', 'lab', '--', 'No, stop', '5'));
    await stage.moment('answered', { status: 'idle_done', text: 'Thanks.' }, over(/Thanks\./));
    const told = JSON.stringify(stage.api.received.at(-1)?.request).replaceAll('\\', '');
    await stage.effect(
      'the model received both',
      () => told.includes('"answers":["No, stop"]') && told.includes('"answers":["5"]'),
    );
  },
};

/** The scenes of codex only, by subject. */
export const codexScenes = (words: Words): Record<string, Scene[]> => ({
  start: [
    {
      name: 'login',
      about: 'Nobody is logged in: a menu asks how.',
      home: { login: 'none' },
      async play(stage) {
        await stage.spawn();
        const truth = { status: 'blocked', gate: 'login', selected: 1 };
        await stage.moment('gate', truth, { shows: /1\. Sign in with ChatGPT/ });
      },
    },
  ],
  gates: [
    {
      name: 'gate-write',
      about: 'A new file asks for permission where the folder may only be read; 0.105.0 refuses it without asking.',
      spawn: ['--permission-mode', 'read-only'],
      on: (release) => release !== '0.105.0',
      script: (api) =>
        void api.on('write', [{ tools: [patch('*** Add File: new.txt', '+one')] }, { text: 'Written.' }]),
      async play(stage) {
        await stage.spawn();
        await stage.send('write it');
        const options = [
          'Yes, proceed (y)',
          "Yes, and don't ask again for these files (a)",
          'No, and tell Codex what to do differently (esc)',
        ];
        const question = 'Would you like to make the following edits?';
        const truth = { status: 'blocked', gate: 'permission', question, options, selected: 1 };
        await stage.moment('gate', truth, { shows: /^› 1\. Yes, proceed/m });
        await stage.approve();
        await stage.moment('answered', { status: 'idle_done', text: 'Written.' }, over(/Written\./));
        await stage.effect('the file is there', () => stage.made('new.txt'));
      },
    },
    {
      name: 'question-note',
      about: 'An answer in free text goes into the notes of the last option.',
      records: false,
      script: (api) => void api.on('choose', [{ tools: [ASK] }, { text: 'Thanks.' }]),
      async play(stage) {
        await stage.spawn();
        await planMode(stage);
        await stage.send('choose one');
        await stage.waitForScreen(/› 1\. Postgres/);
        await stage.step('answer', () => stage.ok('answer', 'lab', '--', 'a file of our own'));
        await stage.moment('answered', { status: 'idle_done', text: 'Thanks.' }, over(/Thanks\./));
        await stage.effect('the model received it', () =>
          JSON.stringify(stage.api.received.at(-1)?.request).includes('a file of our own'),
        );
      },
    },
    ...atSizes(CUT_QUESTION, ['60x20', '44x18']),
  ],
  plans: [
    {
      name: 'plan',
      about: 'A plan asks whether to carry it out, and may be kept as a plan.',
      script: (api) => void api.on('plan', [{ text: `Here it is.\n<proposed_plan>\n${PLAN}\n</proposed_plan>\n` }]),
      async play(stage) {
        await stage.spawn();
        await planMode(stage);
        await stage.send('plan it');
        const options = ['Yes, implement this plan', 'Yes, clear context and implement', 'No, stay in Plan mode'];
        const truth = { status: 'plan_ready', plan: PLAN, plan_file: null, options, selected: 1 };
        await stage.moment('gate', truth, { shows: /^› 1\. Yes, implement this plan/m });
        await stage.approve({ match: 'No, stay' });
        const look = { shows: COMPOSER, hides: /Implement this plan/ };
        await stage.moment('kept', { status: 'idle_done', text: 'Here it is.' }, look);
      },
    },
  ],
  ends: [
    {
      name: 'new',
      about: '/new starts a new conversation with a record of its own; the next answer is the one that counts.',
      script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]).on('again', [{ text: 'Hello again.' }]),
      async play(stage) {
        await stage.spawn();
        await stage.send('say hello');
        await stage.waitForScreen(over(/Hello there\./).shows);
        await stage.send('/new');
        await stage.send('say it again');
        await stage.moment('again', { status: 'idle_done', text: 'Hello again.' }, over(/Hello again\./));
      },
    },
  ],
  following: [
    {
      name: 'cleared',
      about: '/clear begins a new conversation, which has no record until its first prompt.',
      records: false,
      script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]).on('again', [{ text: 'Hello again.' }]),
      async play(stage) {
        await stage.spawn();
        await stage.send('say hello');
        await stage.moment('before', { status: 'idle_done', text: 'Hello there.' });
        await stage.send('/clear');
        await stage.moment('cleared', { status: 'spawning' }, { hides: /Hello there/ });
        await stage.send('say it again');
        await stage.moment('after', { status: 'idle_done', text: 'Hello again.' });
      },
    },
    {
      name: 'tasks-same-prompt',
      about:
        'Two tasks have the same last prompt: the one that is open counts. While the other one is at work, nothing is interrupted.',
      records: false,
      on: (release) => atLeast(release, '0.169.0'),
      ...words.bypassing,
      script(api) {
        let replies = 0;
        api.on('go on', () => [{ text: `Reply ${++replies}.` }]);
        api.on('run it', [{ text: 'I run it.', tools: [words.shell(WAIT_FOR_GO)] }, { text: 'It ran.' }]);
      },
      async play(stage) {
        const list = /Agent command center/i;
        const open = async () => {
          await stage.keys('Left');
          await stage.waitForScreen(list);
          await stage.keys('Down');
          await stage.keys('Enter');
          await stage.waitForScreen(COMPOSER, list);
        };
        await stage.spawn();
        await stage.send('go on');
        await stage.waitForScreen(over(/Reply 1\./).shows);
        await stage.keys('Left');
        await stage.waitForScreen(list);
        await stage.keys('n');
        await stage.waitForScreen(/Ask Codex/, list);
        await stage.send('go on');
        await stage.waitForScreen(over(/Reply 2\./).shows);
        await open();
        await stage.moment('again', { status: 'idle_done', text: 'Reply 1.' }, over(/Reply 1\./));
        await stage.send('run it');
        await stage.waitForScreen(words.running);
        await open();
        await stage.moment('the other one is at work', { status: 'unknown' }, { shows: /Reply 2\./ });
        const { json } = await stage.csd('interrupt', 'lab');
        await stage.effect(
          'interrupt finds nothing to interrupt',
          () => (json as { interrupted?: boolean }).interrupted === false,
        );
        await stage.make('go');
        await open();
        await stage.moment('its end', { status: 'idle_done', text: 'It ran.' }, over(/It ran\./));
      },
    },
    {
      name: 'two-at-once',
      about: 'Two sessions are started in one folder and prompted at once: each keeps its own conversation.',
      records: false,
      script: (api) => void api.on('first', [{ text: 'One.' }]).on('second', [{ text: 'Two.' }]),
      async play(stage) {
        const one = await stage.spawn('one');
        const two = await stage.spawn('two');
        await Promise.all([one.waitForScreen(COMPOSER), two.waitForScreen(COMPOSER)]);
        await Promise.all([one.send('the first prompt'), two.send('the second prompt')]);
        await one.moment('one', { status: 'idle_done', text: 'One.' }, over(/One\./));
        await two.moment('two', { status: 'idle_done', text: 'Two.' }, over(/Two\./));
        const { sessions } = (await stage.ok('ps', '--json')) as { sessions: { jsonl_path: string | null }[] };
        const paths = sessions.map(({ jsonl_path }) => jsonl_path);
        await stage.effect(
          'each is pinned to its own record',
          () => new Set(paths).size === 2 && !paths.includes(null),
        );
      },
    },
  ],
});
