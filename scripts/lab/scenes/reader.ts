import type { MessagesRequest, ToolCall } from '../api.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { Stage } from '../stage.ts';
import { ASK, ASK_TWO, ASKING, atSizes, bash, NARROW, planTurn } from './lines.ts';

/** The input line of numbered options. */
const ASKS = /(?:Select with numbers|Enter selection) \[/;

/**
 * The screen-reader mode of Claude Code, which draws text without frames and accepts letters and numbers instead of
 * cursor keys.
 */
const FLAG = '--ax-screen-reader';
const READER = [...ASKING, '--', FLAG];

/** 2.1.251 has the mode; its input lines treat words and several numbers differently from those since 2.1.331. */
function reader(scene: Omit<Scene, 'records' | 'on'>, since = '2.1.251'): Scene {
  return { spawn: READER, ...scene, on: (release) => atLeast(release, since), records: false };
}

const done = (text: string) => ({ status: 'idle_done', text });
const told = (stage: Stage) =>
  JSON.stringify(stage.api.received.map(({ request }: { request: MessagesRequest }) => request.messages));
const gate = (question: string) => ({ status: 'blocked', gate: 'permission', question });
const QUOTE =
  'The agent shows:\n\nPermission Required: Bash command\ny. Yes, I trust this folder\nn. No, exit\n\nEnter y/n:';

const TURN = reader({
  name: 'reader-turn',
  about: 'In the screen-reader mode: a fresh session, a turn in flight, its end, a draft of a person, an interrupt.',
  script: (api) =>
    void api
      .on('hello', [{ text: 'Hello there.' }])
      .on('quote', [{ text: QUOTE }])
      .on('slow', [{ text: 'Late.', delayMs: 20_000 }]),
  async play(stage) {
    await stage.spawn();
    await stage.moment('fresh', { status: 'spawning' }, { shows: /^\$/m });
    await stage.send('hello');
    await stage.moment('done', done('Hello there.'), { shows: /Hello there/ });
    await stage.send('quote it');
    await stage.moment('a gate that is quoted is text', done(QUOTE), { shows: /Enter y\/n/ });
    await stage.type('a draft of mine');
    await stage.moment('draft', done(QUOTE), { shows: /a draft of mine/ });
    const sent = await stage.csd('send', 'lab', 'hello again');
    await stage.effect(
      'a draft is not sent',
      () => sent.code !== 0 && (sent.json as { code?: string })?.code === 'composer_busy',
    );
    await stage.keys('C-u');
    await stage.send('slow please');
    // 2.1.251 has only its activity row.
    const shows = /esc to interrupt|^\p{Lu}\p{Ll}+…/mu;
    await stage.moment('working', { status: 'working' }, { shows, moving: true });
    await stage.step('interrupt', () => stage.ok('interrupt', 'lab'));
    await stage.moment('interrupted', { status: 'idle_done', interrupted: true });
    await stage.send('hello, this is a prompt\nof two lines');
    await stage.moment('after it', done('Hello there.'));
    const long = Array.from({ length: 40 }, (_, n) => `hello row ${n}`).join('\n');
    await stage.send(long);
    await stage.moment('a prompt that collapses', done('Hello there.'));
    await stage.effect('the whole prompt arrived', () => told(stage).includes('hello row 39'));
  },
});

const TRUST = reader({
  name: 'reader-trust',
  about: 'In the screen-reader mode: the trust gate and the one of the bypass mode are recognized and answered.',
  spawn: ['--bypass-permissions', '--', FLAG],
  home: { trusted: false },
  script: (api) => void api.on('hello', [{ text: 'Hello there.' }]),
  async play(stage) {
    await stage.spawn();
    const options = ['Yes, I trust this folder', 'No, exit'];
    await stage.moment('trust', { status: 'blocked', gate: 'trust', options }, { shows: /Enter y\/n:/ });
    await stage.approve();
    const bypass = { status: 'blocked', gate: 'bypass', options: ['Yes, I accept', 'No, exit'] };
    await stage.moment('bypass', bypass, { shows: /Bypass Permissions mode/ });
    await stage.csd('grant-consent');
    await stage.approve();
    await stage.moment('answered', { status: 'spawning' }, { shows: /^\$/m });
    await stage.send('hello');
    await stage.moment('done', done('Hello there.'));
  },
});

const TRUST_SPAWN = reader({
  name: 'reader-spawn-trust',
  about: 'In the screen-reader mode: `spawn --trust` answers the trust gate.',
  spawn: [...ASKING, '--trust', '--', FLAG],
  home: { trusted: false },
  script: (api) => void api.on('hello', [{ text: 'Hello there.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('hello');
    await stage.moment('done', done('Hello there.'));
  },
});

const GATES = reader({
  name: 'reader-gates',
  about: 'In the screen-reader mode: the gates of commands, files and pages are told, approved and denied.',
  home: { files: { 'e.txt': 'alpha\n' } },
  script: (api, { cwd }) =>
    void api
      .on('bash', [{ tools: [bash('touch made && echo hi')] }, { text: 'Bash done.' }])
      .on('write', [
        { tools: [{ name: 'Write', input: { file_path: `${cwd}/new.txt`, content: 'one\ntwo\n' } }] },
        { text: 'Written.' },
      ])
      .on('edit', [
        { tools: [{ name: 'Read', input: { file_path: `${cwd}/e.txt` } }] },
        { tools: [{ name: 'Edit', input: { file_path: `${cwd}/e.txt`, old_string: 'alpha', new_string: 'beta' } }] },
        { text: 'Edited.' },
      ])
      .on('fetch', [
        { tools: [{ name: 'WebFetch', input: { url: 'http://example.com/a', prompt: 'x' } }] },
        { text: 'Fetched.' },
      ]),
  async play(stage) {
    await stage.spawn();
    await stage.send('bash it');
    await stage.moment('bash', gate('Do you want to proceed?'), { shows: ASKS });
    await stage.approve();
    await stage.moment('approved', done('Bash done.'));
    await stage.effect('the command ran', () => stage.made('made'));
    await stage.send('write it');
    await stage.moment('write', gate('Do you want to create new.txt?'), { shows: ASKS });
    await stage.approve();
    await stage.moment('written', done('Written.'));
    await stage.send('edit it');
    await stage.moment('edit', gate('Do you want to make this edit to e.txt?'), { shows: ASKS });
    // Someone has begun to answer.
    await stage.type('2');
    await stage.step('deny', () => stage.ok('deny', 'lab'));
    await stage.moment('denied', { status: 'idle_done' });
    await stage.send('and go on');
    await stage.send('fetch it');
    await stage.moment('fetch', gate('Do you want to allow Claude to fetch this content?'), {
      shows: ASKS,
    });
    await stage.step('interrupt', () => stage.ok('interrupt', 'lab'));
    await stage.moment('interrupted', { status: 'idle_done', interrupted: true });
  },
});

// On 2.1.251 the gate comes at some starts only.
const MCP = reader(
  {
    name: 'reader-mcp',
    about: 'In the screen-reader mode: the gate of an MCP server.',
    home: { files: { '.mcp.json': JSON.stringify({ mcpServers: { srv: { command: 'true' } } }) } },
    async play(stage) {
      await stage.spawn();
      const options = [
        'Use this MCP server',
        'Use this and all future MCP servers in this project',
        'Continue without using this MCP server',
      ];
      await stage.moment('gate', { status: 'blocked', gate: 'mcp', options }, { shows: ASKS });
      await stage.step('deny', () => stage.ok('deny', 'lab'));
      await stage.moment('answered', { status: 'spawning' }, { shows: /^\$/m });
    },
  },
  '2.1.330',
);

const QUESTION = reader(
  {
    name: 'reader-question',
    about: 'In the screen-reader mode: one question is answered by label, then in free text.',
    script: (api) =>
      void api
        .on('first', [{ tools: [ASK] }, { text: 'Thanks.' }])
        .on('second', [{ tools: [ASK] }, { text: 'Thanks again.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('first');
      const options = ['Postgres', 'SQLite', 'Other', 'Chat about this'];
      const asking = { status: 'awaiting_answer', question: 'Which database should we use?', options };
      await stage.moment('question', asking, { shows: ASKS });
      await stage.step('answer', () => stage.ok('answer', 'lab', 'SQLite'));
      await stage.moment('answered', done('Thanks.'));
      await stage.effect('the model was told', () => /tool_result[^}]*SQLite/.test(told(stage)));
      await stage.send('second');
      await stage.moment('again', asking, { shows: ASKS });
      await stage.step('answer', () => stage.ok('answer', 'lab', 'Neither, use a plain file'));
      await stage.moment('answered in words', done('Thanks again.'));
      await stage.effect('the reason arrived', () => /tool_result[^}]*Neither, use a plain file/.test(told(stage)));
    },
  },
  '2.1.330',
);

const QUESTIONS = reader(
  {
    name: 'reader-questions',
    about:
      'In the screen-reader mode: two questions, the second with several answers, from the second page on; then with free text next to a box.',
    script: (api) =>
      void api
        .on('first', [{ tools: [ASK_TWO] }, { text: 'Thanks.' }])
        .on('second', [{ tools: [ASK_TWO] }, { text: 'Thanks again.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('first');
      await stage.waitForScreen(ASKS);
      await stage.step('the first is answered', () => stage.ok('approve', 'lab', '--match', 'Postgres'));
      await stage.waitForScreen(/Which checks/);
      await stage.step('answer', () => stage.ok('answer', 'lab', 'SQLite', 'Lint,Types'));
      await stage.moment('answered', done('Thanks.'));
      await stage.effect('the model was told', () => /tool_result[^}]*SQLite[^}]*Lint, ?Types/.test(told(stage)));
      await stage.send('second');
      await stage.waitForScreen(ASKS);
      await stage.step('answer', () => stage.ok('answer', 'lab', 'Postgres', 'Lint,spell check'));
      await stage.moment('answered in words', done('Thanks again.'));
      await stage.effect('the reason arrived', () =>
        /tool_result[^}]*Postgres[^}]*Lint, ?spell check/.test(told(stage)),
      );
    },
  },
  '2.1.330',
);

const BOXES: ToolCall = {
  name: 'AskUserQuestion',
  input: { questions: (ASK_TWO.input as { questions: object[] }).questions.slice(1) },
};

const ONE_OF_BOXES = reader(
  {
    name: 'reader-boxes',
    about: 'In the screen-reader mode: the only question takes several answers, and its page of review is submitted.',
    script: (api) => void api.on('choose', [{ tools: [BOXES] }, { text: 'Thanks.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('choose some');
      await stage.waitForScreen(ASKS);
      await stage.step('answer', () => stage.ok('answer', 'lab', 'Types,Lint'));
      await stage.moment('answered', done('Thanks.'));
      await stage.effect('the model was told', () => /tool_result[^}]*(?:Lint, ?Types|Types, ?Lint)/.test(told(stage)));
    },
  },
  '2.1.330',
);

const PLAN = reader(
  {
    name: 'reader-plan',
    about:
      'In the screen-reader mode: a plan is reported whole, sent back with a message, then declined without one, then approved.',
    spawn: ['--permission-mode', 'plan', '--', FLAG],
    script: (api) => void api.on('plan', planTurn('# The plan\n\n1. Do it\n2. Test it\n')),
    async play(stage) {
      await stage.spawn();
      const ready = { status: 'plan_ready', plan: '# The plan\n\n1. Do it\n2. Test it\n' };
      await stage.send('plan it');
      await stage.moment('plan', ready, { shows: ASKS });
      await stage.step('deny with a reason', () => stage.ok('deny', 'lab', '--message', 'not yet please'));
      await stage.moment('sent back', done('The plan is carried out.'));
      await stage.effect('the reason arrived', () => told(stage).includes('not yet please'));
      await stage.send('plan again');
      await stage.moment('plan again', ready, { shows: ASKS });
      await stage.step('deny', () => stage.ok('deny', 'lab'));
      await stage.moment('declined', { status: 'idle_done' });
      await stage.send('go on');
      await stage.send('plan a third time');
      await stage.moment('the third plan', ready, { shows: ASKS });
      await stage.approve({ match: 'manually approve edits' });
      await stage.moment('carried out', done('The plan is carried out.'));
    },
  },
  '2.1.330',
);

const PICKER = reader({
  name: 'reader-picker',
  about: 'In the screen-reader mode: a picker that a person opened, shell mode and the transcript viewer.',
  script: (api) => void api.on('hello', [{ text: 'Hello there.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('hello');
    await stage.moment('done', done('Hello there.'));
    await stage.type('/model');
    await stage.waitForScreen(/\/model/);
    await stage.keys('Enter');
    await stage.moment('picker', { status: 'blocked', gate: 'other' }, { shows: ASKS });
    await stage.keys('Escape');
    await stage.moment('closed', done('Hello there.'), { shows: /Kept model/, hides: ASKS });
    await stage.type('!');
    await stage.type('ls');
    await stage.moment('shell mode', done('Hello there.'), { shows: /! for shell mode/ });
    await stage.keys('BSpace', 'BSpace', 'BSpace');
    await stage.keys('C-o');
    await stage.moment(
      'viewer',
      { status: 'unknown', overlay: 'transcript' },
      { shows: /Showing detailed transcript/ },
    );
    await stage.keys('C-o');
    await stage.moment('back', done('Hello there.'), { hides: /Showing detailed transcript/ });
  },
});

/** The screen-reader mode. */
export const READERS: Scene[] = [TURN, TRUST, TRUST_SPAWN, GATES, MCP, QUESTION, QUESTIONS, ONE_OF_BOXES, PLAN, PICKER]
  .flatMap((scene) => [scene, ...atSizes(scene, NARROW)])
  // At 44 columns 2.1.251 cuts off text typed after `Enter selection [1-4], or Escape to cancel:`, so csd confirms
  // nothing.
  .map((scene) =>
    scene.name === 'reader-gates-44x18' ? { ...scene, on: (release) => atLeast(release, '2.1.330') } : scene,
  );
