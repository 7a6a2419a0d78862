import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import type { Processes, ProcessFacts, ProcessLook, Standing } from '../../ports/processes.ts';
import { readProcStat, START_TICKS, TICK_MS } from './proc-stat.ts';

type Output = Processes['output'];

/** The time limit for `ps` and `lsof`, ms. */
const LIST_MS = 3000;

/** The process now, through `/proc` where it exists, otherwise through `ps`. */
export async function lookAtProcess(pid: number, output: Output): Promise<ProcessLook | undefined> {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') {
    const stat = readStat(pid);
    return stat && { mark: stat.mark, standing: stat.standing };
  }
  const printed = await output('ps', ['-o', 'tty=,stat=,lstart=', '-p', String(pid)], LIST_MS);
  return parseLook((printed ?? '').trim().split(/\s+/));
}

/** Every process of this user, through `/proc` where it exists, otherwise through `ps`. */
export async function listProcesses(variables: string[], output: Output): Promise<ProcessFacts[]> {
  return process.platform === 'linux' ? listByProc(variables) : listByPs(variables, output);
}

/** The folder and the program of a process, through `/proc` where it exists, otherwise through `lsof` and `ps`. */
export async function placeOf(pid: number, output: Output): Promise<{ folder?: string; program?: string }> {
  if (process.platform === 'linux') {
    const folder = readLink(`/proc/${pid}/cwd`);
    const program = readLink(`/proc/${pid}/exe`);
    return { ...(folder !== undefined && { folder }), ...(program !== undefined && { program }) };
  }
  const listed = await output('lsof', ['-w', '-a', '-d', 'cwd', '-F', 'n', '-p', String(pid)], LIST_MS);
  const folder = /^n(\/.*)$/m.exec(listed ?? '')?.[1];
  const named = (await output('ps', ['-o', 'comm=', '-p', String(pid)], LIST_MS))?.trim();
  return { ...(folder !== undefined && { folder }), ...(named?.startsWith('/') && { program: named }) };
}

interface Stat extends ProcessLook {
  parent: number;
  terminal: string;
  ticks: number;
}

function readStat(pid: number): Stat | undefined {
  const fields = readProcStat(pid);
  const [state = 'Z', parent, group, , terminal = '0', foreground] = fields;
  const mark = fields[START_TICKS];
  if (mark === undefined || /[ZX]/.test(state)) return undefined;
  const hasInput = group === foreground && !/[Tt]/.test(state);
  const standing: Standing = terminal === '0' ? 'none' : hasInput ? 'foreground' : 'background';
  const ticks = Number(mark);
  return { mark, standing, parent: Number(parent), terminal: terminal === '0' ? '' : terminal, ticks };
}

function listByProc(variables: string[]): ProcessFacts[] {
  const own = process.geteuid?.();
  const booted = Number(/^btime (\d+)$/m.exec(readText('/proc/stat') ?? '')?.[1] ?? 0) * 1000;
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || ownerOf(`/proc/${name}`) !== own) return [];
    const pid = Number(name);
    const stat = readStat(pid);
    const words = readText(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
    if (!stat || words[0] === undefined || words[0] === '') return [];
    const { ticks, ...look } = stat;
    const environment = pickVariables((readText(`/proc/${pid}/environ`) ?? '').split('\0'), variables);
    const program = readLink(`/proc/${pid}/exe`);
    const since = booted + ticks * TICK_MS;
    return [{ pid, ...look, since, words: wordsOf(words), ...(program !== undefined && { program }), environment }];
  });
}

/** The arguments of a process; a process that set its own title has it in one word, with empty words after it. */
function wordsOf(printed: string[]): string[] {
  const words = printed.slice(0, printed.findLastIndex((word) => word !== '') + 1);
  return words.length === 1 ? (words[0] ?? '').split(' ') : words;
}

function pickVariables(pairs: string[], variables: string[]): Record<string, string> {
  return Object.fromEntries(
    variables.flatMap((name) => {
      const pair = pairs.find((one) => one.startsWith(`${name}=`));
      return pair === undefined ? [] : [[name, pair.slice(name.length + 1)]];
    }),
  );
}

async function listByPs(variables: string[], output: Output): Promise<ProcessFacts[]> {
  const own = process.geteuid?.();
  const columns = 'pid=,ppid=,uid=,tty=,stat=,lstart=,args=';
  const listed = (await output('ps', ['-axww', '-o', columns], LIST_MS)) ?? '';
  // With -E the environment follows the arguments, for processes whose environment the user may read.
  const opened = variables.length === 0 ? '' : await output('ps', ['-axwwE', '-o', 'pid=,command='], LIST_MS);
  const environments = new Map(
    (opened ?? '').split('\n').map((row) => {
      const [, pid = '', rest = ''] = /^\s*(\d+) (.*)$/.exec(row) ?? [];
      return [Number(pid), pickVariables(rest.split(' '), variables)] as const;
    }),
  );
  return parseList(listed, own, environments);
}

/** Parses the output of `ps`: process, parent, user, terminal, state, five words of the start time, the arguments. */
export function parseList(
  listed: string,
  own: number | undefined,
  environments: ReadonlyMap<number, Record<string, string>>,
): ProcessFacts[] {
  return listed.split('\n').flatMap((row) => {
    const [pid, parent, user, ...rest] = row.trim().split(/\s+/);
    const look = parseLook(rest);
    if (!look || Number(user) !== own) return [];
    const words = rest.slice(7);
    const environment = environments.get(Number(pid)) ?? {};
    const [terminal = ''] = rest;
    const since = Date.parse(look.mark) || 0;
    const where = /^\?+$|^-$/.test(terminal) ? '' : terminal;
    return [{ pid: Number(pid), parent: Number(parent), ...look, since, words, terminal: where, environment }];
  });
}

/** Terminal, state and the five words of the start time, as `ps` prints them. */
function parseLook([terminal, state, ...rest]: string[]): ProcessLook | undefined {
  if (terminal === undefined || state === undefined || rest.length < 5 || state.startsWith('Z')) return undefined;
  const hasInput = state.includes('+') && !state.startsWith('T');
  const standing = /^\?+$|^-$/.test(terminal) ? 'none' : hasInput ? 'foreground' : 'background';
  return { mark: rest.slice(0, 5).join(' '), standing };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readLink(file: string): string | undefined {
  try {
    // Linux appends this if the program file was replaced while it runs.
    return readlinkSync(file).replace(/ \(deleted\)$/, '');
  } catch {
    return undefined;
  }
}

function ownerOf(file: string): number | undefined {
  try {
    return statSync(file).uid;
  } catch {
    return undefined;
  }
}
