import { openShell, startByHand, trackByHand, waitFor } from '../hand.ts';
import type { SceneTable } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { until } from '../wait.ts';

const FIRST = '00000000-0000-4000-8000-00000000000a';
const SECOND = '00000000-0000-4000-8000-00000000000b';
const SHELL = ['bash', '--noprofile', '--norc', '-i'];

interface Found {
  pane: string;
  pid: number;
  tmux_socket: string;
  session: string | null;
}

/** Another tmux server in the scene's folder, with shells of a person. */
class Server {
  constructor(
    private readonly stage: Stage,
    private readonly socket: string,
  ) {}

  private tmux = (...args: string[]) => this.stage.terminal.tmux('-L', this.socket, ...args);

  owns = ({ tmux_socket }: Found) => tmux_socket.endsWith(`/${this.socket}`);

  /** This many panes, one above the other; returns the id of the last. */
  async open(count: 1 | 2): Promise<string> {
    const print = ['-d', '-P', '-F', '#{pane_id}', '-c', this.stage.place.start];
    const size = ['-x', '120', '-y', '60'];
    let pane = await this.tmux('-f', '/dev/null', 'new-session', ...print, ...size, '-s', 'mine', ...SHELL);
    if (count === 2) pane = await this.tmux('split-window', '-v', ...print, '-t', 'mine', ...SHELL);
    pane = pane.trim();
    await this.stage.step('a shell on another server', () => this.shows(pane, /[#$] *$/m));
    return pane;
  }

  /** Types a command line that starts the agent. */
  async start(pane: string, id: string): Promise<void> {
    const { agent, scene, release } = this.stage;
    const line = [agent.name, ...agent.args(scene.spawn ?? [], id, false, release)].join(' ');
    await this.tmux('send-keys', '-t', pane, '-l', '--', line);
    await this.tmux('send-keys', '-t', pane, 'Enter');
    await this.stage.step('the agent on another server has started', () => this.shows(pane, agent.words.composer));
  }

  close = () => this.tmux('kill-server').catch(() => '');

  private async shows(pane: string, pattern: RegExp): Promise<void> {
    let last = '';
    const look = async () => {
      last = await this.tmux('capture-pane', '-p', '-t', pane);
      return pattern.test(last);
    };
    await until(look, 25_000, () => `the pane elsewhere never showed ${pattern}:\n${last}`);
  }
}

const find = async (stage: Stage) =>
  ((await stage.ok('discover', '--json', '--cwd', stage.place.cwd)) as { agents: Found[] }).agents;

/** The answer of a session to its own prompt. */
const ask = async (stage: Stage, name: string) =>
  (await stage.csd('run', '--session', name, '--timeout', '40', '--', `say ${name}`)).stdout.trim();

/** Agents in places that are easily confused, on every agent. */
export const placesOf: SceneTable = (words) => [
  {
    name: 'track-places',
    about:
      'Agents of one folder in a split pane below a shell in a shell, and on another tmux server with the same pane id, are told apart.',
    records: false,
    home: { configFolder: 'home/elsewhere' },
    script: (api) => void api.on('say near', [{ text: 'This is near.' }]).on('say far', [{ text: 'This is far.' }]),
    async play(stage) {
      const first = await openShell(stage);
      const into = ['-t', first, '-c', stage.place.start];
      const opened = await stage.terminal.tmux('split-window', '-v', '-d', '-P', '-F', '#{pane_id}', ...into, ...SHELL);
      const split = opened.trim();
      await stage.step('a split pane', () => waitFor(stage, split, /[#$] *$/m));
      await stage.terminal.type(split, `${SHELL.join(' ')}; echo inner over`);
      await stage.terminal.press(split, 'Enter');
      await startByHand(stage, split, FIRST);
      const other = new Server(stage, 'other');
      try {
        const far = await other.open(2);
        await stage.effect('both panes have the same id', () => far === split);
        await other.start(far, SECOND);
        const agents = await find(stage);
        const elsewhere = agents.filter(other.owns);
        await stage.effect(
          'both are found, each on its server',
          () => agents.length === 2 && elsewhere.length === 1 && agents.every(({ pane }) => pane === split),
        );
        const near = await trackByHand(stage, 'near', split, split);
        await stage.step('track far', () => stage.ok('track', String(elsewhere[0]?.pid), '--name', 'far'));
        const [one, two] = await Promise.all([ask(stage, 'near'), ask(stage, 'far')]);
        await stage.effect('each gives its own answer', () => one === 'This is near.' && two === 'This is far.');
        await near.moment('near', { status: 'idle_done', text: 'This is near.' }, words.over(/This is near\./));
        await stage.effect('the other is reported separately', async () => {
          const { json } = await stage.csd('state', 'far');
          return (json as { text?: string }).text === 'This is far.';
        });
        await stage.step('kill', () => stage.ok('kill', 'near', '--yes'));
        await stage.step('the inner shell is back', () => waitFor(stage, split, /[#$] *$/m));
        await stage.effect('the other is still running', async () => {
          const [left, ...more] = await find(stage);
          return left?.session === 'far' && more.length === 0;
        });
        await stage.step('untrack', () => stage.ok('untrack', 'far'));
      } finally {
        await other.close();
      }
    },
  },
  {
    name: 'track-nested',
    about:
      'An agent in a tmux that a pane of another tmux shows is found once, where it runs; the pane that shows it is none.',
    records: false,
    size: { width: 120, height: 60 },
    script: (api) => void api.on('say inside', [{ text: 'This is inside.' }]),
    async play(stage) {
      const outer = await openShell(stage);
      const inner = new Server(stage, 'inner');
      try {
        const pane = await inner.open(1);
        await inner.start(pane, FIRST);
        await stage.terminal.type(outer, 'TMUX= tmux -u -L inner attach');
        await stage.terminal.press(outer, 'Enter');
        await stage.step('the inner tmux is shown', () => waitFor(stage, outer, stage.agent.words.composer));
        const agents = await find(stage);
        await stage.effect('it is found once, inside', () => agents.length === 1 && agents.every(inner.owns));
        const refused = await stage.csd('track', outer, '--name', 'shown');
        const { code } = (refused.json ?? {}) as { code?: string };
        // Both have one id, and the outer one is on the caller's own server.
        await stage.effect('the pane that shows it is not an agent', () => outer === pane && code === 'ambiguous');
        await trackByHand(stage, 'inside', pane, String(agents[0]?.pid));
        await stage.effect('it answers', async () => (await ask(stage, 'inside')) === 'This is inside.');
        await stage.effect('the person sees it', () => waitFor(stage, outer, /This is inside\./).then(() => true));
        await stage.step('kill', () => stage.ok('kill', 'inside', '--yes'));
        await stage.effect('nothing is left', async () => (await find(stage)).length === 0);
      } finally {
        await inner.close();
      }
    },
  },
];
