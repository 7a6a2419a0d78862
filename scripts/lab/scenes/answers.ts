import { isDeepStrictEqual } from 'node:util';
import type { ToolCall } from '../api.ts';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { ACTIVITY, ASK, ASK_TWO, ASKING, atSizes, bash, NARROW, over, planTurn, WAIT_FOR_GO } from './lines.ts';

const THANKS = { status: 'idle_done', text: 'Thanks.' };
const PLAN = planTurn('# Plan\n\n1. Do it\n');
/** Everything that the model of the scene received so far. */
const told = (stage: Stage) => JSON.stringify(stage.api.received.map(({ request }) => request.messages));

/** Runs `csd` on the session and notes whether its output and exit code are as wanted. */
async function runs(stage: Stage, label: string, args: string[], code: number, wanted: Record<string, unknown>) {
  const [command = '', ...rest] = args;
  const result = await stage.csd(command, 'lab', ...rest);
  const json = (result.json ?? {}) as Record<string, unknown>;
  const right = Object.entries(wanted).every(([field, value]) => isDeepStrictEqual(json[field], value));
  if (result.code === code && right) return stage.effect(label, () => true);
  const said = `exit code ${result.code}: ${(result.stdout || result.stderr).trim().slice(0, 300)}`;
  return stage.step(label, () => Promise.reject(new Error(said)));
}

/** A scene about what `csd` does at a menu, with nothing to record that other scenes do not record. */
function acts(scene: Omit<Scene, 'records'>): Scene {
  return { spawn: ASKING, ...scene, records: false };
}

const answered = (...chosen: [question: string, ...labels: string[]][]) => ({
  ok: true,
  answered: chosen.map(([question, ...labels]) => ({ question, chosen: labels })),
});
const questionsOf = ({ input }: ToolCall) => (input as { questions: Record<string, unknown>[] }).questions;
const DATABASE = 'Which database should we use?';
/** Fills two rows of a small pane, where 2.1.330 draws a bar before each. */
const LONG = 'Which checks should run on each commit, before anybody else is asked to look at it?';
const ASK_LONG: ToolCall = {
  ...ASK_TWO,
  input: { questions: questionsOf(ASK_TWO).map((one, n) => (n === 1 ? { ...one, question: LONG } : one)) },
};

