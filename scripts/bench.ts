import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAgent, measureGate } from './bench/agent.ts';
import { measureMemory, measureMixedPs, measurePs, measureState } from './bench/commands.ts';
import { measureHosts } from './bench/hosts.ts';
import { measureLatency } from './bench/latency.ts';
import { measureLimits } from './bench/limits.ts';
import { pageOf, type Section } from './bench/page.ts';
import type { Row } from './bench/row.ts';
import { measureMirrored, measureService } from './bench/service.ts';
import { Stage } from './bench/stage.ts';
import { measureStream } from './bench/stream.ts';
import { measureSweep } from './bench/sweep.ts';
import { measureTop } from './bench/top.ts';

/**
 * Runs the benchmarks of the performance goals, prints each row and writes `docs/performance.md`. `--only` names
 * groups, and then no page is written; `--replaced` is the program that `csd` replaces, timed next to the binary;
 * `--agent` is a release of the real agent for sends and gates, downloaded once; `--stream` is one to drive without its
 * screen.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '31' },
    only: { type: 'string' },
    replaced: { type: 'string' },
    agent: { type: 'string', multiple: true },
    stream: { type: 'string', multiple: true },
  },
});
const rounds = Number(values.rounds);

const GROUPS: Record<string, (stage: Stage) => Promise<Row[]>> = {
  state: (stage) => measureState(stage, rounds, values.replaced),
  memory: async (stage) => {
    stage.add('m1', { megabytes: 1 });
    return measureMemory(stage, Math.min(rounds, 5));
  },
  ps: (stage) => measurePs(stage, rounds),
  mixed: async (stage) => {
    const other = new Stage();
    try {
      return await measureMixedPs(stage, other, rounds);
    } finally {
      await other.close();
    }
  },
  sweep: (stage) => measureSweep(stage, rounds),
  latency: (stage) => measureLatency(stage, 50, rounds),
  service: (stage) => measureService(stage, 50, rounds),
  top: (stage) => measureTop(stage, 50),
  hosts: () => measureHosts(rounds),
  mirrored: (stage) => measureMirrored(stage, Math.max(rounds, 101)),
  agent: async () => inTurn(values.agent ?? [], (release) => measureAgent(release, rounds)),
  gate: async () => inTurn(values.agent ?? [], (release) => measureGate(release, rounds)),
  stream: async () => inTurn(values.stream ?? [], (release) => measureStream(release, rounds)),
  limits: async () => inTurn(values.stream ?? [], (release) => measureLimits(release, Math.min(rounds, 7))),
};

/** The heading of the page for each group. */
const TITLES: Record<string, string> = {
  state: 'One session',
  memory: 'One session',
  ps: 'All sessions',
  mixed: 'All sessions',
  sweep: 'Sweeps of panes',
  latency: 'From a change to `csd watch`',
  service: '`csd serve` at rest',
  top: '`csd top` at rest',
  mirrored: 'While `csd serve` runs',
  hosts: 'Sessions of another machine',
  agent: 'Sending and approving',
  gate: 'Sending and approving',
  stream: 'Without a screen',
  limits: 'Limits of a delegate',
};

const rows: (Row & { title: string })[] = [];
for (const name of values.only?.split(',') ?? Object.keys(GROUPS)) {
  const measure = GROUPS[name];
  if (!measure) throw new Error(`--only ${name}: there are ${Object.keys(GROUPS).join(', ')}`);
  const stage = new Stage();
  try {
    for (const row of await measure(stage)) {
      rows.push({ ...row, title: TITLES[name] ?? name });
      console.log(
        `${row.what}: ${row.figure}${row.goal && `, goal ${row.goal}`}${row.met === false ? ', MISSED' : ''}`,
      );
    }
  } finally {
    await stage.close();
  }
}
if (values.only === undefined) writeFileSync(join(import.meta.dirname, '../docs/performance.md'), pageOf(sectionsOf()));

function sectionsOf(): Section[] {
  const titles = [...new Set(Object.values(TITLES))];
  const sections = titles.map((title) => ({ title, rows: rows.filter((row) => row.title === title) }));
  return sections.filter((section) => section.rows.length > 0);
}

async function inTurn<T>(values: string[], measure: (value: string) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (const value of values) all.push(...(await measure(value)));
  return all;
}
