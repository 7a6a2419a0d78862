import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { Stage } from '../stage.ts';
import { ASKING, leaveAtWork, NO_BYPASS_WARNING, over, startsInBackground } from './lines.ts';

const SIZE = { width: 46, height: 14 };
const QUESTION = 'Which of these should I do with the tables, given that three of them are large?';
const LABELS = [
  'Migrate the 3 tables now, in one transaction, and roll back when 1 of them fails in any way',
  'Migrate the 2 tables that are small now, and the large one by night, with no lock held at all',
  'Nothing now: write the plan as a file, and ask me again tomorrow',
  'Whatever the others do',
];
const options = LABELS.map((label) => ({
  label,
  description: 'This is what is meant by it, at length, so that the row below the label wraps over several rows.',
}));
const ASK = {
  name: 'AskUserQuestion',
  input: { questions: [{ question: QUESTION, header: 'Tables', multiSelect: false, options }] },
};

const BOXES = { question: 'Which checks should run?', labels: ['Lint', 'Types', 'Tests', 'None'] };
const boxes = BOXES.labels.map((label) => ({ label, description: 'Short' }));
const ASK_BOXES = {
  name: 'AskUserQuestion',
  input: { questions: [{ question: BOXES.question, header: 'Checks', multiSelect: true, options: boxes }] },
};

/** What the scenes in such a pane share. 2.1.158 and 2.1.251 record a question only once it is answered. */
const SMALL = {
  size: SIZE,
  records: false,
  on: (release: string) => atLeast(release, '2.1.330'),
} satisfies Partial<Scene>;

/** A scene in which the model asks the questions of `tool`, and says thanks for the answer. */
const asking = (tool: typeof ASK) =>
  ({
    ...SMALL,
    spawn: ASKING,
    script: (api) => void api.on('choose', [{ tools: [tool] }, { text: 'Thanks.' }]),
  }) satisfies Partial<Scene>;

const thanked = (stage: Stage) =>
  stage.moment('answered', { status: 'idle_done', text: 'Thanks.' }, { shows: over(/Thanks\./) });

/** Everything that the model received so far, without the quotation marks. */
const sent = ({ api }: Stage): string =>
  JSON.stringify(api.received.map(({ request }) => request.messages)).replaceAll('\\', '');

/** Dialogs and drafts that are taller than the pane of a phone. */
export const SMALL_PANES: Scene[] = [
  {
    name: 'small-question',
    about:
      'A question of which 46x14 shows neither the cursor nor most options is reported whole, and answered where the cursor is seen.',
    ...asking(ASK),
    async play(stage) {
      await stage.spawn();
      await stage.send('choose one');
      const told = (list: unknown) => LABELS.every((label, n) => (list as string[])[n] === label);
      const truth = { status: 'awaiting_answer', question: QUESTION, options: told, selected: 0, truncated: undefined };
      await stage.moment('asked', truth, { shows: /↓ 3\.[\s\S]*↑ \d+ more lines/ });
      const part = await stage.csd('answer', 'lab', 'Migrate');
      await stage.effect('part of two labels is refused', () => part.code === 1);
      await stage.step('answer', () => stage.ok('answer', 'lab', LABELS[3] ?? ''));
      await thanked(stage);
      await stage.effect('the model was told', () => sent(stage).includes(`="${LABELS[3]}"`));
    },
  },
  {
    name: 'small-text',
    about: "The same question takes words of one's own, whose row 46x14 shows.",
    ...asking(ASK),
    async play(stage) {
      await stage.spawn();
      await stage.send('choose one');
      await stage.waitForScreen(/↓ 3\.[\s\S]*↑ \d+ more lines/);
      const aside = await stage.csd('answer', 'lab', 'Chat about this');
      await stage.effect('a row that answers nothing is refused', () => aside.code === 1);
      const text = 'None of them: ask me again next week, when the large table is small';
      await stage.step('answer', () => stage.ok('answer', 'lab', text));
      await thanked(stage);
      await stage.effect('the model was told', () => sent(stage).includes(`="${text}"`));
    },
  },
  {
    name: 'small-boxes',
    about:
      'Check boxes of which 46x14 shows some: exactly those that are wanted are ticked, and free text next to them.',
    ...asking(ASK_BOXES),
    async play(stage) {
      await stage.spawn();
      await stage.send('choose some');
      const truth = { status: 'awaiting_answer', question: BOXES.question, selected: 1, truncated: undefined };
      const told = (list: unknown) => BOXES.labels.every((label, n) => (list as string[])[n] === label);
      await stage.moment('asked', { ...truth, options: told }, { shows: /↓ 3\.[\s\S]*↑ \d+ more lines/ });
      await stage.keys('Enter');
      await stage.step('answer', () => stage.ok('answer', 'lab', 'Types,None,and the linter at night'));
      await thanked(stage);
      const answer = /="Types, ?None, ?and the linter at night"/;
      await stage.effect('the model was told', () => answer.test(sent(stage)));
    },
  },
  {
    name: 'small-exit',
    about:
      'The dialog at the exit shows one option alone in 46x14: nothing agrees to it, and `deny` scrolls to the one that stays.',
    ...SMALL,
    spawn: ['--bypass-permissions'],
    home: NO_BYPASS_WARNING,
    script: (api) => void startsInBackground(api),
    async play(stage) {
      await leaveAtWork(stage);
      const truth = { status: 'blocked', gate: 'other', options: ['Exit and stop tasks'], truncated: true };
      await stage.moment('dialog', truth, { shows: /❯ 1\. Exit and stop/ });
      const agreed = await stage.csd('approve', 'lab');
      await stage.effect('approve finds no row to accept', () => agreed.code === 1 && agreed.stderr.includes('Stay'));
      await stage.step('deny', () => stage.ok('deny', 'lab'));
      const stayed = { status: 'idle_done', text: 'It is started.', background: { shells: 1, agents: 0 } };
      await stage.moment('stayed', stayed, { hides: /Exit and stop/ });
    },
  },
  {
    name: 'small-draft',
    about: "A person's draft that is taller than the composer is a draft at its beginning and at its end, and stays.",
    ...SMALL,
    async play(stage) {
      await stage.spawn();
      await stage.waitForScreen(/^❯/m);
      for (let n = 1; n <= 12; n++) {
        await stage.type(`line ${n} of a draft\\`);
        await stage.keys('Enter');
      }
      await stage.type('the end');
      const refused = async (where: string) => {
        const { code, stderr } = await stage.csd('send', 'lab', '--stash', '--', 'say hello');
        await stage.effect(`it is not dismissed ${where}`, () => code === 1 && /scrolled away/.test(stderr));
      };
      await stage.moment('end', { status: 'spawning' }, { shows: /↑ \d+ more ─[\s\S]*the end/ });
      await refused('at its end');
      await stage.keys(...Array.from({ length: 14 }, () => 'Up'));
      await stage.moment('beginning', { status: 'spawning' }, { shows: /line 1 of[\s\S]*↓ \d+ more ─/ });
      await refused('at its beginning');
      await stage.effect('it is unchanged', async () => (await stage.screen()).includes('line 1 of a draft'));
    },
  },
];
