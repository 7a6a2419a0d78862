import { rm } from 'node:fs/promises';
import { claude } from '../../test/lab/agents/claude.ts';
import { makePlace } from '../../test/lab/home.ts';
import { fetchRelease } from '../../test/lab/release.ts';
import { SoakAgent } from '../../test/lab/soak/agent.ts';
import { median } from './measure.ts';
import type { Row } from './row.ts';

const SEND_GOAL_MS = 450;
const APPROVE_GOAL_MS = 400;

/** `csd send` and `csd approve` on the real agent, which a scripted model answers at once. */
export async function measureAgent(release: string, rounds: number): Promise<Row[]> {
  const place = await makePlace(await fetchRelease(claude, release), 'http://127.0.0.1:1');
  const agent = await SoakAgent.create('bench', place, ['--permission-mode', 'default']);
  try {
    await agent.start();
    const sends: number[] = [];
    const approvals: number[] = [];
    await timed(agent, ['wait', 'bench', '--for', 'spawning,idle_done']);
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
