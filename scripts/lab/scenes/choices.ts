import type { ToolCall } from '../api.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { Stage } from '../stage.ts';
import { ASKING, atSizes, bash, leaveAtWork, NO_BYPASS_WARNING, over, startsInBackground } from './lines.ts';

const THANKS = { status: 'idle_done', text: 'Thanks.' };
const told = (stage: Stage) =>
  JSON.stringify(stage.api.received.map(({ request }) => request.messages)).replaceAll('\\', '');

/** Asks one question with these labels. */
function asking(
  question: string,
  labels: string[],
  more: { multiSelect?: boolean; previews?: boolean } = {},
): ToolCall {
  const options = labels.map((label) => ({
    label,
    description: `It is ${label}`,
    ...(more.previews && { preview: `+----+\n| ${label} |\n+----+` }),
  }));
  return {
    name: 'AskUserQuestion',
    input: { questions: [{ question, header: 'Ask', multiSelect: more.multiSelect ?? false, options }] },
  };
}

/** The screen from its first rule on, because the logo above it moves for a while after the start. */
const belowLogo = (screen: string) => screen.slice(Math.max(0, screen.search(/^[─▔]{8,}/m)));

/** Notes whether `csd` refuses the command with this code and the rows, and leaves the menu unchanged. */
async function refuses(stage: Stage, label: string, args: string[], code: string) {
  const before = belowLogo(await stage.screen());
  const result = await stage.csd(...args);
  const json = (result.json ?? {}) as { code?: string; rows?: unknown[] };
  const rows = code !== 'no_such_option' || Array.isArray(json.rows);
  const after = belowLogo(await stage.screen());
  await stage.effect(label, () => result.code === 1 && json.code === code && rows && after === before);
}

function acts(scene: Omit<Scene, 'records'>): Scene {
  return { spawn: ASKING, ...scene, records: false };
}

const NUMBERS = asking('How many?', ['1', '3', '5']);
const BOXES = asking('Which checks?', ['Lint, strict', 'Types', 'Lint'], { multiSelect: true });
const LAYOUT = asking('Which layout?', ['Wide', 'Tall'], { previews: true });
const FREE = 'neither: ask the designer, please';

