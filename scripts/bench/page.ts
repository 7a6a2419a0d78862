import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, type } from 'node:os';
import type { Row } from './row.ts';

/** A heading of the page and what was measured for it. */
export interface Section {
  title: string;
  rows: Row[];
}

/**
 * `docs/performance.md`: the machine, then by section each row with its goal and its figure, and the way it was
 * measured.
 */
export function pageOf(sections: Section[]): string {
  const tmux = execFileSync('tmux', ['-V'], { encoding: 'utf8' }).trim();
  const [cpu] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const [load = 0] = loadavg();
  return `# Performance

\`npm run bench\` measures these figures and writes this page. Run it on a quiet machine: at a load much above 1 the figures say little.

The sessions are stand-ins. Each pane shows a recorded screen. Each session has a sidecar, a status file and a transcript in the agent's format,
made of recorded turns that repeat. Each figure is a median. "2 x" means twice as long as an empty start of Node
(\`node -e 0\`), which is timed between the other runs. \`NODE_EXTRA_CA_CERTS\` is unset: it adds 50 ms to each start of Node, but not to the installed \`csd\`.

${date}, ${type()} ${release()}, ${cpus().length} x ${cpu?.model.trim() ?? 'unknown CPU'}, Node ${process.versions.node}, ${tmux}, load ${load.toFixed(1)}.

${sections.map(sectionOf).join('\n')}`;
}

/** A table, and below it how its rows were measured, numbered if there are several ways. */
export function sectionOf({ title, rows }: Section): string {
  const ways = [...new Set(rows.map(({ how }) => how))];
  const mark = (how: string) => (ways.length > 1 ? ` (${ways.indexOf(how) + 1})` : '');
  const table = rows.map(
    ({ what, goal, figure, met, how }) => `| ${what} | ${goal} | ${figure}${mark(how)} | ${verdict(met)} |`,
  );
  const notes = ways.length > 1 ? ways.map((how, n) => `${n + 1}. ${how}`) : ways;
  return `## ${title}\n\n| what | goal, at most | figure | met |\n|---|---|---|---|\n${table.join('\n')}\n\n${notes.join('\n')}\n`;
}

function verdict(met: boolean | undefined): string {
  return met === undefined ? '' : met ? 'yes' : 'no';
}