const ANSWER = acts({
  name: 'answer',
  about: '`answer` chooses an option of the question tool by its label.',
  script: (api) => void api.on('choose', [{ tools: [ASK] }, { text: 'Thanks.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('choose one');
    await stage.waitForScreen(/❯ 1\. ?Postgres/);
    await runs(stage, 'answer', ['answer', 'SQLite'], 0, answered([DATABASE, 'SQLite']));
    await stage.moment('', THANKS, { shows: over(/Thanks\./) });
    await stage.effect('the model was told', () => /tool_result[^}]*SQLite/.test(told(stage)));
  },
});

const ANSWER_TWO = acts({
  name: 'answer-two',
  about:
    '`answer` answers two questions, ticks boxes and submits the review page, though the first is answered already.',
  script: (api) => void api.on('choose', [{ tools: [ASK_LONG] }, { text: 'Thanks.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('choose both');
    await stage.waitForScreen(/❯ 1\. ?Postgres/);
    await stage.ok('approve', 'lab', '--match', 'Postgres');
    await stage.waitForScreen(/❯ 1\. ?\[ \] Lint/);
    const wanted = answered([DATABASE, 'SQLite'], [LONG, 'Lint', 'Types']);
    await runs(stage, 'answer', ['answer', 'SQLite', 'Lint,Types'], 0, wanted);
    await stage.moment('', THANKS, { shows: over(/Thanks\./) });
    await stage.effect('the model was told', () => /tool_result[^}]*SQLite[^}]*Lint, ?Types/.test(told(stage)));
  },
});

/** `answer`, `deny`, `interrupt` and the choices of `approve`, counted at the model. */
export const ANSWERS: Scene[] = [
  ANSWER,
  ...atSizes(ANSWER, NARROW),
  acts({
    name: 'answer-text',
    about: '`answer` writes what is no option into the row of free text.',
    script: (api) => void api.on('choose', [{ tools: [ASK] }, { text: 'Thanks.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('choose one');
      await stage.waitForScreen(/❯ 1\. ?Postgres/);
      const text = 'neither: use plain files';
      await runs(stage, 'answer', ['answer', text], 0, answered([DATABASE, text]));
      await stage.moment('', THANKS, { shows: over(/Thanks\./) });
      await stage.effect('the model was told', () => told(stage).includes(text));
    },
  }),
  ANSWER_TWO,
  ...atSizes(ANSWER_TWO, NARROW),
  acts({
    name: 'deny',
    about: '`deny` declines a command: nothing runs.',
    script: (api) => void api.on('touch', [{ tools: [bash('touch made')] }, { text: 'It ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(/❯ 1\. ?Yes/);
      await runs(stage, 'deny', ['deny'], 0, { ok: true, label: 'No' });
      await stage.moment('', { status: 'idle_done', interrupted: true }, { shows: /^❯/m, hides: /Do you want/ });
      await stage.effect('nothing ran', () => !stage.made('made'));
    },
  }),
  acts({
    name: 'deny-message',
    about: '`deny --message` declines and tells the agent why; the turn continues.',
    script: (api) => void api.on('touch', [{ tools: [bash('touch made')] }, { text: 'As you wish.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(/❯ 1\. ?Yes/);
      const why = 'use the other folder, please';
      await runs(stage, 'deny', ['deny', '--message', why], 0, { ok: true });
      await stage.moment('', { status: 'idle_done', text: 'As you wish.' }, { shows: over(/As you wish\./) });
      await stage.effect('the model was told why', () => told(stage).includes(why));
      await stage.effect('nothing ran', () => !stage.made('made'));
    },
  }),
  acts({
    name: 'expect',
    about: '`approve --expect` refuses another gate than the one that was seen.',
    script: (api) =>
      void api.on('touch', [{ tools: [bash('touch one')] }, { tools: [bash('touch two')] }, { text: 'Both ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch both');
      await stage.waitForScreen(/touch one[\s\S]*❯ 1\. ?Yes/);
      const { gate_id } = (await stage.ok('state', 'lab')) as { gate_id: string };
      await stage.step('approve', () => stage.ok('approve', 'lab', '--expect', gate_id));
      await stage.waitForScreen(/touch two[\s\S]*❯ 1\. ?Yes/);
      await runs(stage, 'the first gate is gone', ['approve', '--expect', gate_id], 1, { code: 'gate_changed' });
      await stage.effect('only the first ran', () => stage.made('one') && !stage.made('two'));
    },
  }),
  acts({
    name: 'approve-plan',
    about: '`approve --plan` takes a class by its label and refuses one that the gate does not offer.',
    spawn: ['--permission-mode', 'plan'],
    script: (api) => void api.on('plan', PLAN),
    async play(stage) {
      await stage.spawn();
      await stage.send('plan it');
      await stage.waitForScreen(/❯ 1\. ?Yes/);
      await runs(stage, 'no such class', ['approve', '--plan', 'clear'], 1, { code: 'no_such_option' });
      await runs(stage, 'manual', ['approve', '--plan', 'manual'], 0, { ok: true, option: 2 });
      const truth = { status: 'idle_done', text: 'The plan is carried out.' };
      await stage.moment('', truth, { shows: over(/carried out\./) });
    },
  }),
  acts({
    name: 'interrupt',
    about: '`interrupt` stops a command, and the next prompt is taken as it is.',
    spawn: ['--permission-mode', 'bypassPermissions'],
    home: { settings: { skipDangerousModePermissionPrompt: true } },
    script: (api) =>
      // On 2.1.330 the next prompt is next to the result of the interrupted command.
      void api.on('run', [{ tools: [bash(WAIT_FOR_GO)] }, { text: 'Hello.' }]).on('hello', [{ text: 'Hello.' }]),
    async play(stage) {
      await stage.spawn();
      await runs(stage, 'nothing to cut off', ['interrupt'], 0, { interrupted: false });
      await stage.send('run it');
      await stage.waitForScreen(/seq 150/);
      await runs(stage, 'interrupt', ['interrupt'], 0, { interrupted: true });
      await stage.moment('', { status: 'idle_done', interrupted: true }, { hides: ACTIVITY });
      await stage.send('say hello');
      await stage.moment('next', { status: 'idle_done', text: 'Hello.' }, { shows: over(/Hello\./) });
      await stage.effect('the prompt was sent without anything else', () =>
        /"(?:text|content)":"say hello"/.test(told(stage)),
      );
    },
  }),
  acts({
    name: 'interrupt-returned',
    about: '`interrupt` before the first token returns the prompt that the agent gave back, and clears it.',
    script: (api) => void api.on('think', [{ delayMs: 60_000, text: 'Late.' }]).on('hello', [{ text: 'Hello.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('think hard');
      await stage.waitForScreen(ACTIVITY);
      await runs(stage, 'interrupt', ['interrupt'], 0, { interrupted: true, returned_prompt: 'think hard' });
      await stage.send('say hello');
      await stage.moment('', { status: 'idle_done', text: 'Hello.' }, { shows: over(/Hello\./) });
      await stage.effect(
        'the prompt was sent without anything else',
        () => stage.api.received.at(-1)?.prompt === 'say hello',
      );
    },
  }),
];
