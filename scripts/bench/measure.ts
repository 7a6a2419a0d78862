import { spawnSync } from 'node:child_process';

/** A command to be timed, from its start to its end. */
export interface Timed {
  name: string;
  program: string;
  args: string[];
  env: Record<string, string>;
}

export interface Figure {
  name: string;
  /** ms. */
  median: number;
  /** ms. */
  least: number;
}

/** The empty run that every figure is compared with. */
export function emptyRun(env: Record<string, string>): Timed {
  return { name: 'node -e 0', program: process.execPath, args: ['-e', '0'], env };
}

/** Times commands alternately, `rounds` times each, so that a busy moment of the machine affects all of them. */
export function timeInTurns(commands: Timed[], rounds: number): Figure[] {
  const times = commands.map((): number[] => []);
  for (const command of commands) runOnce(command);
  for (let round = 0; round < rounds; round++) {
    for (const [n, command] of commands.entries()) times[n]?.push(runOnce(command));
  }
  return commands.map(({ name }, n) => ({
    name,
    median: median(times[n] ?? []),
    least: Math.min(...(times[n] ?? [])),
  }));
}

function runOnce({ name, program, args, env }: Timed): number {
  const start = performance.now();
  const { status, error } = spawnSync(program, args, { env, stdio: 'ignore' });
  const took = performance.now() - start;
  if (status !== 0) throw new Error(`${name}: ${error?.message ?? `exit code ${status}`}`);
  return took;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
