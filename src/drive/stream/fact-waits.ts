import type { StreamFact } from '../../detect/agent/stream-grammar.ts';
import type { HostWorld } from '../../ports/stream.ts';

/** Callers that wait for something that the agent says. */
export class FactWaits {
  private readonly waiting = new Set<(fact: StreamFact | 'gone') => void>();
  private gone = false;

  constructor(private readonly sleep: HostWorld['sleep']) {}

  /** Tells all of them; after `gone` nobody waits any more. */
  tell(fact: StreamFact | 'gone'): void {
    if (fact === 'gone') this.gone = true;
    for (const tell of [...this.waiting]) tell(fact);
  }

  /** The first fact that `find` finds something in; `gone` where the agent ends before, `undefined` when the time is over. */
  async until<T>(find: (fact: StreamFact) => T | undefined, withinMs: number): Promise<T | 'gone' | undefined> {
    if (this.gone) return 'gone';
    let heed: ((fact: StreamFact | 'gone') => void) | undefined;
    const heard = new Promise<T | 'gone'>((done) => {
      heed = (fact) => {
        const found = fact === 'gone' ? fact : find(fact);
        if (found !== undefined) done(found);
      };
      this.waiting.add(heed);
    });
    const patience = new AbortController();
    const over = this.sleep(withinMs, patience.signal).catch(() => undefined);
    const found = await Promise.race([heard, over.then(() => undefined)]);
    patience.abort();
    if (heed) this.waiting.delete(heed);
    return found;
  }
}
