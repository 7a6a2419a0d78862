import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Delivery } from './delivery.ts';
import { isBad, type Trial } from './trial.ts';

/** The settings of a run. */
export interface SoakPlan {
  release: string;
  binary: string;
  /** The time limit of the whole run; what was not reached by then does not count. */
  minutes: number;
  sessions: number;
  prompts: number;
  seed: number;
}

const PAGE = fileURLToPath(new URL('../../../docs/reliability.md', import.meta.url));

/** The figures of one run as a section of the page. */
export function describeSoak(plan: SoakPlan, deliveries: Delivery[], trials: Trial[], seconds: number): string {
  const sum = (pick: (delivery: Delivery) => number) => deliveries.reduce((total, entry) => total + pick(entry), 0);
  const failures = deliveries.flatMap((delivery) => delivery.failures);
  const kinds = new Set(deliveries.flatMap((delivery) => [...delivery.kinds.keys()]));
  const outcomes = tally(
    deliveries.flatMap(({ outcomes }) => [...outcomes].flatMap(([name, n]) => Array<string>(n).fill(name))),
  );
  const lines = [
    `Release ${plan.release}, seed ${plan.seed}, ${plan.sessions} sessions, ${seconds} s.`,
    '',
    `${sum((d) => d.sent)} prompts of ${kinds.size} shapes, ${sum((d) => d.bytes)} bytes: ${failures.length} failures.`,
    `${sum((d) => d.approved)} gates approved and ${sum((d) => d.denied)} denied. \`send\`: ${say(outcomes)}.`,
    `Median of \`ms\` of \`send\` ${median(deliveries.flatMap((d) => d.sendMs))} ms, of the whole \`approve\` or \`deny\` process ${median(deliveries.flatMap((d) => d.approveMs))} ms, on a machine that ran all sessions at once.`,
    ...failures.map((failure) => `- FAILED ${failure}`),
    '',
    '| fault | prompts | what became of them |',
    '|---|---|---|',
    ...rowsOf(trials),
    '',
    `${trials.length} prompts under faults, ${trials.filter(isBad).length} lost, doubled, altered or in the wrong place.`,
  ];
  return lines.join('\n');
}

function rowsOf(trials: Trial[]): string[] {
  const names = [...new Set(trials.map(({ fault }) => fault))].sort();
  return names.map((name) => {
    const own = trials.filter(({ fault }) => fault === name);
    const ends = tally(own.map(({ end, code }) => (code === undefined ? end : `${end}: \`${code}\``)));
    return `| ${name} | ${own.length} | ${say(ends)} |`;
  });
}

function tally(names: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

function say(counts: Map<string, number>): string {
  return [...counts].map(([name, n]) => `${n} ${name}`).join(', ');
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[sorted.length >> 1] ?? 0);
}

/** Puts the figures of a release into the page, replacing those of its last run. */
export async function writeReport(release: string, text: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [begin, end] = [`<!-- generated: soak ${release} -->`, `<!-- end: soak ${release} -->`];
  const part = `${begin}\n${text}\n${end}`;
  const at = page.indexOf(begin);
  const next =
    at === -1
      ? `${page.trimEnd()}\n\n${part}\n`
      : page.slice(0, at) + part + page.slice(page.indexOf(end) + end.length);
  await writeFile(PAGE, next);
}
