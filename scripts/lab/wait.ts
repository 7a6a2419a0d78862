import { availableParallelism, loadavg } from 'node:os';

/** Ends after `ms`. */
export const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** The largest factor for a time limit of the lab. */
const MOST_SLOW = 10;

/**
 * How many times longer things take on this machine now than with a free core: runnable programs per core. Between 1
 * and 10.
 */
export function slowness(load = loadavg()[0] ?? 0, cores = availableParallelism()): number {
  return Math.min(MOST_SLOW, Math.max(1, load / cores));
}

/** A time limit of this many ms for a machine with a free core, adapted to this machine now, in whole ms. */
export const patience = (ms: number): number => Math.ceil(ms * slowness());

/** A command line of csd with each `--timeout` of 10 s and more adapted to this machine now. */
export function withPatience(args: string[], times = slowness()): string[] {
  return args.map((word, at) =>
    args[at - 1] === '--timeout' && Number(word) >= 10 ? String(Math.ceil(Number(word) * times)) : word,
  );
}

/**
 * Asks until the answer is neither `undefined` nor `false`, for at most `ms`, longer on a busy machine; then throws the
 * message of `late`.
 */
export async function until<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  ms: number,
  late: () => string,
): Promise<T> {
  const start = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    const waited = Date.now() - start;
    if (waited > patience(ms)) throw new Error(`${late()} (waited ${Math.round(waited / 100) / 10} s)`);
    await sleep(60);
  }
}
