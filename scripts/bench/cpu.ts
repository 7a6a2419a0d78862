import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The CPU time of a process so far, ms; throws if it has ended. */
export function cpuMs(pid: number): number {
  const ms = cpuOf(pid);
  if (ms === undefined) throw new Error(`process ${pid} has ended`);
  return ms;
}

/**
 * The same from the clock ticks of Linux (100 a second), elsewhere from `ps`; `undefined` for a process that has ended.
 */
function cpuOf(pid: number): number | undefined {
  const ticks = ticksOf(pid);
  if (ticks) return ticks.own * 10;
  const { status, stdout } = spawnSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  return (
    stdout
      .trim()
      .split(/[-:]/)
      .reduce((sum, part) => sum * 60 + Number(part), 0) * 1000
  );
}

/**
 * The CPU time of the children of a process: of those that still run, and of those that it and they have waited for. A
 * child that ends between the list and the sample counts with those that were waited for.
 */
export function clientsMs(pid: number, children = childrenOf(pid)): number {
  const running = children.reduce((sum, child) => sum + (cpuOf(child) ?? 0) + 10 * (ticksOf(child)?.ended ?? 0), 0);
  return running + 10 * (ticksOf(pid)?.ended ?? 0);
}

function childrenOf(pid: number): number[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = all.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
}

/** Clock ticks of a running process, on Linux: its own, and those of its children that have ended. */
function ticksOf(pid: number): { own: number; ended: number } | undefined {
  const stat = readStat(pid);
  if (stat === undefined) return undefined;
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const sum = (at: number) => (fields[at] ?? 0) + (fields[at + 1] ?? 0);
  return { own: sum(11), ended: sum(13) };
}

function readStat(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}