const ANSWER_PREVIEW = acts({
  name: 'answer-preview',
  about: 'A question with previews takes free text in its notes, with no option.',
  script: (api) => void api.on('choose', [{ tools: [LAYOUT] }, { text: 'Thanks.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('choose one');
    await stage.waitForScreen(/n to add notes/);
    await stage.step('answer', () => stage.ok('answer', 'lab', FREE));
    await stage.moment('', THANKS, { shows: over(/Thanks\./) });
    await stage.effect('the model was told', () => told(stage).includes(`no option selected) notes: ${FREE}`));
  },
});

const ANSWER_BOXES = acts({
  name: 'answer-boxes',
  about: 'Check boxes take labels with commas, and free text next to them.',
  script: (api) => void api.on('choose', [{ tools: [BOXES] }, { text: 'Thanks.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('choose some');
    await stage.waitForScreen(/\[ \] Type something/);
    await stage.step('answer', () => stage.ok('answer', 'lab', 'Lint, strict, Types, and the slow ones'));
    await stage.moment('', THANKS, { shows: over(/Thanks\./) });
    const all = /Which checks\?[^}]*Lint, strict[^}]*Types[^}]*and the slow ones/;
    await stage.effect('the model was told', () => all.test(told(stage)));
  },
});

/** Two commands with the same end. */
const TAIL = Array.from({ length: 60 }, (_, n) => `touch tail-${n}`).join('\n');
const TALL = ['rm -f the-one', 'rm -f the-other'].map((head) => `${head}\n${TAIL}`);
const TALL_GATE: Scene = {
  name: 'gate-tall',
  about: 'A command is taller than the pane: it is reported whole, and two that end alike have two marks.',
  size: { width: 100, height: 30 },
  spawn: ASKING,
  script: (api) =>
    void api.on('tall', [{ tools: [bash(TALL[0] ?? '')] }, { tools: [bash(TALL[1] ?? '')] }, { text: 'Both ran.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('tall ones');
    const shows = /touch tail-59[\s\S]*❯ 1\. ?Yes/;
    const gate = { status: 'blocked', gate: 'permission', truncated: undefined };
    await stage.moment(
      'first',
      { ...gate, prompt: /rm -f the-one\ntouch tail-0\n[\s\S]*touch tail-59\n/ },
      { shows, wrote: /the-one/ },
    );
    const first = stage.recording ? undefined : ((await stage.ok('state', 'lab')) as { gate_id: string }).gate_id;
    await stage.approve();
    const wrote = { shows, wrote: /the-other/ };
    await stage.moment(
      'second',
      { ...gate, prompt: /rm -f the-other\ntouch tail-0\n/, gate_id: (id: unknown) => id !== first },
      wrote,
    );
  },
};

/** What may be chosen, and what is refused. */
export const CHOICES: Scene[] = [
  {
    name: 'exit-tasks',
    about: 'The person leaves while work continues next to the turn: `deny` stays.',
    on: (release) => atLeast(release, '2.1.251'),
    spawn: ['--bypass-permissions'],
    home: NO_BYPASS_WARNING,
    script: (api) => void startsInBackground(api),
    async play(stage) {
      await leaveAtWork(stage);
      const options = ['Exit and stop tasks', 'Move to background and exit', 'Stay'];
      await stage.moment('dialog', { status: 'blocked', gate: 'other', options }, { shows: /❯ 1\. Exit and stop/ });
      if (stage.recording) return;
      await refuses(stage, 'approval is refused', ['approve', 'lab'], 'no_such_option');
      await stage.step('deny', () => stage.ok('deny', 'lab'));
      const truth = { status: 'idle_done', text: 'It is started.', background: { shells: 1, agents: 0 } };
      await stage.moment('stayed', truth, { hides: /Exit and stop/ });
    },
  },
  acts({
    name: 'deny-trust',
    about: '`deny` at the trust gate would end the agent: it is refused, and the gate stays.',
    home: { trusted: false },
    async play(stage) {
      await stage.spawn();
      await stage.waitForScreen(/No, exit/);
      await refuses(stage, 'deny is refused', ['deny', 'lab'], 'no_such_option');
      const question = 'Quick safety check: Is this a project you created or one you trust?';
      await stage.moment('', { status: 'blocked', gate: 'trust', question }, { shows: /No, exit/ });
    },
  }),
  acts({
    name: 'answer-plain',
    about: '`answer` prefers a label to a number and refuses what is not plain, with the rows and no key.',
    script: (api) => void api.on('choose', [{ tools: [NUMBERS] }, { text: 'Thanks.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.waitForScreen(/^❯.*\n─+\n/m);
      const { code, stderr } = await stage.csd('answer', 'lab', '2');
      await stage.effect('no question is open yet', () => code === 1 && stderr.includes('no_question'));
      await stage.send('choose one');
      await stage.waitForScreen(/❯ 1\. ?1$/m);
      for (const text of ['2', '4', '9', 'chat', 'Chat about this', 'Type something.'])
        await refuses(stage, `${text} is refused`, ['answer', 'lab', text], 'no_such_option');
      await refuses(stage, 'another question is refused', ['answer', 'lab', '3', '--expect', '0'], 'gate_changed');
      const sent = await stage.csd('send', 'lab', 'hello');
      await stage.effect(
        'the error of send names csd answer',
        () => sent.code === 1 && /csd answer lab/.test(sent.stderr),
      );
      const { gate_id } = (await stage.ok('state', 'lab')) as { gate_id: string };
      await stage.step('answer', () => stage.ok('answer', 'lab', '3', '--expect', gate_id));
      await stage.moment('', THANKS, { shows: over(/Thanks\./) });
      await stage.effect('the model was told', () => /How many\?"="3"/.test(told(stage)));
      await refuses(stage, 'nothing is asked any more', ['answer', 'lab', '3'], 'no_question');
    },
  }),
  ANSWER_BOXES,
  ...atSizes(ANSWER_BOXES, ['44x30']),
  ANSWER_PREVIEW,
  ...atSizes(ANSWER_PREVIEW, ['80x24']),
  TALL_GATE,
  ...atSizes(TALL_GATE, ['60x20']),
  {
    name: 'theme-picker',
    about: 'The person opens the picker of themes: it is no question of the first start.',
    async play(stage) {
      await stage.spawn();
      await stage.waitForScreen(/^❯/m);
      await stage.type('/theme');
      await stage.waitForScreen(/^❯.\/theme$/m);
      await stage.keys('Enter');
      await stage.moment('', { status: 'blocked', gate: 'other' }, { shows: /Choose the text style/ });
    },
  },
];
