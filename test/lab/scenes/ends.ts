import type { Scene } from '../scene.ts';
import { ASKING, bash, over } from './lines.ts';

/** Sessions that end, start over, or share their window. */
export const ENDS: Scene[] = [
  {
    name: 'clear',
    about: '/clear starts a new conversation; the next answer is the one that counts.',
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]).on('again', [{ text: 'Hello again.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.waitForScreen(over(/Hello there\./));
      await stage.send('/clear');
      await stage.moment('empty', { status: 'spawning' }, { shows: /^❯/m, hides: /Hello there/ });
      await stage.send('say it again');
      await stage.moment('again', { status: 'idle_done', text: 'Hello again.' }, { shows: over(/Hello again\./) });
    },
  },
  {
    name: 'exit',
    about: '/exit ends the agent; its pane stays with the last screen and the exit code.',
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.waitForScreen(over(/Hello there\./));
      await stage.type('/exit');
      await stage.waitForScreen(/^❯.*\/exit/m);
      await stage.keys('Enter');
      await stage.moment('', { status: 'dead', exit_code: 0 }, { dead: true });
    },
  },
  {
    name: 'killed',
    about: 'The agent is killed in the middle of a gate.',
    spawn: ASKING,
    script: (api) => void api.on('touch', [{ tools: [bash('touch made')] }, { text: 'It ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(/❯ 1\. Yes/);
      process.kill(stage.main.pid, 'SIGKILL');
      await stage.moment('', { status: 'dead' }, { dead: true });
    },
  },
  {
    name: 'other-pane',
    about: 'Another pane of the window is active: the verdict is still on the agent.',
    spawn: ASKING,
    script: (api) => void api.on('touch', [{ tools: [bash('touch made')] }, { text: 'It ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(/❯ 1\. Yes/);
      await stage.terminal.tmux('split-window', '-v', '-t', stage.main.pane, 'exec sleep 300');
      const truth = { status: 'blocked', gate: 'permission', question: 'Do you want to proceed?', selected: 1 };
      await stage.moment('gate', truth, { shows: /❯ 1\. Yes/ });
      await stage.approve();
      await stage.moment('answered', { status: 'idle_done', text: 'It ran.' }, { shows: over(/It ran\./) });
    },
  },
  {
    name: 'picker',
    about: 'A person opened the model picker: a menu over the composer that no rule names.',
    async play(stage) {
      await stage.spawn();
      await stage.send('/model');
      await stage.moment('', { status: 'blocked', gate: 'other' }, { shows: /❯ \d\./ });
    },
  },
  {
    name: 'viewer',
    about:
      'A person opened the view of the whole conversation: it hides composer and gates, so no verdict but unknown is honest.',
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.waitForScreen(over(/Hello there\./));
      await stage.keys('C-o');
      const truth = { status: 'unknown', overlay: 'transcript' };
      await stage.moment('', truth, { shows: /Showing detailed transcript/ });
    },
  },
  {
    name: 'help',
    about: 'A person opened the list of shortcuts below the composer.',
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.waitForScreen(over(/Hello there\./));
      await stage.type('?');
      const truth = { status: 'idle_done', text: 'Hello there.' };
      await stage.moment('', truth, { shows: /for shell mode|for bash mode/ });
    },
  },
  {
    name: 'copy-mode',
    about: 'A person scrolls in copy mode over a gate: it is still there.',
    spawn: ASKING,
    script: (api) => void api.on('touch', [{ tools: [bash('touch made')] }, { text: 'It ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('touch it');
      await stage.waitForScreen(/❯ 1\. Yes/);
      await stage.terminal.tmux('copy-mode', '-t', stage.main.pane);
      const truth = { status: 'blocked', gate: 'permission', question: 'Do you want to proceed?', selected: 1 };
      await stage.moment('gate', truth, { shows: /❯ 1\. Yes/ });
    },
  },
];
