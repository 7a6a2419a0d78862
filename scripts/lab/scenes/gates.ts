import type { Scene } from '../scene.ts';
import { ASK_TWO, ASKING, namesModes, over } from './lines.ts';

const YES = /❯ 1\. ?Yes/;
const gate = (question: string) => ({ status: 'blocked', gate: 'permission', question, selected: 1 });

/** Gates within a turn: permissions and the question tool. */
export const GATES: Scene[] = [
  {
    name: 'gate-write',
    about: 'A new file asks for permission.',
    spawn: ASKING,
    script: (api, { cwd }) =>
      void api.on('write', [
        { tools: [{ name: 'Write', input: { file_path: `${cwd}/new.txt`, content: 'one\ntwo\n' } }] },
        { text: 'Written.' },
      ]),
    async play(stage) {
      await stage.spawn();
      await stage.send('write it');
      const edits = namesModes(stage.release)
        ? 'Yes, and switch to accept edits (auto-approve file edits and common file commands) for this session (shift+tab)'
        : 'Yes, allow all edits during this session (shift+tab)';
      const truth = { ...gate('Do you want to create new.txt?'), options: ['Yes', edits, 'No'] };
      await stage.moment('gate', truth, { shows: YES });
      await stage.approve();
      await stage.moment('answered', { status: 'idle_done', text: 'Written.' }, { shows: over(/Written\./) });
      await stage.effect('the file is there', () => stage.made('new.txt'));
    },
  },
  {
    name: 'gate-edit',
    about: 'A change to a file asks for permission.',
    spawn: ASKING,
    home: { files: { 'e.txt': 'alpha\n' } },
    script: (api, { cwd }) =>
      void api.on('edit', [
        { tools: [{ name: 'Read', input: { file_path: `${cwd}/e.txt` } }] },
        { tools: [{ name: 'Edit', input: { file_path: `${cwd}/e.txt`, old_string: 'alpha', new_string: 'beta' } }] },
        { text: 'Edited.' },
      ]),
    async play(stage) {
      await stage.spawn();
      await stage.send('edit it');
      await stage.moment('gate', gate('Do you want to make this edit to e.txt?'), { shows: YES });
      await stage.approve();
      await stage.moment('answered', { status: 'idle_done', text: 'Edited.' }, { shows: over(/Edited\./) });
    },
  },
  {
    name: 'gate-read',
    about: 'Reading a file outside the folder asks for permission.',
    spawn: ASKING,
    script: (api) =>
      void api.on('outside', [{ tools: [{ name: 'Read', input: { file_path: '/etc/hosts' } }] }, { text: 'Read.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('outside please');
      await stage.moment('gate', gate('Do you want to proceed?'), { shows: YES });
    },
  },
  {
    name: 'gate-fetch',
    about: 'Fetching a page asks for permission; the gate has no hint row.',
    spawn: ASKING,
    script: (api) =>
      void api.on('fetch', [
        { tools: [{ name: 'WebFetch', input: { url: 'https://example.com/', prompt: 'what' } }] },
        { text: 'Fetched.' },
      ]),
    async play(stage) {
      await stage.spawn();
      await stage.send('fetch it');
      const prompt = 'Do you want to allow Claude to fetch this content?';
      const options = [
        'Yes',
        "Yes, and don't ask again for example.com",
        'No, and tell Claude what to do differently (esc)',
      ];
      await stage.moment('gate', { ...gate(prompt), options }, { shows: YES });
    },
  },
  {
    name: 'question-two',
    about: 'Two questions, the second with check boxes, and the page that reviews the answers.',
    spawn: ASKING,
    script: (api) => void api.on('choose', [{ tools: [ASK_TWO] }, { text: 'Thanks.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('choose both');
      await stage.moment(
        'first',
        { status: 'awaiting_answer', question: 'Which database should we use?' },
        { shows: /❯ 1\. Postgres/ },
      );
      await stage.keys('Enter');
      await stage.moment(
        'second',
        { status: 'awaiting_answer', question: 'Which checks should run?' },
        { shows: /❯ 1\. \[ \] Lint/ },
      );
      await stage.keys('Enter');
      await stage.waitForScreen(/\[[✔✓x]\] Lint/);
      await stage.keys('Tab');
      const truth = { status: 'awaiting_answer', options: ['Submit answers', 'Cancel'] };
      await stage.moment('review', truth, { shows: /❯ 1\. Submit answers/ });
      await stage.keys('Enter');
      await stage.moment('answered', { status: 'idle_done', text: 'Thanks.' }, { shows: over(/Thanks\./) });
    },
  },
];
