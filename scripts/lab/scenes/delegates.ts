import { spawn } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf } from '../../../test/program.ts';
import type { ToolCall } from '../api.ts';
import type { ReplyUsage } from '../api-protocol.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { Stage } from '../stage.ts';
import { sleep, until } from '../wait.ts';
import {
  andOnStream,
  type DelegateLine,
  delegate,
  driverOf,
  isOnStream,
  openFile,
  resultOf,
  untilOver,
  WAYS,
} from './delegate-lines.ts';
import { ASK, bash, planTurn } from './lines.ts';

const write = (file: string): ToolCall => ({ name: 'Write', input: { file_path: file, content: 'x' } });
const notebook = (file: string): ToolCall => ({
  name: 'NotebookEdit',
  input: { notebook_path: file, new_source: 'gone', edit_mode: 'replace', cell_id: 'a' },
});
const NOTEBOOK =
  '{"cells":[{"cell_type":"code","id":"a","metadata":{},"outputs":[],"execution_count":null,"source":"1"}],"metadata":{},"nbformat":4,"nbformat_minor":5}';
const read = (file: string): ToolCall => ({ name: 'Read', input: { file_path: file } });
const helper = (prompt: string): ToolCall => ({
  name: 'Agent',
  input: { description: 'Do it', prompt, subagent_type: 'general-purpose' },
});
const textOf = (stage: Stage, file: string) => readFileSync(join(stage.place.cwd, file), 'utf8');

/** The model's usage for its answers; caches are omitted, because their price differs by model. */
const COUNTS = [
  { input: 20_000, output: 900 },
  { input: 31_000, output: 4000 },
  { input: 500, output: 7000 },
  { input: 12_000, output: 300 },
  { input: 44_000, output: 11_000 },
] as const satisfies ReplyUsage[];
/** In prices of an input token; an output token costs five of them on every model. */
const weigh = (counts: readonly ReplyUsage[]) => counts.reduce((sum, { input, output }) => sum + input + 5 * output, 0);

/** The usage that all answers report. */
const countsOf = ({ api }: Stage) => api.received.flatMap(({ usage }) => usage ?? []);

