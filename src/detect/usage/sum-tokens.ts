import type { LimitFact, Tokens, UsageFact } from '../agent/usage-grammar.ts';

/** The usage in transcripts. `context*`, `model`, `limits` and `at` are those of the newest record. */
export interface TokenSum {
  tokens: Tokens;
  contextUsed: number | null;
  contextSize: number | null;
  model: string | null;
  limits: LimitFact[];
  at: number | null;
}

const KINDS = ['input', 'output', 'cacheRead', 'cacheWrite'] as const;
const UNKNOWN: Tokens = { input: null, output: null, cacheRead: null, cacheWrite: null };

/**
 * Adds up the usage records of one or more transcripts, in any order. Each answer counts once, with the largest values
 * of its records, since the first ones are written before it is complete. A conversation with totals counts with its
 * newest total.
 */
export class TokenCounter {
  private readonly messages = new Map<string, Tokens>();
  private readonly totals = new Map<string, { at: number; tokens: Tokens }>();
  private used: { at: number; value: number | null } | undefined;
  private size: { at: number; value: number | null } | undefined;
  private model: { at: number; value: string } | undefined;
  private limits: { at: number; value: LimitFact[] } | undefined;
  private newest: number | null = null;

  /** `conversation`: the one that a total belongs to. */
  take(fact: UsageFact, conversation: string): void {
    const at = fact.at ?? 0;
    if (fact.at !== undefined) this.newest = Math.max(this.newest ?? 0, fact.at);
    if (fact.kind === 'model') this.model = newer(this.model, at, fact.model);
    else if (fact.kind === 'message') this.takeMessage(fact, at);
    else if (fact.kind === 'total') {
      const known = this.totals.get(conversation);
      if (fact.tokens && at >= (known?.at ?? 0)) this.totals.set(conversation, { at, tokens: fact.tokens });
      if (fact.contextUsed !== undefined) this.used = newer(this.used, at, fact.contextUsed);
      if (fact.contextSize !== undefined) this.size = newer(this.size, at, fact.contextSize);
      if (fact.limits) this.limits = newer(this.limits, at, fact.limits);
    }
  }

  private takeMessage(fact: UsageFact & { kind: 'message' }, at: number): void {
    const { message, tokens, model, aside } = fact;
    const known = this.messages.get(message) ?? UNKNOWN;
    this.messages.set(message, combine(known, tokens, Math.max));
    if (aside) return;
    if (tokens.input !== null)
      this.used = newer(this.used, at, tokens.input + (tokens.cacheRead ?? 0) + (tokens.cacheWrite ?? 0));
    if (model !== undefined) this.model = newer(this.model, at, model);
  }

  sum(): TokenSum {
    const counted = [...this.messages.values(), ...[...this.totals.values()].map(({ tokens }) => tokens)];
    return {
      tokens: counted.reduce((sum, tokens) => combine(sum, tokens, (a, b) => a + b), UNKNOWN),
      contextUsed: this.used?.value ?? null,
      contextSize: this.size?.value ?? null,
      model: this.model?.value ?? null,
      limits: this.limits?.value ?? [],
      at: this.newest,
    };
  }
}

function newer<T>(known: { at: number; value: T } | undefined, at: number, value: T): { at: number; value: T } {
  return known === undefined || at >= known.at ? { at, value } : known;
}

/** Takes the value that is known where the other is not. */
function combine(a: Tokens, b: Tokens, join: (a: number, b: number) => number): Tokens {
  const joined = KINDS.map((kind) => {
    const [one, other] = [a[kind], b[kind]];
    return [kind, one === null ? other : other === null ? one : join(one, other)] as const;
  });
  return Object.fromEntries(joined) as unknown as Tokens;
}
