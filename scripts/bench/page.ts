import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, type } from 'node:os';
import type { Row } from './row.ts';

/** `docs/performance.md`: the machine, then each row with its goal, its figure and how it was taken. */
export function pageOf(rows: Row[]): string {
  const tmux = execFileSync('tmux', ['-V'], { encoding: 'utf8' }).trim();
  const [cpu] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const [load = 0] = loadavg();
  const table = rows.map(
    ({ what, goal, figure, met, how }) => `| ${what} | ${goal} | ${figure} | ${verdict(met)} | ${how} |`,
  );
  return `# Performance

Written by \`npm run bench\`; run it on a quiet machine. Sessions are stand-ins: each pane shows a recorded screen, each session has a sidecar, a
status file and a transcript in the agent's format, made of repeated recorded turns. Each figure is a median; a ratio compares it with an
empty start of Node (\`node -e 0\`) in the same run. \`NODE_EXTRA_CA_CERTS\` is not set: where it is, each start of Node takes 50 ms more, which the installed \`csd\` spares itself and not the agents.

${date}, ${type()} ${release()}, ${cpus().length} x ${cpu?.model.trim() ?? 'unknown CPU'}, Node ${process.versions.node}, ${tmux}. Load of the machine over the last minute:
${load.toFixed(1)}; much above 1, the figures say little.

| what | goal, at most | figure | met | how it was taken |
|---|---|---|---|---|
${table.join('\n')}
`;
}

function verdict(met: boolean | undefined): string {
  return met === undefined ? '' : met ? 'yes' : 'no';
}
