import type { Processes } from '../../ports/processes.ts';
import { listDescendants } from './open-files.ts';
import { CPU_TICKS, readProcStat, TICK_MS } from './proc-stat.ts';

/** The time limit for `ps`, ms. */
const LIST_MS = 3000;

/** The processor time of a process and its descendants, ms, through `/proc` where it exists and `ps` elsewhere. */
export async function cpuOf(pid: number, output: Processes['output']): Promise<number | undefined> {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const own = process.platform === 'linux' ? readCpu(pid) : 0;
  if (own === undefined) return undefined;
  const family = await listDescendants(pid, output);
  if (process.platform === 'linux') return family.reduce((sum, child) => sum + (readCpu(child) ?? 0), own);
  const listed = await output('ps', ['-o', 'time=', '-p', [pid, ...family].join(',')], LIST_MS);
  return listed === undefined ? undefined : parseTimes(listed);
}

/** Its own time and that of children it has waited for, in programs and in the kernel. */
function readCpu(pid: number): number | undefined {
  const times = readProcStat(pid).slice(CPU_TICKS.from, CPU_TICKS.to);
  return times.length === 0 ? undefined : times.reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0);
}

/** The sum, in ms, of the times that `ps` prints, one in a row: `1:02.50`, `01:00:02`, `1-00:00:00`. */
export function parseTimes(listed: string): number {
  const times = listed.split('\n').map((row) => {
    const [clock = '', days = '0'] = row.trim().split('-').reverse();
    return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
  });
  return times.reduce((sum, seconds) => sum + seconds * 1000, 0);
}
