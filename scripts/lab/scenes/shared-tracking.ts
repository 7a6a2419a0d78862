import {
  composerRow,
  openShell,
  openWindow,
  sidecarOf,
  startByHand,
  trackByHand,
  waitFor,
  writeWrapper,
} from '../hand.ts';
import type { SceneTable } from '../scene.ts';

const FIRST = '00000000-0000-4000-8000-00000000000a';
const SECOND = '00000000-0000-4000-8000-00000000000b';
const code = (ran: { json: unknown }) => (ran.json as { code?: string } | undefined)?.code;

/** Agents that a person started by hand and csd found, on every agent. */
export const tracksOf: SceneTable = (words) => [
  {
    name: 'track-shell',
    about:
      'An agent in a shell is tracked as it runs: every operation works on it, and after its end the shell gets nothing.',
    records: false,
    spawn: words.asking,
    script: (api) =>
      void api
        .on('say hello', [{ text: 'Hello there.' }])
        .on('touch', [{ tools: [words.asked('touch made')] }, { text: 'It ran.' }])
        .on('take long', [{ delayMs: 20_000, text: 'Too late.' }]),
    async play(stage) {
      const pane = await openShell(stage);
      await startByHand(stage, pane, FIRST);
      const before = await composerRow(stage, pane);
      const lab = await trackByHand(stage, 'lab', pane, pane);
      await stage.effect('nothing was typed', async () => (await composerRow(stage, pane)) === before);
      await stage.moment('fresh', { status: 'spawning' });
      await lab.send('say hello');
      await stage.moment('done', { status: 'idle_done', text: 'Hello there.' }, words.over(/Hello there\./));
      await lab.send('touch it');
      await stage.moment('gate', { status: 'blocked', gate: 'permission' }, { shows: words.gate.shows });
      await lab.approve();
      await stage.effect('the file is made', () => stage.made('made'));
      const answer = await stage.csd('run', '--session', 'lab', 'say hello');
      await stage.effect('run answers', () => answer.code === 0 && answer.stdout.trim() === 'Hello there.');
      await lab.send('take long');
      await stage.step('interrupt', () => stage.ok('interrupt', 'lab'));
      const refused = await stage.csd('kill', 'lab');
      await stage.effect('kill asks for consent', () => refused.code === 1 && code(refused) === 'not_confirmed');
      await stage.terminal.press(pane, 'C-u');
      await stage.terminal.type(pane, words.exit);
      await stage.step('the exit', () => waitFor(stage, pane, words.typed(words.exit)));
      await stage.terminal.press(pane, 'Enter');
      await stage.step('the shell is back', () => waitFor(stage, pane, /[#$] *$/m));
      await stage.moment('ended', { status: 'dead' });
      const late = await stage.csd('send', 'lab', 'echo typed into the shell');
      await stage.effect('an ended session takes no prompt', () => late.code === 1 && code(late) === 'dead');
      await stage.effect(
        'the shell received nothing',
        async () => !(await stage.terminal.text(pane)).includes('typed into'),
      );
      const again = (await stage.step('resume', () => stage.ok('resume', 'lab'))) as { outcome: string };
      await stage.effect('it is resumed in its own session', async () => {
        const { pane: another, tracked } = await sidecarOf(stage, 'lab');
        return again.outcome === 'resumed' && another !== pane && tracked === undefined;
      });
      const more = await stage.csd('run', '--session', 'lab', 'say hello');
      await stage.effect('it answers', () => more.code === 0 && more.stdout.trim() === 'Hello there.');
      await stage.step('kill', () => stage.ok('kill', 'lab'));
      await stage.effect('the pane is there', async () => !(await stage.terminal.facts(pane)).dead);
    },
  },
  {
    name: 'track-two',
    about: 'Two agents in one folder, one of them below a script in a second window, are told apart and both tracked.',
    records: false,
    home: { configFolder: 'home/elsewhere' },
    script: (api) => void api.on('say one', [{ text: 'This is one.' }]).on('say two', [{ text: 'This is two.' }]),
    async play(stage) {
      const first = await openShell(stage);
      await startByHand(stage, first, FIRST);
      const second = await openWindow(stage, first);
      await startByHand(stage, second, SECOND, [await writeWrapper(stage)]);
      const { agents } = (await stage.ok('discover', '--json', '--cwd', stage.place.cwd)) as {
        agents: { pane: string; pid: number }[];
      };
      await stage.effect(
        'both are found',
        () =>
          agents
            .map(({ pane }) => pane)
            .sort()
            .join() === [first, second].sort().join(),
      );
      const one = await trackByHand(stage, 'one', first, first);
      const two = await trackByHand(stage, 'two', second, String(agents.find(({ pane }) => pane === second)?.pid));
      const again = await stage.csd('track', second);
      await stage.effect('each once', () => code(again) === 'already_tracked');
      await one.send('say one');
      await two.send('say two');
      await one.moment('one', { status: 'idle_done', text: 'This is one.' }, words.over(/This is one\./));
      await two.moment('two', { status: 'idle_done', text: 'This is two.' }, words.over(/This is two\./));
      const { pane, agent_pid, pane_pid } = await sidecarOf(stage, 'two');
      await stage.effect('the agent is not the pane’s own process', () => pane === second && agent_pid !== pane_pid);
      await stage.step('kill', () => stage.ok('kill', 'two', '--yes'));
      await stage.step('the script continues', () => waitFor(stage, second, /the wrapper goes on/));
      await stage.step('untrack', () => stage.ok('untrack', 'one'));
      const rest = (await stage.ok('discover', '--json', '--cwd', stage.place.cwd)) as {
        agents: { pane: string; session: unknown }[];
      };
      await stage.effect('one is still running', () => rest.agents.length === 1 && rest.agents[0]?.session === null);
    },
  },
  {
    name: 'track-suspended',
    about: 'A tracked agent that a person suspends takes nothing until it is back in the foreground.',
    records: false,
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      const pane = await openShell(stage);
      await startByHand(stage, pane, FIRST);
      const lab = await trackByHand(stage, 'lab', pane, pane);
      await stage.terminal.press(pane, 'C-z');
      await stage.step('the shell is back', () => waitFor(stage, pane, /Stopped|[Ss]uspended/));
      await stage.moment('suspended', { status: 'unknown' });
      const refused = await stage.csd('send', 'lab', 'echo typed into the shell');
      await stage.effect('nothing is typed', () => code(refused) === 'not_an_agent');
      await stage.effect(
        'the shell received nothing',
        async () => !(await stage.terminal.text(pane)).includes('typed into'),
      );
      await stage.terminal.type(pane, 'fg');
      await stage.terminal.press(pane, 'Enter');
      await stage.step('the agent is back', () => waitFor(stage, pane, words.composer));
      await lab.send('say hello');
      await stage.moment('back', { status: 'idle_done', text: 'Hello there.' }, words.over(/Hello there\./));
    },
  },
];
