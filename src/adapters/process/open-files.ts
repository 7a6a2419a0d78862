import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Processes } from '../../ports/processes.ts';

type Wanted = (path: string) => boolean;

/** How long `ps` and `lsof` may take, ms. */
const LIST_MS = 3000;

/**
 * The wanted files that a process holds open, else, unless it counts `alone`, those that its descendants do (a launcher script waits for the agent
 * proper). Through `/proc` where it exists, else through `ps` and `lsof`; `undefined` where neither tells.
 */
export async function listOpenFiles(
  pid: number,
  wanted: Wanted,
  output: Processes['output'],
  alone = false,
): Promise<string[] | undefined> {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform !== 'linux') return listByLsof(pid, wanted, output, alone);
  const own = readLinks(pid);
  if (own === undefined) return undefined;
  const found = own.filter(wanted);
  if (found.length > 0 || alone) return found;
  return descendantsOf(pid, readParents()).flatMap((child) => readLinks(child)?.filter(wanted) ?? []);
}

/** The children of a process, their children, and so on, through `/proc` where it exists and `ps` elsewhere. */
export async function listDescendants(pid: number, output: Processes['output']): Promise<number[]> {
  if (process.platform === 'linux') return descendantsOf(pid, readParents());
  const processes = await output('ps', ['-axo', 'pid=,ppid='], LIST_MS);
  const rows = (processes ?? '').split('\n').map((row) => row.trim().split(/\s+/).map(Number));
  return descendantsOf(pid, new Map(rows.flatMap(([child, parent]) => (child && parent ? [[child, parent]] : []))));
}

/** Targets of the descriptors of a process, on Linux; `undefined` where it is gone or not ours. */
export function readLinks(pid: number): string[] | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return undefined;
  }
}

/** Parents by process, from field 4 of proc(5); the name in field 2 can hold blanks and parentheses. */
function readParents(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
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
  const listed = await output('lsof', ['-w', '-n', '-P', '-F', 'n', '-p', family.join(',')], LIST_MS);
  if (listed === undefined) return undefined;
  const names = listed.split('\n').flatMap((line) => (line.startsWith('n') ? [line.slice(1)] : []));
  return [...new Set(names)].filter(wanted);
}
