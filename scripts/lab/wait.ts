/** Ends after `ms`. */
export const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Asks until the answer is neither `undefined` nor `false`, at most `ms` long; then throws what `late` says. */
export async function until<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  ms: number,
  late: () => string,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`${late()} (waited ${ms / 1000} s)`);
    await sleep(60);
  }
}
