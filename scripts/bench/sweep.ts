import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createTmux } from '../../src/adapters/tmux/create-tmux.ts';
import { batches, lookCommands } from '../../src/adapters/tmux/look.ts';
import { argvOf, type Commands } from '../../src/adapters/tmux/run-tmux.ts';
import { surveyCommands } from '../../src/adapters/tmux/survey.ts';
import { median } from './measure.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

/** The goals of a sweep, in ms per number of panes on the server. */
const GOALS: [panes: number, ms: number][] = [
  [10, 6],
  [50, 15],
  [200, 40],
];
/** One of this many panes has drawn something since the previous sweep. */
const ONE_IN = 10;
/** A shell makes this many calls in a row, so that its own start hardly counts. */
const IN_A_ROW = 5;
const SHELL = `for n in ${Array.from({ length: IN_A_ROW }, (_, n) => n).join(' ')}; do tmux "$@" || exit 1; done`;

/** One call of tmux: ms from the start of its process to its end, and the server's CPU time during it, if known. */
interface Cost {
  ms: number;
  serverMs: number | undefined;
}

/**
 * The time tmux needs for a sweep of the hub (a listing of all panes and, if some have drawn something, a capture of
 * those) and for a capture of every screen. Each on a server with exactly this many panes.
 */
export async function measureSweep(stage: Stage, rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [panes, goal] of GOALS) {
    stage.grow(panes, { lines: 10 });
    await checkLooks(stage);
    rows.push(...measurePanes(stage, panes, goal, rounds));
  }
  return rows;
}

function measurePanes(stage: Stage, panes: number, goal: number, rounds: number): Row[] {
  const drawn = panes / ONE_IN;
  const calls = [[['has-session']], surveyCommands(), lookAt(stage, drawn), lookAt(stage, panes)];
  const [bare, survey, few, all] = timeCalls(stage, calls, rounds) as [Cost, Cost, Cost, Cost];
  const how = `Median of ${rounds} x ${IN_A_ROW} tmux processes in a row, each from start to end. A bare \`has-session\` takes ${inMs(bare)}.`;
  const both = survey.ms + few.ms;
  const sweep = `one sweep of ${panes} panes`;
  return [
    { what: sweep, goal: `${goal} ms`, figure: inMs(survey), how, met: survey.ms <= goal },
    {
      what: `${sweep}, of which ${drawn} ${drawn === 1 ? 'has' : 'have'} drawn`,
      goal: `${goal} ms`,
      figure: `${both.toFixed(1)} ms`,
      how: `The same, plus a second process that looks at the panes that have drawn (${few.ms.toFixed(1)} ms).`,
      met: both <= goal,
    },
    { what: `a look at ${panes} screens at once`, goal: '', figure: inMs(all), how },
  ];
}

function inMs({ ms, serverMs }: Cost): string {
  return `${ms.toFixed(1)} ms${serverMs === undefined ? '' : ` (${serverMs.toFixed(1)} of the server's CPU)`}`;
}

function lookAt({ panes }: Stage, count: number): Commands {
  const [batch, ...more] = batches(panes.slice(0, count).map((target) => ({ target })));
  if (!batch || more.length > 0) throw new Error(`a look at ${count} panes is not one call`);
  return lookCommands(batch, 'xbenchmark');
}

/** Times the calls alternately. */
function timeCalls({ sandbox }: Stage, calls: Commands[], rounds: number): Cost[] {
  const server = Number(sandbox.tmux('display-message', '-p', '#{pid}').trim());
  const costs = calls.map((): Cost[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [n, commands] of calls.entries()) {
      const before = serverMs(server);
      const start = performance.now();
      const { status, stderr } = spawnSync('sh', ['-c', SHELL, 'sh', ...argvOf(undefined, commands)], {
        env: sandbox.env,
        maxBuffer: Number.POSITIVE_INFINITY,
      });
      const ms = (performance.now() - start) / IN_A_ROW;
      if (status !== 0) throw new Error(`tmux ${commands[0]?.[0]}: ${stderr}`);
      const after = serverMs(server);
      const took = before === undefined || after === undefined ? undefined : (after - before) / IN_A_ROW;
      if (round > 0) costs[n]?.push({ ms, serverMs: took });
    }
  }
  return costs.map((all) => {
    const server = all.flatMap(({ serverMs }) => serverMs ?? []);
    return { ms: median(all.map(({ ms }) => ms)), serverMs: server.length > 0 ? median(server) : undefined };
  });
}

/** The CPU time of a single-threaded process so far, ms; only Linux reports it precisely enough. */
function serverMs(pid: number): number | undefined {
  const file = `/proc/${pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6 : undefined;
}

/** Throws unless a look sees every pane, because the benchmark would measure something else. */
async function checkLooks({ sandbox, panes }: Stage): Promise<void> {
  const looks = await createTmux({ env: sandbox.env }).look(panes.map((target) => ({ target })));
  const unseen = looks.filter(({ kind }) => kind !== 'seen').length;
  if (unseen > 0 || looks.length !== panes.length) throw new Error(`${unseen} of ${looks.length} panes were not seen`);
}
