import type { StreamFact } from '../../detect/agent/stream-grammar.ts';
import type { HostWorld } from '../../ports/stream.ts';

/** Callers that wait for a fact from the agent. */
export class FactWaits {
  private readonly waiting = new Set<(fact: StreamFact | 'gone') => void>();
  private gone = false;

  constructor(private readonly sleep: HostWorld['sleep']) {}

  /** Passes it to all of them; after `gone` nobody waits any more. */
  tell(fact: StreamFact | 'gone'): void {
    if (fact === 'gone') this.gone = true;
    for (const tell of [...this.waiting]) tell(fact);
  }

  /** The first fact for which `find` returns something; `gone` if the agent ends first, `undefined` at the timeout. */
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
