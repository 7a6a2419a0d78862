/** Waits until `check` returns a value, at most 10 s; fails with the name of what was awaited. */
export async function waitFor<T>(what: string, check: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > giveUpAt) throw new Error(`waited 10 s in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
