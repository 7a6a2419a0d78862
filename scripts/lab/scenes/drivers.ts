import type { ScriptedApi } from '../api.ts';
import type { ToolCall } from '../api-protocol.ts';
import type { Place } from '../home.ts';
import type { Scene } from '../scene.ts';
import type { Session } from '../session.ts';
import type { Stage } from '../stage.ts';
import { done, sessionNow } from './conversation-steps.ts';
import { ASK, ASK_TWO, planTurn } from './lines.ts';

/** A story that is played twice, with the screen and without one: the same commands to csd, the same states. */
export interface Story {
  name: string;
  about: string;
  /** Flags of `csd spawn`. */
  spawn?: string[];
  /** Played on a model that the agent knows as well. */
  known?: boolean;
  script(api: ScriptedApi, place: Place): void;
  play(stage: Stage, session: Session): Promise<void>;
}

const ASKING = ['--permission-mode', 'default'];
const PLAN = '# Plan\n\n1. Do it\n2. Test it\n';
const shell = (command: string) => ({ name: 'Bash', input: { command, description: 'Run it' } });

/** The distinct prompts that the model received and that contain the text. */
const given = (stage: Stage, text: string) => stage.api.prompts().filter((prompt) => prompt.includes(text));

export const once = (stage: Stage, text: string) =>
  stage.effect(`${text} was given once`, () => given(stage, text).length === 1);

/** The arguments of one csd command, with the expected shape of its JSON. */
export async function said(stage: Stage, words: string[], expected: Record<string, unknown>): Promise<void> {
  const json = (await stage.step(words.slice(0, 2).join(' '), () => stage.ok(...words))) as Record<string, unknown>;
  await stage.effect(`${words[0]} says ${JSON.stringify(expected)}`, () =>
    Object.entries(expected).every(([name, value]) => JSON.stringify(json[name]) === JSON.stringify(value)),
  );
}

/** `call` is the agent's call of a command that asks for permission, if the session is started with these flags. */
export const interruptStory = (call: (command: string) => ToolCall, spawn: string[]): Story => ({
  name: 'interrupt',
  about: 'A turn is interrupted while text comes, and one at its gate; each time the next prompt is a turn of its own.',
  spawn,
  script: (api) =>
    void api
      .on('count slowly', [{ text: 'one two three four five six seven eight nine ten', chunkMs: 300, stall: true }])
      .on('make one', [{ tools: [call('touch one.txt')] }, { text: 'It is made.' }])
      .on('say hello', [{ text: 'Hello there.' }]),
  async play(stage, session) {
    await session.send('count slowly');
    await session.moment('at work', { status: 'working' });
    await said(stage, ['interrupt', session.name], { ok: true, interrupted: true });
    await session.moment('cut off', { status: 'idle_done', interrupted: true });
    await session.send('say hello');
    await session.moment('goes on', done('Hello there.'));
    await said(stage, ['interrupt', session.name], { ok: true, interrupted: false });
    await session.send('make one');
    await session.moment('gate', { status: 'blocked', gate: 'permission' });
    await said(stage, ['interrupt', session.name], { ok: true, interrupted: true });
    await session.moment('cut off at the gate', { status: 'idle_done', interrupted: true });
    await stage.effect('nothing was made', () => !stage.made('one.txt'));
  },
});