const SCREEN: Scene[] = [
  ...['read-only', 'review'].map(
    (preset): Scene => ({
      name: `delegate-${preset}`,
      about: `Under the preset ${preset} a model that tries can neither write nor run anything.`,
      records: false,
      home: {
        files: { 'notes.md': 'The word is swordfish.\n' },
        settings: { permissions: { allow: ['Bash', 'Write', 'Edit'] } },
      },
      script: (api, { cwd }) =>
        void api
          .on('try hard', [
            { tools: [bash('touch ran')] },
            { tools: [bash('ls')] },
            { tools: [write(join(cwd, 'made'))] },
            { tools: [read(join(cwd, 'notes.md'))] },
            {
              tools: [
                {
                  name: 'Edit',
                  input: { file_path: join(cwd, 'notes.md'), old_string: 'The word', new_string: 'A key' },
                },
              ],
            },
            { tools: [helper('run as a helper')] },
            { text: 'I could only read.' },
          ])
          .on('run as a helper', [{ tools: [bash('touch helped')] }, { text: 'Helped.' }]),
      async play(stage) {
        const done = resultOf(await delegate(stage, 'lab', 'try hard', '--preset', preset));
        await stage.effect(
          'the task ended',
          () => done.status === 'completed' && done.response === 'I could only read.',
        );
        await stage.effect('five tools were denied', () => {
          const denied = done.safety.violations.map(({ tool }) => tool);
          return denied.sort().join() === 'Agent,Bash,Bash,Edit,Write' && done.files_changed.length === 0;
        });
        await stage.effect('nothing was written or run', () => {
          const untouched = textOf(stage, 'notes.md') === 'The word is swordfish.\n';
          return untouched && !['ran', 'made', 'helped'].some((file) => stage.made(file));
        });
        await stage.effect('reading was allowed', () => JSON.stringify(stage.api.received).includes('swordfish'));
      },
    }),
  ),
  {
    name: 'delegate-paths',
    about: `Protected paths hold against ${WAYS.length} spellings in the shell, tools for files, and a subagent.`,
    records: false,
    home: {
      files: {
        '.env': 'KEY=1\n',
        'sub/other': 'b\n',
        'node_modules/x/i.js': '1\n',
        '.git/config': 'c\n',
        'own.txt': 'o\n',
        'node_modules/x/n.ipynb': NOTEBOOK,
      },
    },
    script: (api, { cwd }) =>
      void api
        .on('try every way', [
          // One by one: 2.1.158 abandons calls next to a denied tool.
          ...WAYS.map((command) => ({ tools: [bash(command)] })),
          ...['.env', 'link', 'sub/../.ENV', 'own.txt'].map((file) => ({ tools: [write(join(cwd, file))] })),
          { tools: [notebook(join(cwd, 'node_modules/x/n.ipynb'))] },
          { tools: [helper('act as a helper')] },
          { tools: [bash('touch fine && echo fine > sub/fine')] },
          { text: 'I tried.' },
        ])
        // An agent on a busy machine may leave its helper in the background, and tell the model when it has ended.
        .on(/task-notification|SYSTEM NOTIFICATION/, [{ text: 'I tried.' }])
        .on('act as a helper', [
          { tools: [write(join(cwd, '.env.local'))] },
          { tools: [bash('echo gone > .env')] },
          { text: 'Helped.' },
        ]),
    async play(stage) {
      symlinkSync('.env', join(stage.place.cwd, 'link'));
      const flags = ['--allow', 'Bash', '--protect', 'own.txt', '--max-turns', '100', '--background'];
      await stage.step('delegate', () => stage.ok('delegate', 'lab', 'try every way', ...flags, ...driverOf(stage)));
      await untilOver(stage, 'lab');
      await stage.effect('the task ended', async () => (await stage.csd('output', 'lab')).stdout.trim() === 'I tried.');
      const denied = readFileSync(join(stage.place.root, 'state/csd/guards/lab/denied.jsonl'), 'utf8')
        .trim()
        .split('\n');
      const times = (tool: string) => denied.filter((line) => line.includes(`"tool":"${tool}"`)).length;
      // A file that exists and was not read before does not reach the guard on 2.1.158, because the agent itself
      // refuses it.
      await stage.effect(
        'every way of writing was denied',
        () => times('Bash') === WAYS.length + 1 && times('Write') >= 2,
      );
      await stage.effect('nothing was changed', () => {
        const files: [string, string][] = [
          ['.env', 'KEY=1\n'],
          ['.git/config', 'c\n'],
          ['node_modules/x/i.js', '1\n'],
          ['own.txt', 'o\n'],
          ['node_modules/x/n.ipynb', NOTEBOOK],
          ['sub/other', 'b\n'],
        ];
        return (
          files.every(([file, text]) => textOf(stage, file) === text) &&
          !stage.made('.env.local') &&
          !stage.made('.ENV')
        );
      });
      await stage.effect('an unprotected file is written', () => stage.made('fine') && stage.made('sub/fine'));
    },
  },
  {
    name: 'delegate-limits',
    about: 'Cost, calls and time end a turn at their limits; more may be spent once the limit is raised.',
    records: false,
    home: { files: { f: 'x\n' } },
    script: (api, { cwd }) =>
      void api
        .on(
          'spend',
          Array.from({ length: 60 }, () => ({
            tools: [read(join(cwd, 'f'))],
            delayMs: 700,
            usage: { input: 20_000, output: 2000 },
          })),
        )
        .on(
          'loop',
          Array.from({ length: 60 }, () => ({ tools: [read(join(cwd, 'f'))], delayMs: 700 })),
        )
        .on('take long', [{ text: 'a b c d e f g h i j k l', chunkMs: 5000 }])
        .on('three', [{ tools: [read(join(cwd, 'f'))] }, { tools: [read(join(cwd, 'f'))] }, { text: 'In three.' }]),
    async play(stage) {
      const spent = resultOf(await delegate(stage, 'spender', 'spend', '--max-cost', '0.3'));
      await stage.effect(
        'cost',
        () =>
          spent.status === 'cost_exceeded' && (spent.cost ?? 0) >= 0.3 && (spent.cost ?? 9) < 0.9 && spent.can_continue,
      );
      const calls = stage.api.received.length;
      const refused = await stage.csd('continue', 'spender', 'go on', '--json');
      await stage.effect(
        'no further prompt is sent',
        () => refused.code === 2 && resultOf(refused).status === 'cost_exceeded' && stage.api.received.length === calls,
      );
      const looped = resultOf(await delegate(stage, 'looper', 'loop', '--max-turns', '4'));
      await stage.effect('calls', () => looped.status === 'turns_exceeded' && looped.turns >= 4 && looped.turns <= 5);
      const exact = resultOf(await delegate(stage, 'exact', 'three', '--max-turns', '3'));
      await stage.effect(
        'at most the last call is the answer',
        () => exact.status === 'completed' && exact.turns === 3,
      );
      const late = resultOf(await delegate(stage, 'slow', 'take long', '--max-time', '5', '--on-limit', 'kill'));
      await stage.effect('time', () => late.status === 'time_exceeded' && !late.can_continue);
      await stage.effect('killed', async () => (await stage.csd('state', 'slow')).stdout.includes('"dead"'));
    },
  },
  {
    name: 'delegate-stream',
    about: 'Without a screen: rights, protected paths and limits hold, and a second task has a budget of its own.',
    records: false,
    home: { files: { f: 'x\n', 'make.sh': 'touch ran\n' } },
    script: (api, { cwd }) =>
      void api
        .on('try it', [
          // 2.1.158 itself refuses to write a file that exists and was not read.
          { tools: [write(join(cwd, '.env.local'))] },
          { tools: [write(join(cwd, 'made'))] },
          { text: 'I tried.', usage: { input: 20_000, output: 2000 } },
        ])
        .on('run it', [{ tools: [bash('sh make.sh')] }, { text: 'It ran.' }])
        .on(
          'spend',
          Array.from({ length: 60 }, () => ({
            tools: [read(join(cwd, 'f'))],
            delayMs: 700,
            usage: { input: 20_000, output: 2000 },
          })),
        )
        .on('take long', [{ text: 'a b c d e f g h i j k l', chunkMs: 5000 }])
        .on('say hello', [{ text: 'Hello.', usage: { input: 20_000, output: 2000 } }]),
    async play(stage) {
      const flags = ['--driver', 'stream'];
      const tried = resultOf(await delegate(stage, 'lab', 'try it', ...flags));
      await stage.effect('the task ended', () => tried.status === 'completed' && tried.response === 'I tried.');
      await stage.effect('a protected path is denied', () => {
        const tools = tried.safety.violations.map(({ tool }) => tool);
        return tools.join() === 'Write' && !stage.made('.env.local') && stage.made('made');
      });
      const gated = resultOf(await stage.csd('continue', 'lab', 'run it', '--json'));
      await stage.effect('a gate', () => gated.status === 'needs_input' && gated.gate === 'permission');
      const ran = resultOf(await stage.csd('continue', 'lab', 'yes', '--json'));
      await stage.effect('yes', () => ran.status === 'completed' && ran.response === 'It ran.' && stage.made('ran'));
      const spent = resultOf(await delegate(stage, 'spender', 'spend', ...flags, '--max-cost', '0.3'));
      await stage.effect('cost', () => spent.status === 'cost_exceeded' && (spent.cost ?? 0) >= 0.3);
      const again = resultOf(await delegate(stage, 'spender', 'say hello', ...flags, '--max-cost', '0.3'));
      await stage.effect(
        'a second task has a budget of its own',
        () =>
          again.status === 'completed' &&
          again.response === 'Hello.' &&
          (again.cost ?? 0) > 0 &&
          (again.cost ?? 9) < 0.3,
      );
      const more = resultOf(await stage.csd('continue', 'spender', 'spend', '--json'));
      await stage.effect('and it is enforced', () => more.status === 'cost_exceeded');
      const late = resultOf(await delegate(stage, 'slow', 'take long', ...flags, '--max-time', '5'));
      await stage.effect('time', () => late.status === 'time_exceeded' && late.can_continue);
      const { json } = await stage.csd('finish', 'slow');
      await stage.effect('finished', () => (json as { closed: string }).closed === 'finished');
    },
  },
  {
    name: 'delegate-answers',
    about: 'A gate, a question and a plan come back as needs_input, and continue answers them.',
    records: false,
    home: { files: { 'make.sh': 'touch made\n', 'leave.sh': 'touch left\n' } },
    script: (api) =>
      void api
        .on('make it', [{ tools: [bash('sh make.sh')] }, { text: 'Made.' }])
        .on('leave it', [{ tools: [bash('sh leave.sh')] }, { text: 'Left.' }])
        .on('choose', [{ tools: [ASK] }, { text: 'Chosen.' }])
        .on('plan it', planTurn('# The plan\n\nDo it.')),
    async play(stage) {
      const gated = await delegate(stage, 'lab', 'make it');
      await stage.effect(
        'a gate',
        () => gated.code === 4 && resultOf(gated).gate === 'permission' && !stage.made('made'),
      );
      const made = resultOf(await stage.csd('continue', 'lab', 'yes', '--json'));
      await stage.effect('yes', () => made.status === 'completed' && made.response === 'Made.' && stage.made('made'));
      await stage.csd('continue', 'lab', 'leave it', '--json');
      const unclear = await stage.csd('continue', 'lab', 'why do you ask?', '--json');
      await stage.effect(
        'a message that is not an answer is refused',
        () => unclear.code === 1 && unclear.stderr.includes('no_such_option') && !stage.made('left'),
      );
      const left = resultOf(await stage.csd('continue', 'lab', 'no', '--json'));
      await stage.effect('no', () => !stage.made('left') && left.status !== 'needs_input');
      const asked = await delegate(stage, 'asker', 'choose');
      await stage.effect('a question', () => asked.code === 3 && (resultOf(asked).question ?? '').includes('database'));
      const chosen = resultOf(await stage.csd('continue', 'asker', 'Postgres', '--json'));
      await stage.effect('an answer', () => chosen.status === 'completed' && chosen.response === 'Chosen.');
      const planned = await delegate(stage, 'planner', 'plan it', '--preset', 'plan');
      await stage.effect(
        'a plan',
        () =>
          planned.code === 4 && resultOf(planned).gate === 'plan' && (resultOf(planned).plan ?? '').includes('Do it.'),
      );
      const carried = resultOf(await stage.csd('continue', 'planner', 'yes', '--json'));
      await stage.effect('approved', () => carried.response === 'The plan is carried out.');
      for (const again of [false, true]) {
        const { json } = await stage.csd('finish', 'lab');
        await stage.effect(
          again ? 'finished for good' : 'finished',
          () => (json as { already: boolean }).already === again,
        );
      }
    },
  },
  {
    name: 'delegate-killed',
    about:
      'A csd that is killed leaves its limits with the session: whoever looks next holds them, and so does one in the background.',
    records: false,
    home: { files: { f: 'x\n' } },
    script: (api, { cwd }) =>
      void api
        .on(
          'loop',
          Array.from({ length: 90 }, () => ({ tools: [read(join(cwd, 'f'))], delayMs: 400 })),
        )
        .on('take long', [{ text: 'a b c d e f g h i j k l', chunkMs: 5000 }]),
    async play(stage) {
      const [program, words] = commandOf(['delegate', 'left', 'loop', '--max-turns', '5', ...driverOf(stage)]);
      const child = spawn(program, words, { env: stage.place.env, cwd: stage.place.cwd, stdio: 'ignore' });
      await until(
        () => stage.api.prompts().some((prompt) => prompt.includes('loop')),
        20_000,
        () => 'nothing was asked',
      );
      child.kill('SIGKILL');
      await until(
        () => stage.api.received.length > 6,
        20_000,
        () => 'the turn did not go on',
      );
      await stage.effect('looking at it ends the turn', async () =>
        (await stage.csd('state', 'left')).stdout.includes('"interrupted":true'),
      );
      const calls = stage.api.received.length;
      await sleep(1500);
      await stage.effect('no further call', () => stage.api.received.length === calls);
      const sidecar = () => JSON.parse(readFileSync(join(stage.place.root, 'state/csd/sessions/left.json'), 'utf8'));
      await stage.effect('the result is recorded', () => sidecar().delegate.last.status === 'turns_exceeded');
      const { code, json } = await delegate(stage, 'behind', 'take long', '--max-time', '8', '--background');
      await stage.effect('a task in the background', () => code === 0 && (json as DelegateLine).status === 'running');
      await stage.effect('has its limits enforced', () => existsSync(openFile(stage, 'behind')));
      await untilOver(stage, 'behind');
      await stage.effect('is stopped in time', async () =>
        (await stage.csd('state', 'behind')).stdout.includes('"interrupted":true'),
      );
    },
  },
  {
    name: 'delegate-wakes',
    about:
      'A model whose turn is over is woken up by the helper that it left at work, again and again: its limit of calls holds.',
    records: false,
    script: (api) => {
      const leave = [
        {
          tools: [
            {
              name: 'Agent',
              input: {
                description: 'Help',
                prompt: 'act as a helper',
                subagent_type: 'general-purpose',
                run_in_background: true,
              },
            },
          ],
        },
        { text: 'I come again.' },
      ];
      const again = Array.from({ length: 30 }, () => leave).flat();
      api
        .on('leave it', again)
        .on(/task-notification|SYSTEM NOTIFICATION/, again)
        .on('act as a helper', [{ text: 'Helped.', delayMs: 2500 }]);
    },
    async play(stage) {
      const left = resultOf(await delegate(stage, 'lab', 'leave it', '--max-turns', '9'));
      // Otherwise a turn lasts until its helpers are back, on 2.1.158 without a screen too, and may be over shortly before
      // it is interrupted.
      const wakesUp = isOnStream(stage) && atLeast(stage.release, '2.1.251');
      const isOver = wakesUp
        ? left.status === 'completed' && left.turns <= 3
        : left.safety.limits.reached === 'turns' && left.turns <= 12;
      await stage.effect(`how it ended: ${left.status}, ${left.turns}`, () => isOver);
      // A title is requested without tools.
      const calls = () => stage.api.received.filter(({ request }) => (request.tools?.length ?? 0) > 0).length;
      const sidecar = () => JSON.parse(readFileSync(join(stage.place.root, 'state/csd/sessions/lab.json'), 'utf8'));
      if (wakesUp) {
        await stage.effect('the model starts again by itself', () => calls() > 4);
        await until(
          () => sidecar().delegate.last.status === 'turns_exceeded',
          60_000,
          () => `its turns go on: ${calls()} calls`,
        );
      }
      await sleep(5000);
      // The helper's call that is in flight then may end.
      await stage.effect(`few calls beyond it: ${calls()}`, () => calls() <= 12);
      await stage.step('finish', () => stage.ok('finish', 'lab'));
      await stage.effect('nothing is enforced any more', () => !existsSync(openFile(stage, 'lab')));
    },
  },
  {
    name: 'delegate-cost',
    about: 'What a delegate has cost is the sum of what its model counts, in one interaction and over several.',
    records: false,
    home: { files: { f: 'x\n' } },
    script: (api, { cwd }) => {
      const look = read(join(cwd, 'f'));
      api
        .on('first task', [
          { tools: [look], usage: COUNTS[0] },
          { tools: [look], usage: COUNTS[1] },
          { text: 'First.', usage: COUNTS[2] },
        ])
        .on('second task', [{ text: 'Second.', usage: COUNTS[4] }]);
    },
    async play(stage) {
      const first = resultOf(await delegate(stage, 'lab', 'do the first task'));
      const before = countsOf(stage);
      const second = resultOf(await stage.csd('continue', 'lab', 'do the second task', '--json'));
      const all = countsOf(stage);
      await stage.effect('the task ended', () => first.response === 'First.' && second.response === 'Second.');
      // With one price per token, because the agent also requests a title of a few tokens.
      await stage.effect(`the costs are as the counts: ${first.cost} to ${second.cost}`, () => {
        const [price, again] = [(first.cost ?? 0) / weigh(before), (second.cost ?? 0) / weigh(all)];
        return price > 0 && Math.abs(price - again) < price * 0.005;
      });
      await stage.effect('and the calls match too', () => first.turns === before.length && second.turns === all.length);
    },
  },
];

/** Tasks that are delegated to a model that follows no instructions. */
export const DELEGATES: Scene[] = andOnStream(SCREEN, [
  'delegate-read-only',
  'delegate-review',
  'delegate-paths',
  'delegate-answers',
  'delegate-killed',
  'delegate-cost',
  'delegate-wakes',
]);
