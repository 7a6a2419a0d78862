import { rm } from 'node:fs/promises';
import { claude } from '../lab/agents/claude.ts';
import { makePlace } from '../lab/home.ts';
import { fetchRelease } from '../lab/release.ts';
import { SoakAgent } from '../lab/soak/agent.ts';
import { Drawing } from './drawing.ts';
import { Watcher } from './latency.ts';
import { median } from './measure.ts';
import type { Row } from './row.ts';

const SEND_GOAL_MS = 450;
const APPROVE_GOAL_MS = 400;
const GATE_GOAL_MS = 50;
/** The last words of the dialog that are not on the screen before. */
const DIALOG = 'Do you want to proceed?';

/** `csd send` and `csd approve` on the real agent, which a scripted model answers at once. */
export function measureAgent(release: string, rounds: number): Promise<Row[]> {
  return onAgent(release, async (agent) => {
    const sends: number[] = [];
    const approvals: number[] = [];
    for (let round = 0; round < rounds; round++) {
      sends.push(await timed(agent, ['send', 'bench', `please note ${round}`]));
      await timed(agent, ['wait', 'bench', '--for', 'idle_done']);
      await timed(agent, ['send', 'bench', `please run r${round}`]);
      await timed(agent, ['wait', 'bench', '--for', 'blocked']);
      approvals.push(await timed(agent, ['approve', 'bench']));
      await timed(agent, ['wait', 'bench', '--for', 'idle_done']);
    }
    const how = `median of ${rounds} runs of the whole process, each proven`;
    return [
      rowOf(`\`csd send\`, Claude Code ${release}`, SEND_GOAL_MS, sends, how),
      rowOf(`\`csd approve\`, Claude Code ${release}`, APPROVE_GOAL_MS, approvals, how),
    ];
  });
}

/** From the moment at which the real agent has drawn a gate to the line in `csd watch`. */
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
      const what = `a gate opens: until \`csd watch\` says so, Claude Code ${release}`;
      const how = `median of ${rounds}, from the agent's bytes that draw the dialog's question to the line`;
      const row = rowOf(what, GATE_GOAL_MS, times, how);
      return [{ ...row, figure: `${row.figure} (most ${Math.max(...times).toFixed(0)} ms)` }];
    } finally {
      watcher.stop();
      drawing.close();
    }
  });
}

/** Has an agent of this release that is idle, and ends it. */
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

/** How long the command took, ms; throws when it failed. */
async function timed(agent: SoakAgent, args: string[]): Promise<number> {
  const { code, wall, stdout, stderr } = await agent.run(args).ended;
  if (code !== 0) throw new Error(`csd ${args.join(' ')} exited ${code}: ${stderr}${stdout}`);
  return wall;
}

function rowOf(what: string, goal: number, times: number[], how: string): Row {
  const ms = median(times);
  return { what, goal: `${goal} ms`, figure: `${ms.toFixed(0)} ms`, how, met: ms <= goal };
}
