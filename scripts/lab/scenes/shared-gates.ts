import type { Words } from '../agent-words.ts';
import type { Received } from '../api.ts';
import type { Scene, SceneTable } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { sleep } from '../wait.ts';
import { atSizes, NARROW } from './lines.ts';
import { ended } from './shared-turns.ts';

const gate = (words: Words) => ({
  status: 'blocked',
  gate: 'permission',
  question: words.gate.question,
  selected: 1,
});

/** The gate of this command only. */
const asking = ({ gate }: Words, command: string) =>
  new RegExp(`${command}(?![\\s\\S]*touch (?!${command.slice(6)}))[\\s\\S]*${gate.shows.source}`, 'm');

type Told = { role?: string };

/** The newest tool result that the model received, as text. */
function newestResult(received: Received | undefined): string {
  const { messages, input } = (received?.request ?? {}) as { messages?: Told[]; input?: Told[] };
  // Claude Code from about 2.1.243 on ends a request with a token count, as a system message.
  return JSON.stringify((messages ?? input ?? []).filter(({ role }) => role !== 'system').slice(-1));
}

const command = (words: Words): Scene => ({
  name: 'gate-bash',
  about: 'A command asks for permission; after the answer it runs and the turn ends.',
  spawn: words.asking,
  script: (api) =>
    void api.on('touch', [{ text: 'I will run it.', tools: [words.asked('touch made')] }, { text: 'It ran.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('touch it');
    const options = words.gate.options(stage.release, stage.place.cwd, 'touch made');
    await stage.moment('gate', { ...gate(words), options }, { shows: words.gate.shows });
    await stage.effect('nothing ran yet', () => !stage.made('made'));
    await stage.approve();
    await stage.moment('answered', { status: 'idle_done', text: 'It ran.' }, words.over(/It ran\./));
    await stage.effect('the command ran', () => stage.made('made'));
  },
});

const question = (words: Words): Scene => ({
  name: 'question-tool',
  about: 'The question tool asks one question; an option answers it.',
  spawn: words.asking,
  script: (api) => void api.on('choose', [{ tools: [words.question.tool] }, { text: 'Thanks.' }]),
  async play(stage) {
    await stage.spawn();
    await words.question.prepare?.(stage);
    await stage.send('choose one');
    const { options } = words.question;
    const truth = { status: 'awaiting_answer', question: 'Which database should we use?', options };
    await stage.moment('menu', truth, { shows: words.question.shows });
    await stage.approve({ match: 'SQLite' });
    await stage.moment('answered', { status: 'idle_done', text: 'Thanks.' }, words.over(/Thanks\./));
    await stage.effect('the model received the answer', () => /SQLite/.test(newestResult(stage.api.received.at(-1))));
  },
});

/** How long the agent is stopped: longer than `csd` needs to start and to test for a lost Enter, ms. */
const HELD_MS = 6000;

/** Answers while the agent is stopped, and lets it continue when the cursor key after Enter has been pressed too. */
async function answerLate(stage: Stage, ...words: string[]): Promise<void> {
  const { pid } = stage.main;
  process.kill(pid, 'SIGSTOP');
  const answered = stage.ok(...words);
  await sleep(HELD_MS);
  process.kill(pid, 'SIGCONT');
  await stage.step(words.join(' '), () => answered);
}

const late = (words: Words): Scene => ({
  name: 'answered-late',
  about: 'The agent takes an answer long after it was given: a key that reached its composer leaves nothing there.',
  spawn: words.asking,
  records: false,
  script: (api) =>
    void api
      .on('touch', [{ text: 'I will run it.', tools: [words.asked('touch made')] }, { text: 'It ran.' }])
      .on('say hello', [{ text: 'Hello there.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('touch it');
    await stage.waitForScreen(words.gate.shows);
    await answerLate(stage, 'deny', 'lab');
    await stage.effect('nothing ran', () => !stage.made('made'));
    await stage.effect('the composer is empty', async () => !words.typed('touch it').test(await below(stage)));
    await stage.step('send', () => stage.ok('send', 'lab', '--', 'say hello'));
    // Which of its lines the model says depends on whether the agent includes the interrupted turn.
    await stage.moment('later', { status: 'idle_done' }, words.over(/(?:Hello there|It ran)\./));
    await stage.effect('the prompt was sent without anything else', () =>
      JSON.stringify(stage.api.received.at(-1)?.request).includes('"say hello"'),
    );
  },
});

/** The last row that begins like a composer. */
async function below(stage: Stage): Promise<string> {
  return (await stage.screen()).split('\n').findLast((row) => row.startsWith(stage.agent.glyph)) ?? '';
}

/** Gates within a turn, on every agent. */
export const gatesOf: SceneTable = (words) => [
  command(words),
  ...atSizes(command(words), NARROW),
  late(words),
  {
    name: 'gate-twice',
    about: 'Two commands at once ask one after the other: one approval answers one gate.',
    spawn: words.asking,
    script: (api) =>
      void api.on('both', [
        { text: 'Two.', tools: [words.asked('touch one'), words.asked('touch two')] },
        { text: 'Both ran.' },
      ]),
    async play(stage) {
      await stage.spawn();
      await stage.send('both please');
      const one = asking(words, 'touch one');
      const two = asking(words, 'touch two');
      await stage.moment('first', gate(words), { shows: new RegExp(`${one.source}|${two.source}`, 'm') });
      // codex runs both at once, and may ask for either first.
      const inOrder = one.test(await stage.screen());
      await stage.approve();
      await stage.moment('second', gate(words), { shows: inOrder ? two : one, hides: inOrder ? one : two });
      await stage.effect('only the first was answered', () => !stage.made(inOrder ? 'two' : 'one'));
      await stage.approve();
      await stage.moment('answered', { status: 'idle_done', text: 'Both ran.' }, words.over(/Both ran\./));
      await stage.effect('both ran', () => stage.made('one') && stage.made('two'));
    },
  },
  {
    name: 'gate-denied',
    about: 'A refused command ends the turn: the gate is answered, nothing ran.',
    spawn: words.asking,
    script: (api) =>
      void api.on('touch', [{ text: 'I will run it.', tools: [words.asked('touch made')] }, { text: 'It ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(words.gate.shows);
      await stage.approve({ match: 'No' });
      await stage.moment(
        '',
        { status: 'idle_done', interrupted: true },
        { hides: words.gate.shows, shows: words.composer },
      );
      await stage.effect('nothing ran', () => !stage.made('made'));
    },
  },
  question(words),
  ...atSizes(question(words), NARROW),
];

/** Sessions that end, or share their window, on every agent. */
export const endsOf: SceneTable = (words) => [
  {
    name: 'exit',
    about: 'Its own command ends the agent; its pane stays with the last screen and the exit code.',
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await ended(stage, words, /Hello there\./);
      await stage.type(words.exit);
      await stage.waitForScreen(words.typed(words.exit));
      await stage.keys('Enter');
      await stage.moment('', { status: 'dead', exit_code: 0 }, { dead: true });
    },
  },
  {
    name: 'killed',
    about: 'The agent is killed in the middle of a gate.',
    spawn: words.asking,
    script: (api) => void api.on('touch', [{ tools: [words.asked('touch made')] }, { text: 'It ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(words.gate.shows);
      process.kill(stage.main.pid, 'SIGKILL');
      await stage.moment('', { status: 'dead' }, { dead: true });
    },
  },
  {
    name: 'other-pane',
    about: 'Another pane of the window is active: the verdict is still on the agent.',
    spawn: words.asking,
    script: (api) => void api.on('touch', [{ tools: [words.asked('touch made')] }, { text: 'It ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(words.gate.shows);
      await stage.terminal.tmux('split-window', '-v', '-t', stage.main.pane, 'exec sleep 300');
      const truth = gate(words);
      await stage.moment('gate', truth, { shows: words.gate.shows });
      await stage.approve();
      await stage.moment('answered', { status: 'idle_done', text: 'It ran.' }, words.over(/It ran\./));
    },
  },
  {
    name: 'picker',
    about: 'A person opened the model picker: a menu over the composer that no rule names.',
    async play(stage) {
      await stage.spawn();
      await stage.send('/model');
      await stage.moment('', { status: 'blocked', gate: 'other' }, { shows: words.picker });
    },
  },
  {
    name: 'copy-mode',
    about: 'A person scrolls in copy mode over a gate: it is still there.',
    spawn: words.asking,
    script: (api) => void api.on('touch', [{ tools: [words.asked('touch made')] }, { text: 'It ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(words.gate.shows);
      await stage.terminal.tmux('copy-mode', '-t', stage.main.pane);
      const truth = gate(words);
      await stage.moment('gate', truth, { shows: words.gate.shows });
    },
  },
];
