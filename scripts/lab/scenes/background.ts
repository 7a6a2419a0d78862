import type { ScriptedApi } from '../api.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import { ACTIVITY, bash, NO_BYPASS_WARNING, over, startsInBackground, WAIT_FOR_GO } from './lines.ts';

const FREE = { spawn: ['--bypass-permissions'], home: NO_BYPASS_WARNING };
const agent = (prompt: string, background: boolean) => ({
  name: 'Task',
  input: {
    description: 'Look around',
    prompt,
    subagent_type: 'general-purpose',
    run_in_background: background,
  },
});
const todos = Array.from({ length: 14 }, (_, n) => ({
  content: `Step ${n + 1} of the work`,
  status: n === 0 ? 'in_progress' : 'pending',
  activeForm: `Doing step ${n + 1}`,
}));
const listed = (api: ScriptedApi) =>
  api.on('many steps', (request) => {
    const names = request.tools?.map((tool) => tool.name) ?? [];
    const list = names.includes('TodoWrite')
      ? [{ name: 'TodoWrite', input: { todos } }]
      : todos.map(({ content, activeForm }) => ({
          name: 'TaskCreate',
          input: { subject: content, description: content, activeForm },
        }));
    return [{ tools: list }, { delayMs: 60_000, text: 'Late.' }];
  });

/** Work alongside the turn, and the rows between activity and composer. */
export const BACKGROUND: Scene[] = [
  {
    ...FREE,
    name: 'background-shell',
    about: 'The turn is over, one of its shells continues.',
    script: (api) => void startsInBackground(api),
    async play(stage) {
      await stage.spawn();
      await stage.send('start it');
      const truth = { status: 'idle_done', text: 'It is started.', background: { shells: 1, agents: 0 } };
      await stage.moment('', truth, { shows: over(/It is started\./) });
    },
  },
  {
    ...FREE,
    name: 'background-monitor',
    about: 'The turn is over, a command that it watches continues, and then a shell next to it.',
    on: (release) => atLeast(release, '2.1.330'),
    script: (api) =>
      void api
        .on('watch', [
          {
            tools: [
              {
                name: 'Monitor',
                input: { command: WAIT_FOR_GO, description: 'Watch', timeout_ms: 60_000, persistent: false },
              },
            ],
          },
          { text: 'It is watched.' },
        ])
        .on('start', [
          { tools: [{ name: 'Bash', input: { command: WAIT_FOR_GO, description: 'Wait', run_in_background: true } }] },
          { text: 'It is started.' },
        ]),
    async play(stage) {
      await stage.spawn();
      await stage.send('watch it');
      const watched = {
        status: 'idle_done',
        text: 'It is watched.',
        background: { shells: 0, agents: 0, monitors: 1 },
      };
      await stage.moment('monitor', watched, { shows: over(/It is watched\./) });
      await stage.send('start it');
      const both = { status: 'idle_done', text: 'It is started.', background: { shells: 1, agents: 0, monitors: 1 } };
      await stage.moment('shell', both, { shows: over(/It is started\./) });
    },
  },
  {
    ...FREE,
    name: 'background-agent',
    about: 'The turn is over, one of its subagents continues, and then the turn as well.',
    script: (api) =>
      void api
        .on('start', [{ tools: [agent('the long job', true)] }, { text: 'It is started.' }])
        .on('the long job', [{ tools: [bash(WAIT_FOR_GO)] }, { text: 'The job is done.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('start it');
      const truth = { status: 'working', background: { shells: 0, agents: 1 } };
      await stage.moment('running', truth, { shows: /It is started\.[\s\S]*(Waiting for|agent)/, moving: true });
      await stage.make('go');
      // The agent's own message then begins with other words on 2.1.228, for which the script has no answer.
      const look = { shows: /started\.[\s\S]*(?:started|Understood)\.[\s\S]* for \d+s/ };
      await stage.moment('done', { status: 'idle_done', background: undefined }, look);
    },
  },
  {
    ...FREE,
    name: 'subagent',
    about: 'An agent works inside the turn: its own transcript decides nothing.',
    script: (api) =>
      void api
        .on('start', [{ tools: [agent('the long job', false)] }, { text: 'All is done.' }])
        .on('the long job', [{ tools: [bash(WAIT_FOR_GO)] }, { text: 'The job is done.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('start it');
      const truth = { status: 'working' };
      await stage.moment('running', truth, { shows: /seq 150|Look around/, moving: true, wrote: /seq 150/ });
      await stage.make('go');
      // From 2.1.330 on every subagent runs alongside the turn, whatever was requested: a second turn follows.
      const shows = atLeast(stage.release, '2.1.330') ? /done\.[\s\S]*done\.[\s\S]* for \d+s/ : over(/All is done\./);
      await stage.moment('done', { status: 'idle_done', text: 'All is done.' }, { shows });
    },
  },
  {
    ...FREE,
    home: { ...NO_BYPASS_WARNING, env: { CLAUDE_CODE_ENABLE_TODO_TOOLS: '1' } },
    name: 'todos',
    about: 'A long to-do list is between activity row and composer.',
    script: (api) => void listed(api),
    async play(stage) {
      await stage.spawn();
      await stage.send('many steps');
      const truth = { status: 'working' };
      const look = { shows: /…[\s\S]*Step 1 of/, moving: true, wrote: /Step 14 of/ };
      await stage.moment('', truth, look);
    },
  },
  {
    name: 'status-lines',
    about: 'Nine rows of a status line in a pane of 47 columns: thinking and done.',
    size: { width: 47, height: 30 },
    home: {
      settings: {
        statusLine: {
          type: 'command',
          command: `for i in 1 2 3 4 5 6 7 8 9; do echo "row $i: 97% of 5h limit, opus, main, ~/work"; done`,
        },
      },
    },
    script: (api) =>
      void api.on('say hello', [{ text: 'Hello there.' }]).on('think', [{ delayMs: 60_000, text: 'Late.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.moment('fresh', { status: 'spawning' }, { shows: /row 2/ });
      await stage.send('say hello');
      await stage.moment('done', { status: 'idle_done', text: 'Hello there.' }, { shows: over(/Hello there\./) });
      await stage.send('think hard');
      await stage.moment('thinking', { status: 'working', tools: [] }, { shows: ACTIVITY, moving: true });
    },
  },
  {
    name: 'compact',
    about: 'The conversation is summarised: while it is, and when it is over.',
    script: (api) =>
      void api
        .on('say hello', [{ text: 'Hello there.' }])
        .on('detailed summary of', [
          { delayMs: 8000, text: '<analysis>a</analysis><summary>They said hello.</summary>' },
        ])
        .on('again', [{ text: 'Hello again.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.waitForScreen(over(/Hello there\./));
      await stage.send('say more');
      await stage.waitForScreen(over(/Understood\./));
      await stage.send('/compact');
      const look = { shows: /Compacting/, moving: true };
      await stage.moment('running', { status: 'working', detail: 'compacting' }, look);
      await stage.moment('done', { status: 'idle_done' }, { shows: /Compacted/, hides: /Compacting/ });
      await stage.send('say it again');
      await stage.moment('again', { status: 'idle_done', text: 'Hello again.' }, { shows: over(/Hello again\./) });
    },
  },
];
