import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf } from '../../test/program.ts';
import { claude } from '../lab/agents/claude.ts';
import { codex } from '../lab/agents/codex.ts';
import type { ToolCall } from '../lab/api.ts';
import { fetchRelease } from '../lab/release.ts';
import { openFile } from '../lab/scenes/delegate-lines.ts';
import { Stage } from '../lab/stage.ts';
import { until } from '../lab/wait.ts';
import { median } from './measure.ts';
import type { Row } from './row.ts';

const GOAL_MS = 1000;
/** The calls that a delegate may make, and how long it may take, in s. */
const CALLS = 3;
const SECONDS = 12;
/** Its cost limit, in USD: enough for some of its calls. */
const COST = 0.3;

/**
 * How soon the turn of a delegate is interrupted once it has reached a limit: when the agent closes its request to the
 * model or, if no call was in flight, when it records the interrupt. A release that begins with 0 is one of codex.
 */
export async function measureLimits(release: string, rounds: number): Promise<Row[]> {
  const agent = release.startsWith('0.') ? codex : claude;
  const binary = await fetchRelease(agent, release);
  const rows: Row[] = [];
  for (const driver of ['screen', 'stream']) {
    const scene = { name: 'bench', about: 'Is measured.', play: async () => undefined };
    const stage = await Stage.open(agent, scene, release, binary);
    try {
      const title = `${agent.title} ${release}, ${driver === 'screen' ? 'on its screen' : 'without a screen'}`;
      rows.push(...(await measureOn(stage, driver, title, rounds)));
    } finally {
      await stage.close();
    }
  }
  return rows;
}

async function measureOn(stage: Stage, driver: string, title: string, rounds: number): Promise<Row[]> {
  const { shell } = stage.agent.words;
  const call: ToolCall = stage.agent.name === 'claude' ? { name: 'Glob', input: { pattern: '*.none' } } : shell('true');
  const quick = Array.from({ length: CALLS }, () => ({ tools: [call], delayMs: 300 }));
  stage.api.on('go on for ever', [...quick, { tools: [call], delayMs: 20_000 }]);
  stage.api.on('take long', [{ text: 'late', delayMs: 20_000 }]);
  // Each call takes long enough for the cost of the previous one to be reported.
  const dear = { tools: [call], delayMs: 3000, usage: { input: 20_000, output: 2000 } };
  stage.api.on(
    'spend',
    Array.from({ length: 20 }, () => dear),
  );
  const flags = ['--backend', stage.agent.name, '--driver', driver, '--cwd', stage.place.start];
  const cuts: Record<string, number[]> = { calls: [], time: [], cost: [] };
  for (let round = 0; round < rounds; round++) {
    const name = `job${round}`;
    await delegate(stage, name, 'go on for ever', [...flags, '--max-turns', String(CALLS)]);
    const last = stage.api.received.filter((one) => one.answeredAt !== undefined).at(-1);
    cuts.calls?.push(cutOf(stage) - (last?.answeredAt ?? Number.NaN));
    const { until: due } = await delegate(stage, `late${round}`, 'take long', [
      ...flags,
      '--max-time',
      String(SECONDS),
    ]);
    cuts.time?.push(cutOf(stage) - due);
    // Without a screen the agent itself ends a turn at its cost limit, and codex reports no cost.
    if (stage.agent.name === 'claude' && driver === 'screen') {
      await delegate(stage, `dear${round}`, 'spend', [...flags, '--max-cost', String(COST)]);
      const told = stage.api.received.filter((one) => one.answeredAt !== undefined).at(-1);
      cuts.cost?.push(cutOf(stage) - (told?.answeredAt ?? Number.NaN));
    }
    for (const one of [name, `late${round}`, `dear${round}`]) await stage.csd('kill', one);
  }
  return Object.entries(cuts)
    .filter(([, times]) => times.length > 0)
    .map(([what, times]) => ({
      what: `the turn is cut off at the limit of ${what}, ${title}`,
      goal: `${GOAL_MS} ms`,
      figure: `${median(times).toFixed(0)} ms (max ${Math.max(...times).toFixed(0)} ms)`,
      how:
        what === 'time'
          ? `Median of ${times.length}, from the end of the time to when the agent drops its request to the model.`
          : `Median of ${times.length}, from the last byte of the last allowed answer to when the agent drops its next request, or records the interruption.`,
      met: Math.max(...times) <= GOAL_MS,
    }));
}

/** Plays one interaction to its end; `until`: when its time is over, ms since 1970. */
async function delegate(stage: Stage, name: string, task: string, flags: string[]): Promise<{ until: number }> {
  const [program, words] = commandOf(['delegate', name, task, '--json', ...flags]);
  const child = spawn(program, words, {
    env: stage.place.env,
    cwd: stage.place.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part));
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  let due = Number.NaN;
  const read = () => {
    due = (JSON.parse(readFileSync(openFile(stage, name), 'utf8')) as { until: number }).until;
    return true;
  };
  await until(
    () => attempt(read),
    30_000,
    () => `no interaction was begun: ${said}`,
  );
  await ended;
  await until(
    () => !Number.isNaN(cutOf(stage)),
    5000,
    () => `it was not cut off: ${said}`,
  );
  return { until: due };
}

/** When the newest turn was interrupted, ms since 1970; NaN before that. */
function cutOf(stage: Stage): number {
  const last = stage.api.received.at(-1);
  if (last?.answeredAt === undefined) return last?.cutAt ?? Number.NaN;
  const { backend, transcripts } = stage.agent;
  const root = join(stage.place.configDir, transcripts);
  const times = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(join(root, file), 'utf8').split('\n').slice(-40))
    .flatMap((line) => (attempt(() => JSON.parse(line)) ? backend.transcript.read(JSON.parse(line)) : []))
    .flatMap((fact) => (fact.kind === 'interrupted' && fact.at !== undefined ? [fact.at] : []));
  return (
    times
      .filter((time) => time > (last.answeredAt ?? 0))
      .toSorted((a, b) => a - b)
      .at(-1) ?? Number.NaN
  );
}

function attempt(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
