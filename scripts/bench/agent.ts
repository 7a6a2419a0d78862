import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claude } from '../lab/agents/claude.ts';
import { makePlace } from '../lab/home.ts';
import { fetchRelease } from '../lab/release.ts';
import { SoakAgent } from '../lab/soak/agent.ts';
import { sleep } from '../lab/wait.ts';
import { Drawing } from './drawing.ts';
import { Watcher } from './latency.ts';
import { emptyRun, median, timeInTurns } from './measure.ts';
import { type Row, timesBase } from './row.ts';

const SEND_GOAL_MS = 450;
const APPROVE_GOAL_MS = 400;
const GATE_GOAL_MS = 50;
/** The last words of the dialog that are not on the screen before. */
const DIALOG = 'Do you want to proceed?';

/**
 * `csd send` and `csd approve` on the real agent, which a scripted model answers at once. The agent's own time is what
 * the same paste and keys take by hand, from each key to the agent's redraw. It is subtracted, and the rest compared
 * with an empty start of Node. The three alternate.
 */
export function measureAgent(release: string, rounds: number): Promise<Row[]> {
  return onAgent(release, async (agent) => {
    const drawing = await Drawing.of(agent.terminal, agent.pane, agent.place.root);
    const hand = new Hand(agent, drawing);
    const [sends, approvals, starts]: number[][] = [[], [], []];
    try {
      for (let round = 0; round < rounds; round++) {
        starts?.push(timeInTurns([emptyRun(agent.env)], 1)[0]?.median ?? 0);
        sends?.push(await timed(agent, ['send', 'bench', `please note ${round}`]));
        await timed(agent, ['wait', 'bench', '--for', 'idle_done']);
        await hand.send(`please write down ${round}`);
        await timed(agent, ['wait', 'bench', '--for', 'idle_done']);
        for (const approve of [
          async () => approvals?.push(await timed(agent, ['approve', 'bench'])),
          () => hand.approve(),
        ]) {
          await timed(agent, ['send', 'bench', `please run r${round}`]);
          await timed(agent, ['wait', 'bench', '--for', 'blocked']);
          await approve();
          await timed(agent, ['wait', 'bench', '--for', 'idle_done']);
        }
      }
    } finally {
      drawing.close();
    }
    const how = `Median of ${rounds} runs of the whole process, each proven.`;
    const base = median(starts ?? []);
    return [
      rowOf(`\`csd send\`, Claude Code ${release}`, SEND_GOAL_MS, sends ?? [], how),
      ownRow('send', release, sends ?? [], hand.sends, base, rounds),
      rowOf(`\`csd approve\`, Claude Code ${release}`, APPROVE_GOAL_MS, approvals ?? [], how),
      ownRow('approve', release, approvals ?? [], hand.approvals, base, rounds),
    ];
  });
}

/** The same without the agent's own time. */
function ownRow(what: string, release: string, times: number[], agents: number[], base: number, rounds: number): Row {
  const agent = median(agents);
  return {
    what: `\`csd ${what}\`, without the agent's own time, Claude Code ${release}`,
    goal: '',
    figure: `${timesBase(median(times) - agent, base)}; the agent takes ${agent.toFixed(0)} ms`,
    how: `The median, less the median of ${rounds} runs by hand (from each paste and key to what the agent draws of it), alternating with \`node -e 0\`.`,
  };
}

/** Sends and approves as a person would, and returns how long the agent took to show it. */
class Hand {
  readonly sends: number[] = [];
  readonly approvals: number[] = [];

  constructor(
    private readonly agent: SoakAgent,
    private readonly drawing: Drawing,
  ) {}

  async send(text: string): Promise<void> {
    const file = join(this.agent.place.root, 'by-hand.txt');
    await writeFile(file, text);
    const { terminal, pane } = this.agent;
    const pasted = await this.from(text, () => terminal.paste(pane, file));
    // An Enter too soon after the paste becomes part of it.
    await sleep(300);
    this.sends.push(pasted + (await this.from('', () => terminal.press(pane, 'Enter'))));
  }

  async approve(): Promise<void> {
    // The same holds for one in the first moment of a dialog, which the agent ignores (2.1.332).
    await sleep(300);
    this.approvals.push(await this.from('', () => this.agent.terminal.press(this.agent.pane, 'Enter')));
  }

  /** How long it takes until these words, or anything at all, are drawn; ms. */
  private async from(words: string, act: () => Promise<void>): Promise<number> {
    const drawn = this.drawing.next(words);
    const start = performance.now();
    await act();
    return (await drawn) - start;
  }
}

/** From the moment at which the real agent has drawn a gate until the line in `csd watch`. */
export function measureGate(release: string, rounds: number): Promise<Row[]> {
  return onAgent(release, async (agent) => {
    const drawing = await Drawing.of(agent.terminal, agent.pane, agent.place.root);
    const watcher = new Watcher(agent.env);
    try {
      const times: number[] = [];
      await watcher.next(({ type }) => type === 'snapshot');
      for (let round = 0; round < rounds; round++) {
        const told = watcher.next(({ state }) => state?.status === 'blocked');
        const drawn = drawing.next(DIALOG);
        await timed(agent, ['send', 'bench', `please run r${round}`]);
        times.push((await told) - (await drawn));
        await timed(agent, ['approve', 'bench']);
        await timed(agent, ['wait', 'bench', '--for', 'idle_done']);
      }
      const what = `a gate opens, until \`csd watch\` says so, Claude Code ${release}`;
      const how = `Median of ${rounds}, from the bytes with which the agent draws the dialog's question to the line of \`csd watch\`.`;
      const row = rowOf(what, GATE_GOAL_MS, times, how);
      return [{ ...row, figure: `${row.figure} (max ${Math.max(...times).toFixed(0)} ms)` }];
    } finally {
      watcher.stop();
      drawing.close();
    }
  });
}

/** Starts an idle agent of this release, and ends it after use. */
async function onAgent(release: string, measure: (agent: SoakAgent) => Promise<Row[]>): Promise<Row[]> {
  const place = await makePlace(await fetchRelease(claude, release), 'http://127.0.0.1:1');
  const agent = await SoakAgent.create('bench', place, ['--permission-mode', 'default']);
  try {
    await agent.start();
    await timed(agent, ['wait', 'bench', '--for', 'spawning,idle_done']);
    return await measure(agent);
  } finally {
    await agent.terminal.tmux('kill-server').catch(() => undefined);
    await agent.close();
    // The agent may still write for a moment.
    await rm(place.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** How long the command took, ms; throws if it failed. */
async function timed(agent: SoakAgent, args: string[]): Promise<number> {
  const { code, wall, stdout, stderr } = await agent.run(args).ended;
  if (code !== 0) throw new Error(`csd ${args.join(' ')} exited ${code}: ${stderr}${stdout}`);
  return wall;
}

function rowOf(what: string, goal: number, times: number[], how: string): Row {
  const ms = median(times);
  return { what, goal: `${goal} ms`, figure: `${ms.toFixed(0)} ms`, how, met: ms <= goal };
}
