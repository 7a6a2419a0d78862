/** Patterns with the same flags, each compiled when a sentence first needs it, and kept. */
export class Patterns {
  private readonly compiled = new Map<string, RegExp>();

  constructor(private readonly flags = '') {}

  /** The pattern of a source, or of a key whose source is costly to build. */
  of(key: string, source?: () => string): RegExp {
    const kept = this.compiled.get(key);
    if (kept) return kept;
    const made = new RegExp(source?.() ?? key, this.flags);
    this.compiled.set(key, made);
    return made;
  }

  /** What has been compiled so far. */
  get keys(): string[] {
    return [...this.compiled.keys()];
  }
}
