import { readFileSync } from 'node:fs';

/**
 * The fields of `/proc/PID/stat` from the third one on, as strings: state, parent, process group, and so on (proc(5)).
 * The name before them can contain blanks and parentheses. Empty if the process is gone, or where there is no `/proc`.
 */
export function readProcStat(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** The indexes of some of these fields. Times are in ticks: since the machine started, or of the processor. */
export const PARENT = 1;
export const START_TICKS = 19;
export const CPU_TICKS = { from: 11, to: 15 };

/** Linux reports times in units of 10 ms, whatever the kernel's own ticks are. */
export const TICK_MS = 10;
