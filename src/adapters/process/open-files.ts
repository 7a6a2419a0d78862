import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Processes } from '../../ports/processes.ts';
import { PARENT, readProcStat } from './proc-stat.ts';

type Wanted = (path: string) => boolean;

/** The time limit for `ps` and `lsof`, ms. */
const LIST_MS = 3000;

/**
 * The wanted files that a process has open for writing, or else, unless `alone`, those of its descendants (a launcher
 * script waits for the real agent). Through `/proc` where it exists, otherwise through `ps` and `lsof`; `undefined` if
 * neither reports them.
 */
export async function listOpenFiles(
  pid: number,
  wanted: Wanted,
  output: Processes['output'],
  alone = false,
): Promise<string[] | undefined> {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform !== 'linux') return listByLsof(pid, wanted, output, alone);
  const found = readWritten(pid, wanted);
  if (found === undefined || found.length > 0 || alone) return found;
  return descendantsOf(pid, readParents()).flatMap((child) => readWritten(child, wanted) ?? []);
}

/** The descendants of a process, through `/proc` where it exists and `ps` elsewhere. */
export async function listDescendants(pid: number, output: Processes['output']): Promise<number[]> {
  if (process.platform === 'linux') return descendantsOf(pid, readParents());
  const processes = await output('ps', ['-axo', 'pid=,ppid='], LIST_MS);
  const rows = (processes ?? '').split('\n').map((row) => row.trim().split(/\s+/).map(Number));
  return descendantsOf(pid, new Map(rows.flatMap(([child, parent]) => (child && parent ? [[child, parent]] : []))));
}

/** Targets of a process's file descriptors, on Linux; `undefined` if it is gone or not ours. */
export function readLinks(pid: number): string[] | undefined {
  return readDescriptors(pid)?.map(({ target }) => target);
}

function readWritten(pid: number, wanted: Wanted): string[] | undefined {
  const found = readDescriptors(pid)?.filter(({ fd, target }) => wanted(target) && isWritten(pid, fd));
  return found?.map(({ target }) => target);
}

function readDescriptors(pid: number): { fd: string; target: string }[] | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [{ fd, target: readlinkSync(`/proc/${pid}/fd/${fd}`) }];
      } catch {
        return [];
      }
    });
  } catch {
    return undefined;
  }
}

/** The access mode is in the lowest two bits of the octal flags of proc(5); 0 is read-only. */
function isWritten(pid: number, fd: string): boolean {
  try {
    const [, flags = ''] = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8')) ?? [];
    return (Number.parseInt(flags, 8) & 3) !== 0;
  } catch {
    return false;
  }
}

/** Parents by process; one that ended since the listing is left out. */
function readParents(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? readProcStat(Number(name))[PARENT] : undefined;
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  return parents;
}

function descendantsOf(pid: number, parents: Map<number, number>): number[] {
  const family = [pid];
  for (const parent of family) {
    for (const [child, of] of parents) if (of === parent && !family.includes(child)) family.push(child);
  }
  return family.slice(1);
}

async function listByLsof(
  pid: number,
  wanted: Wanted,
  output: Processes['output'],
  alone: boolean,
): Promise<string[] | undefined> {
  const family = [pid, ...(alone ? [] : await listDescendants(pid, output))];
  const listed = await output('lsof', ['-w', '-n', '-P', '-F', 'an', '-p', family.join(',')], LIST_MS);
  return listed === undefined ? undefined : [...new Set(writtenOf(listed))].filter(wanted);
}

/**
 * From the output of `lsof -F an`, the names of files that are not open read-only: the row above such a name is `r`.
 */
export function writtenOf(listed: string): string[] {
  const rows = listed.split('\n');
  const isName = (row: string, n: number) => row.startsWith('n') && rows[n - 1] !== 'ar';
  return rows.filter(isName).map((row) => row.slice(1));
}
