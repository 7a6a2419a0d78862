import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { settles } from '../../test/e2e/sandbox.ts';
import { commandOf } from '../../test/program.ts';
import { cpuMs } from './cpu.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

const REST_S = 15;
const IDLE_S = 30;
const CPU_GOAL = 3;
const MEMORY_GOAL = 120;

/** `csd top` over idle sessions, in a terminal of 120 x 40 that shows how old their states are. */
export async function measureTop(stage: Stage, sessions: number): Promise<Row[]> {
  stage.grow(sessions, { megabytes: 1 });
  await stage.check();
  const [program, args] = commandOf(['top']);
  const { sandbox } = stage;
  const pid = Number(
    sandbox.tmux(
      'new-session',
      '-d',
      '-s',
      'eyes',
      '-x',
      '120',
      '-y',
      '40',
      '-P',
      '-F',
      '#{pane_pid}',
      '--',
      program,
      ...args,
    ),
  );
  const screen = () => sandbox.tmux('capture-pane', '-p', '-t', '=eyes:');
  const drawn = await settles(() => screen().includes(`${sessions} done`), 60_000);
  if (!drawn) throw new Error(`csd top does not show ${sessions} sessions:\n${screen()}`);
  await sleep(REST_S * 1000);
  const [start, before] = [performance.now(), cpuMs(pid)];
  await sleep(IDLE_S * 1000);
  const share = (100 * (cpuMs(pid) - before)) / (performance.now() - start);
  const memory = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
  sandbox.tmux('kill-session', '-t', '=eyes');
  const what = `\`csd top\`, ${sessions} idle sessions`;
  return [
    {
      what: `${what}: CPU`,
      goal: `${CPU_GOAL} % of a core`,
      figure: `${share.toFixed(2)} %`,
      how: `CPU time of the process over ${IDLE_S} s, beginning ${REST_S} s after it first draws, at 120 x 40.`,
      met: share <= CPU_GOAL,
    },
    {
      what: `${what}: memory`,
      goal: `${MEMORY_GOAL} MB`,
      figure: `${memory.toFixed(0)} MB`,
      how: 'Resident size at the end of that period, from `ps`.',
      met: memory <= MEMORY_GOAL,
    },
  ];
}