const STORIES: Story[] = [
  {
    name: 'turn',
    about: 'Two turns and a question in text, whose answer is a prompt.',
    script: (api) =>
      void api
        .on('say hello', [{ text: 'Hello there.' }])
        .on('ask in text', [{ text: 'There are two ways. Shall I take the first one?' }])
        .on('the second', [{ text: 'The second it is.' }]),
    async play(stage, session) {
      await session.moment('fresh', { status: 'spawning' });
      await session.send('say hello');
      await session.moment('over', done('Hello there.'));
      await session.send('ask in text');
      const asks = 'Shall I take the first one?';
      await session.moment('asks', {
        status: 'awaiting_answer',
        question: /^There are two ways/,
        asks,
        options: undefined,
      });
      await said(stage, ['answer', session.name, 'take the second'], { ok: true });
      await session.moment('answered', done('The second it is.'));
      await once(stage, 'say hello');
    },
  },
  {
    name: 'gate',
    about: 'A command asks first: it is allowed, then refused with a message for the agent.',
    spawn: ASKING,
    script: (api) =>
      void api
        .on('make one', [{ text: 'I will.', tools: [shell('touch one.txt')] }, { text: 'One is made.' }])
        .on('make two', [{ tools: [shell('touch two.txt')] }, { text: 'I left it.' }]),
    async play(stage, session) {
      await session.send('make one');
      const gate = { status: 'blocked', gate: 'permission', prompt: /touch one\.txt/, question: /\?$/ };
      await session.moment('gate', gate);
      await said(stage, ['approve', session.name], { ok: true, option: 1, label: 'Yes', gate: 'permission' });
      await session.moment('allowed', done('One is made.'));
      await stage.effect('the first file exists', () => stage.made('one.txt'));
      await session.send('make two');
      await session.moment('gate again', { status: 'blocked', gate: 'permission', prompt: /touch two\.txt/ });
      await said(stage, ['deny', session.name, '--message', 'Leave it.'], { ok: true, label: 'No' });
      await session.moment('refused', { status: 'idle_done' });
      await stage.effect('the second file does not exist', () => !stage.made('two.txt'));
      await stage.effect('the model was told why', () =>
        stage.api.received.some(({ request }) => JSON.stringify(request).includes('Leave it.')),
      );
    },
  },
  {
    name: 'gate-rule',
    about: 'An option that grants more is taken: the next command of the kind does not ask again.',
    spawn: ASKING,
    script: (api, place) =>
      void api.on('write it', [
        { tools: [{ name: 'Write', input: { file_path: `${place.cwd}/a.txt`, content: 'a\n' } }] },
        { tools: [{ name: 'Write', input: { file_path: `${place.cwd}/b.txt`, content: 'b\n' } }] },
        { text: 'Both are written.' },
      ]),
    async play(stage, session) {
      await session.send('write it');
      await session.moment('gate', { status: 'blocked', gate: 'permission', prompt: /a\.txt/ });
      await said(stage, ['approve', session.name, '--option', '2'], { ok: true, option: 2, gate: 'permission' });
      await session.moment('over', done('Both are written.'));
      await stage.effect('both are there', () => stage.made('a.txt') && stage.made('b.txt'));
    },
  },
  {
    name: 'question',
    about: 'The question tool asks one question, then two: each is answered.',
    script: (api) =>
      void api
        .on('ask one', [{ tools: [ASK] }, { text: 'One answer.' }])
        .on('ask two', [{ tools: [ASK_TWO] }, { text: 'Two answers.' }]),
    async play(stage, session) {
      const question = 'Which database should we use?';
      await session.send('ask one');
      const first = (actual: unknown) => JSON.stringify(Array(actual).flat().slice(0, 2)) === '["Postgres","SQLite"]';
      await session.moment('asked', { status: 'awaiting_answer', question, options: first });
      await said(stage, ['answer', session.name, 'SQLite'], { answered: [{ question, chosen: ['SQLite'] }] });
      await session.moment('answered', done('One answer.'));
      await session.send('ask two');
      const questions = (actual: unknown) => Array.isArray(actual) && actual.length === 2;
      await session.moment('asked twice', { status: 'awaiting_answer', question, questions });
      await stage.step('answer both questions', () => stage.ok('answer', session.name, 'Postgres', 'Lint,Types'));
      await session.moment('answered twice', done('Two answers.'));
      await stage.effect('the model received both answers', () =>
        /SQLite[\s\S]*Postgres[\s\S]*Lint, ?Types/.test(JSON.stringify(stage.api.received.at(-1)?.request)),
      );
    },
  },
  {
    name: 'plan',
    about: 'A plan waits for approval; approved, the turn continues.',
    spawn: ['--permission-mode', 'plan'],
    script: (api) => void api.on('plan', planTurn(PLAN)),
    async play(stage, session) {
      await session.send('plan it');
      await session.moment('gate', { status: 'plan_ready', plan_file: /\/plans\/.*\.md$/, plan: PLAN });
      await said(stage, ['approve', session.name, '--plan', 'manual'], { ok: true, gate: 'plan' });
      await session.moment('approved', done('The plan is carried out.'));
    },
  },
  interruptStory(shell, ASKING),
  {
    name: 'queue',
    about: 'A prompt that is sent during a turn waits for it, and has a turn of its own.',
    script: (api) =>
      void api
        .on('count slowly', [{ text: 'one two three four five six seven', chunkMs: 300, until: api.released }])
        .on('and then', [{ text: 'And then this.' }]),
    async play(stage, session) {
      await session.send('count slowly');
      await session.moment('at work', { status: 'working' });
      await said(stage, ['send', session.name, 'and then'], { outcome: 'queued' });
      await session.moment('queued', { status: 'working', queued: 1 });
      stage.api.release();
      await session.moment('both over', { status: 'idle_done', text: 'And then this.', queued: undefined });
      await once(stage, 'count slowly');
      await once(stage, 'and then');
    },
  },
  {
    name: 'error',
    about: 'The service refuses a request: the turn ends with its message. An overloaded one is tried again.',
    script: (api) =>
      void api
        .on('be refused', [{ error: { status: 400, type: 'invalid_request_error', message: 'it is refused' } }])
        .on('be patient', [{ error: { status: 529, type: 'overloaded_error', message: 'Overloaded' } }]),
    async play(stage, session) {
      await session.send('be refused');
      await session.moment('refused', { status: 'idle_done', error: /it is refused/ });
      await session.send('be patient');
      await session.moment('retries', { status: 'working', detail: 'retrying', retry: /attempt \d+\/\d+/ });
      await said(stage, ['interrupt', session.name], { interrupted: true });
      await session.moment('cut off', { status: 'idle_done', interrupted: true });
    },
  },
  {
    name: 'life',
    about: 'A session is cleared, ended, started again and forked; each continues with its own conversation.',
    script: (api) =>
      void api
        .on('remember', [{ text: 'I keep it.' }])
        .on('go on', [{ text: 'I went on.' }])
        .on('aside', [{ text: 'In the fork.' }])
        .on('begin anew', [{ text: 'Anew.' }]),
    async play(stage, session) {
      await session.send('remember the word');
      await session.moment('said', done('I keep it.'));
      await stage.step('end', () => stage.ok('end', session.name));
      await said(stage, ['state', session.name], { status: 'dead', resumable: true });
      await said(stage, ['resume', session.name], { ok: true, outcome: 'resumed', session_id: session.id });
      const again = await sessionNow(stage, session.name);
      await stage.step('send', () => stage.ok('send', session.name, 'go on'));
      await again.moment('went on', done('I went on.'));
      await stage.effect('in the same conversation', () =>
        JSON.stringify(stage.api.received.at(-1)?.request).includes('remember the word'),
      );
      await stage.step('fork', () => stage.ok('fork', session.name, 'beside'));
      await stage.step('send to the fork', () => stage.ok('send', 'beside', 'aside'));
      const ended = await stage.csd('wait', 'beside', '--timeout', '20');
      const { state } = (ended.json ?? {}) as { state?: { text?: string } };
      await stage.effect('the fork answers', () => state?.text === 'In the fork.');
      await stage.step('clear', () => stage.ok('send', session.name, '--command', '/clear'));
      await again.moment('cleared', { status: 'spawning' });
      await stage.step('send in a new conversation', () => stage.ok('send', session.name, 'begin anew'));
      await again.moment('anew', done('Anew.'));
      await stage.effect(
        'nothing of the earlier conversation',
        () => !JSON.stringify(stage.api.received.at(-1)?.request).includes('remember the word'),
      );
    },
  },
  {
    name: 'compact',
    about: 'The conversation is summarised on request: that is no turn with an answer, and the next prompt continues.',
    script: (api) =>
      void api
        .on('say hello', [{ text: 'Hello there.' }])
        .on('say more', [{ text: 'There is more.' }])
        .on('detailed summary of', [
          { text: '<analysis>a</analysis><summary>They said hello.</summary>', until: api.released },
        ])
        .on('again', [{ text: 'Hello again.' }]),
    async play(stage, session) {
      await session.send('say hello');
      await session.moment('said', done('Hello there.'));
      await session.send('say more');
      await session.moment('said more', done('There is more.'));
      await stage.step('compact', () => stage.ok('send', session.name, '--command', '/compact'));
      await session.moment('running', { status: 'working', detail: 'compacting' });
      stage.api.release();
      await session.moment('compacted', { status: 'idle_done' });
      await session.send('say it again');
      await session.moment('again', done('Hello again.'));
      await stage.effect('the agent continues from the summary', () =>
        stage.api.received.some(({ request }) => /They said hello\.[\s\S]*say it again/.test(JSON.stringify(request))),
      );
    },
  },
  {
    name: 'run',
    about: '`run` follows a prompt to its end in a session of its own, and stops at a gate with 4.',
    script: (api) =>
      void api
        .on('say hello', [{ text: 'Hello there.' }])
        .on('make one', [{ tools: [shell('touch one.txt')] }, { text: 'Made.' }]),
    async play(stage, session) {
      await session.moment('fresh', { status: 'spawning' });
      const driver = stage.scene.spawn?.slice(0, 2) ?? [];
      const first = await stage.csd('run', ...driver, 'say hello');
      await stage.effect('its answer is printed', () => first.code === 0 && first.stdout === 'Hello there.\n');
      const gated = await stage.csd('run', ...driver, ...ASKING, '--name', 'other', 'make one');
      await stage.effect('it stops at the gate', () => gated.code === 4);
      const { code } = await stage.csd('kill', 'other');
      await stage.effect('only the first one is left', async () => {
        const { sessions } = (await stage.ok('ps', '--json')) as { sessions: { name: string }[] };
        return code === 0 && sessions.length === 1 && sessions[0]?.name === session.name;
      });
    },
  },
];

/** Each story with the screen, and without one. */
export const onBothDrivers = (stories: Story[]): Scene[] =>
  stories.flatMap(({ name, about, spawn = [], known = false, script, play }) =>
    (['screen', 'stream'] as const).map(
      (driver): Scene => ({
        name: `${driver}-${name}`,
        about: `${about} ${driver === 'screen' ? 'On the screen.' : 'Without a screen.'}`,
        ...(known ? {} : { known }),
        records: false,
        spawn: ['--driver', driver, ...spawn],
        script,
        play: async (stage) => play(stage, await stage.spawn()),
      }),
    ),
  );

export const DRIVERS: Scene[] = onBothDrivers(STORIES);
