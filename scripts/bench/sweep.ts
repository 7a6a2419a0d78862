import { createTmux } from '../../src/adapters/tmux.ts';
import { median } from './measure.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

/** The goals, in ms per number of panes. */
const GOALS: [panes: number, ms: number][] = [
  [10, 6],
  [50, 15],
  [200, 40],
];

/** One look at many panes at once, as the sweep of the hub takes it. */
export async function measureSweep(stage: Stage, rounds: number): Promise<Row[]> {
  const tmux = createTmux({ env: stage.sandbox.env });
  const rows: Row[] = [];
  for (const [count, goal] of GOALS) {
    const addresses = stage.panes.slice(0, count).map((target) => ({ target }));
    const times: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const start = performance.now();
      const looks = await tmux.look(addresses);
      if (round > 0) times.push(performance.now() - start);
      const unseen = looks.filter(({ kind }) => kind !== 'seen').length;
      if (unseen > 0 || looks.length !== count) throw new Error(`${unseen} of ${looks.length} panes were not seen`);
    }
    const ms = median(times);
    rows.push({
      what: `one sweep of ${count} panes`,
      goal: `${goal} ms`,
      figure: `${ms.toFixed(1)} ms`,
      how: `median of ${rounds} calls of tmux, from its start to its end, each screen read`,
      met: ms <= goal,
    });
  }
  return rows;
}
