import type { StreamUsage } from '../agent/stream-grammar.ts';

/** The usage that an agent has counted, for its process so far and before that. */
export interface Counted {
  usage: StreamUsage;
  /** What the process had counted before its count was reset. */
  usedBefore: StreamUsage;
  contextUsed?: number;
  /** ms since 1970. */
  usedAt?: number;
}

const COUNTED = ['cost', 'input', 'output', 'cacheRead', 'cacheWrite'] as const;

/** The agent counts for its process so far, and from 0 after its conversation was cleared. */
export function addUsage(state: Counted, now: StreamUsage | undefined, at: number): Partial<Counted> {
  if (!now) return {};
  const { earlier, ...usage } = now;
  const isAnew = COUNTED.some((what) => (usage[what] ?? 0) < (state.usage[what] ?? 0));
  if (isAnew) return { usage, usedBefore: sumUsage(state), usedAt: at };
  // The count of a resumed conversation includes its earlier usage, which precedes this session or is already known.
  const isFirst = state.usedAt === undefined && earlier !== undefined;
  return { usage, usedAt: at, ...(isFirst && { usedBefore: subtract(state.usedBefore, earlier) }) };
}

function subtract(from: StreamUsage, counts: StreamUsage): StreamUsage {
  const left = COUNTED.flatMap((what) => {
    const known = from[what] !== undefined || counts[what] !== undefined;
    return known ? [[what, (from[what] ?? 0) - (counts[what] ?? 0)] as const] : [];
  });
  return { ...from, ...Object.fromEntries(left) };
}

/** The total usage, before and after the agent's count was reset. */
export function sumUsage({ usage, usedBefore }: Pick<Counted, 'usage' | 'usedBefore'>): StreamUsage {
  const sums = COUNTED.flatMap((what) => {
    const parts = [usage[what], usedBefore[what]].filter((part) => part !== undefined);
    return parts.length === 0 ? [] : [[what, parts.reduce((sum, part) => sum + part, 0)] as const];
  });
  return { ...usedBefore, ...usage, ...Object.fromEntries(sums) };
}
