import type { Words } from '../agent-words.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { Stage } from '../stage.ts';
import { done, sessionNow } from './conversation-steps.ts';
import { interruptStory, onBothDrivers, once, type Story, said } from './drivers.ts';
import { WAIT_FOR_GO } from './lines.ts';

/** The model may ask outside the plan mode, which a session without a screen does not have. */
const ASKS = ['--', '-c', 'features.default_mode_request_user_input=true'];

const ask = (...questions: string[]) => ({
  name: 'request_user_input',
  input: {
    questions: questions.map((question, n) => ({
      id: `q${n}`,
      question,
      header: `Q${n}`,
      options: [
        { label: 'Postgres', description: 'Relational and solid' },
        { label: 'SQLite', description: 'Single file' },
      ],
    })),
  },
});

const received = (stage: Stage) => JSON.stringify(stage.api.received.at(-1)?.request);

/** A patch that adds a file with one line. */
const patch = (path: string) => ({
  name: 'apply_patch',
  input: `*** Begin Patch\n*** Add File: ${path}\n+${path.split('/').at(-1)}\n*** End Patch\n`,
});

function storiesOf({ asked, shell, asking }: Words): Story[] {
  return [
    {
      name: 'turn',
      about: 'Two turns and a question in text, whose answer is a prompt.',
      known: true,
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
        await session.moment('asks', { status: 'awaiting_answer', question: /^There are two ways/, asks });
        await said(stage, ['answer', session.name, 'take the second'], { ok: true });
        await session.moment('answered', done('The second it is.'));
        await once(stage, 'say hello');
      },
    },
    {
      name: 'gate',
      about:
        'A command asks first: it is allowed, then refused with a message for the agent, which is the next prompt.',
      spawn: asking,
      known: true,
      script: (api) =>
        void api
          .on('make one', [{ text: 'I will.', tools: [asked('touch one.txt')] }, { text: 'One is made.' }])
          .on('make two', [{ tools: [asked('touch two.txt')] }, { text: 'Two is made.' }])
          .on('Leave it', [{ text: 'I left it.' }]),
      async play(stage, session) {
        await session.send('make one');
        const question = 'Would you like to run the following command?';
        const gate = { status: 'blocked', gate: 'permission', prompt: /touch one\.txt/, question };
        await session.moment('gate', gate);
        await said(stage, ['approve', session.name], { ok: true, option: 1, gate: 'permission' });
        await session.moment('allowed', done('One is made.'));
        await stage.effect('the first file exists', () => stage.made('one.txt'));
        await session.send('make two');
        await session.moment('gate again', { status: 'blocked', gate: 'permission', prompt: /touch two\.txt/ });
        await said(stage, ['deny', session.name, '--message', 'Leave it.'], { ok: true, option: 3 });
        await session.moment('refused', done('I left it.'));
        await stage.effect('the second file does not exist', () => !stage.made('two.txt'));
        await once(stage, 'Leave it.');
      },
    },
    {
      name: 'gate-rule',
      about: 'An option that grants more is taken: the same command does not ask again.',
      spawn: asking,
      script: (api) =>
        void api.on('make it', [
          { tools: [asked('touch a.txt')] },
          { tools: [asked('touch a.txt')] },
          { text: 'It is made twice.' },
        ]),
      async play(stage, session) {
        await session.send('make it');
        await session.moment('gate', { status: 'blocked', gate: 'permission', prompt: /a\.txt/ });
        await said(stage, ['approve', session.name, '--option', '2'], { ok: true, option: 2, gate: 'permission' });
        await session.moment('over', done('It is made twice.'));
        await stage.effect('the file exists', () => stage.made('a.txt'));
      },
    },
    {
      name: 'gate-patch',
      about: 'A patch asks first and is reported whole; plainly refused, the turn ends; allowed, the file is there.',
      spawn: asking,
      script: (api, place) =>
        void api
          .on('patch one', [{ tools: [patch(`${place.cwd}/one.txt`)] }, { text: 'One is there.' }])
          .on('patch two', [{ tools: [patch(`${place.cwd}/two.txt`)] }, { text: 'Two is there.' }]),
      async play(stage, session) {
        await session.send('patch one');
        const question = 'Would you like to make the following edits?';
        await session.moment('gate', { status: 'blocked', gate: 'permission', prompt: /one\.txt/, question });
        await said(stage, ['deny', session.name], { ok: true, option: 3 });
        await session.moment('refused', { status: 'idle_done', interrupted: true });
        await stage.effect('the first file does not exist', () => !stage.made('one.txt'));
        await session.send('patch two');
        await session.moment('gate again', { status: 'blocked', gate: 'permission', prompt: /two\.txt/ });
        await said(stage, ['approve', session.name], { ok: true, option: 1 });
        await session.moment('allowed', done('Two is there.'));
        await stage.effect('the second file exists', () => stage.made('two.txt'));
      },
    },
    {
      name: 'question',
      about: 'The question tool asks one question, then two: each is answered, the last in words of the person.',
      spawn: ASKS,
      script: (api) =>
        void api
          .on('ask one', [{ tools: [ask('Which database should we use?')] }, { text: 'One answer.' }])
          .on('ask two', [{ tools: [ask('Which one here?', 'Which one there?')] }, { text: 'Two answers.' }]),
      async play(stage, session) {
        const question = 'Which database should we use?';
        await session.send('ask one');
        const options = (actual: unknown) =>
          JSON.stringify(actual) === JSON.stringify(['Postgres', 'SQLite', 'None of the above']);
        await session.moment('asked', { status: 'awaiting_answer', question, options });
        await said(stage, ['answer', session.name, 'SQLite'], { answered: [{ question, chosen: ['SQLite'] }] });
        await session.moment('answered', done('One answer.'));
        await stage.effect('the model received the answer', () => received(stage).includes('SQLite'));
        await session.send('ask two');
        await session.moment('asked twice', { status: 'awaiting_answer', question: 'Which one here?' });
        await stage.step('answer both questions', () =>
          stage.ok('answer', session.name, 'Postgres', 'A graph of our own'),
        );
        await session.moment('answered twice', done('Two answers.'));
        await stage.effect('the model received both answers', () =>
          /Postgres[\s\S]*A graph of our own/.test(received(stage)),
        );
      },
    },
    interruptStory(asked, asking),
    {
      name: 'queue',
      about: 'A prompt that is sent while a command runs is processed after it, within the turn.',
      script: (api) =>
        void api
          .on('run it', [{ tools: [shell(WAIT_FOR_GO)] }, { text: 'It ran.' }])
          .on('and then', [{ text: 'And then this.' }]),
      async play(stage, session) {
        await session.send('run it');
        await session.moment('at work', { status: 'working', commands: (actual) => String(actual) === WAIT_FOR_GO });
        await said(stage, ['send', session.name, 'and then'], { outcome: 'queued' });
        await session.moment('queued', { status: 'working', queued: 1 });
        await stage.make('go');
        await session.moment('both over', { status: 'idle_done', text: 'And then this.', queued: undefined });
        await once(stage, 'run it');
        await once(stage, 'and then');
      },
    },
    {
      name: 'queue-cut',
      about: 'A prompt waits in a turn that is interrupted: it has a turn of its own then, once.',
      script: (api) =>
        void api
          .on('run it', [{ tools: [shell(WAIT_FOR_GO)] }, { text: 'It ran.' }])
          .on('and then', [{ text: 'And then this.' }]),
      async play(stage, session) {
        await session.send('run it');
        await session.moment('at work', { status: 'working', commands: (actual) => String(actual) === WAIT_FOR_GO });
        await said(stage, ['send', session.name, 'and then'], { outcome: 'queued' });
        await stage.step('interrupt', () => stage.csd('interrupt', session.name));
        await session.moment('over', { status: 'idle_done', text: 'And then this.', queued: undefined });
        await once(stage, 'and then');
      },
    },
    {
      name: 'background',
      about: 'A command runs on next to the turn and after it: it is reported as background work until it ends.',
      script: (api) =>
        void api.on('leave it', [
          { tools: [{ name: 'exec_command', input: { cmd: WAIT_FOR_GO, yield_time_ms: 500 } }] },
          { text: 'It runs.' },
        ]),
      async play(stage, session) {
        await session.send('leave it');
        await session.moment('over', { status: 'idle_done', text: 'It runs.' });
        const shells = (actual: unknown) => (actual as { shells?: number } | undefined)?.shells === 1;
        await session.moment('beside', { status: 'idle_done', background: shells });
        await stage.make('go');
        await session.moment('ended', { status: 'idle_done', background: undefined });
      },
    },
    {
      name: 'error',
      about: 'The service refuses a request: the turn ends with its message, and the next one continues.',
      script: (api) =>
        void api
          .on('be refused', [{ error: { status: 400, type: 'invalid_request_error', message: 'it is refused' } }])
          .on('say hello', [{ text: 'Hello there.' }]),
      async play(_, session) {
        await session.send('be refused');
        await session.moment('refused', { status: 'idle_done', error: /it is refused/ });
        await session.send('say hello');
        await session.moment('goes on', done('Hello there.'));
      },
    },
    {
      name: 'life',
      about: 'A session is ended, started again, forked and cleared; each continues with its own conversation.',
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
        await said(stage, ['resume', session.name], { ok: true, outcome: 'resumed' });
        const again = await sessionNow(stage, session.name);
        await stage.step('send', () => stage.ok('send', session.name, 'go on'));
        await again.moment('went on', done('I went on.'));
        await stage.effect('in the same conversation', () => received(stage).includes('remember the word'));
        await stage.step('fork', () => stage.ok('fork', session.name, 'beside'));
        await stage.step('send to the fork', () => stage.ok('send', 'beside', 'aside'));
        const ended = await stage.csd('wait', 'beside', '--timeout', '20');
        const { state } = (ended.json ?? {}) as { state?: { text?: string } };
        await stage.effect('the fork answers', () => state?.text === 'In the fork.');
        await stage.effect('with the whole conversation', () => /remember the word[\s\S]*go on/.test(received(stage)));
        await stage.step('clear', () => stage.ok('send', session.name, '--command', '/clear'));
        await again.moment('cleared', { status: 'spawning' });
        await stage.step('send in a new conversation', () => stage.ok('send', session.name, 'begin anew'));
        await again.moment('anew', done('Anew.'));
        await stage.effect('nothing of the earlier conversation', () => !received(stage).includes('remember the word'));
      },
    },
    {
      name: 'run',
      about: '`run` follows a prompt to its end in a session of its own, and stops at a gate with 4.',
      script: (api) =>
        void api
          .on('say hello', [{ text: 'Hello there.' }])
          .on('make one', [{ tools: [asked('touch one.txt')] }, { text: 'Made.' }]),
      async play(stage, session) {
        await session.moment('fresh', { status: 'spawning' });
        const flags = [...(stage.scene.spawn?.slice(0, 2) ?? []), '--backend', 'codex'];
        const first = await stage.csd('run', ...flags, 'say hello');
        await stage.effect('its answer is printed', () => first.code === 0 && first.stdout === 'Hello there.\n');
        const gated = await stage.csd('run', ...flags, ...asking, '--name', 'other', 'make one');
        await stage.effect('it stops at the gate', () => gated.code === 4);
        await stage.step('kill', () => stage.ok('kill', 'other'));
      },
    },
  ];
}

/** Each story of codex with the screen, and without one, which is supported from 0.145.0 on. */
export const codexDriversOf = (words: Words): Scene[] =>
  onBothDrivers(storiesOf(words)).map((scene) => ({ ...scene, on: (release) => atLeast(release, '0.145.0') }));
