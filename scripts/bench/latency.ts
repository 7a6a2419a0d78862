import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf } from '../../test/program.ts';
import { median } from './measure.ts';
import type { Row } from './row.ts';
import type { Moment, Stage } from './stage.ts';

const FILE_GOAL_MS = 50;
const SWEEP_GOAL_MS = 1000;

/** What the agents do, in this order, and the status that a watcher gets. */
const STEPS: { what: string; moment: Moment; status: string; goal: number }[] = [
  { what: 'a turn starts', moment: { fixture: 'tool--running' }, status: 'working', goal: FILE_GOAL_MS },
  { what: 'a turn ends', moment: { fixture: 'tool--done' }, status: 'idle_done', goal: FILE_GOAL_MS },
  { what: 'a gate opens', moment: { fixture: 'gate-bash--gate' }, status: 'blocked', goal: FILE_GOAL_MS },
  { what: 'the gate is answered', moment: { fixture: 'gate-bash--answered' }, status: 'idle_done', goal: FILE_GOAL_MS },
  {
    what: 'a menu opens on the screen alone',
    moment: { fixture: 'mcp--gate', screenAlone: true },
    status: 'blocked',
    goal: SWEEP_GOAL_MS,
  },
  {
    what: 'that menu closes',
    moment: { fixture: 'gate-bash--answered', screenAlone: true },
    status: 'idle_done',
    goal: SWEEP_GOAL_MS,
  },
];

/** From the agent's last change to the line in `csd watch`, with this many sessions on the server. */
export async function measureLatency(stage: Stage, sessions: number, rounds: number): Promise<Row[]> {
  stage.grow(sessions, { megabytes: 1 });
  await stage.check();
  const watcher = new Watcher(stage.sandbox.env);
  try {
    await watcher.next(({ type }) => type === 'snapshot');
    const times = STEPS.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      const session = stage.names[(round * 7) % sessions] ?? '';
      for (const [n, { moment, status }] of STEPS.entries()) {
        // The effects of the previous step are over by then, and sweeps may come at any time.
        if (moment.screenAlone) await sleep(1500 + 1000 * Math.random());
        const told = watcher.next((event) => event.session === session && event.state?.status === status);
        const start = stage.play(session, moment);
        times[n]?.push((await told) - start);
      }
    }
    return STEPS.map(({ what, goal }, n): Row => {
      const ms = median(times[n] ?? []);
      const most = Math.max(...(times[n] ?? []));
      return {
        what: `${what}, ${sessions} sessions`,
        goal: `${goal} ms`,
        figure: `${ms.toFixed(0)} ms (max ${most.toFixed(0)} ms)`,
        how: `Median of ${rounds}, from the last write to screen and files to the line of \`csd watch\`.`,
        met: ms <= goal,
      };
    });
  } finally {
    watcher.stop();
  }
}

interface Told {
  type: string;
  session?: string;
  state?: { status: string };
}

/** A running `csd watch`, with the time of each event. */
export class Watcher {
  readonly #process: ChildProcess;
  #waiting: { wanted: (event: Told) => boolean; told: (at: number) => void; late: NodeJS.Timeout }[] = [];

  constructor(env: Record<string, string>) {
    const [program, args] = commandOf(['watch']);
    this.#process = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    if (!this.#process.stdout) throw new Error('csd watch has no output');
    createInterface(this.#process.stdout).on('line', (line) => this.#hear(JSON.parse(line)));
  }

  /** When the first such event arrives; throws after 10 s. */
  next(wanted: (event: Told) => boolean): Promise<number> {
    return new Promise((told, fail) => {
      const late = setTimeout(() => fail(new Error('csd watch did not say it within 10 s')), 10_000);
      this.#waiting.push({ wanted, told, late });
    });
  }

  stop(): void {
    this.#process.kill('SIGTERM');
  }

  #hear(event: Told): void {
    const at = performance.now();
    const met = this.#waiting.filter(({ wanted }) => wanted(event));
    this.#waiting = this.#waiting.filter((one) => !met.includes(one));
    for (const { told, late } of met) {
      clearTimeout(late);
      told(at);
    }
  }
}
