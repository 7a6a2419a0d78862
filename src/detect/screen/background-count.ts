import type { ScreenGrammar } from '../agent/backend.ts';

/** Work that continues alongside the turn. */
export interface BackgroundCount {
  shells: number;
  agents: number;
  monitors?: number;
  other?: number;
}

/** The counts in the rows around the composer; tasks that are not listed by kind count as `other`. */
export function countBackground(rows: string[], grammar: ScreenGrammar): BackgroundCount {
  const count = (pattern: RegExp | undefined) => (pattern ? countIn(rows, pattern) : 0);
  const [shells, agents] = [count(grammar.backgroundShells), count(grammar.backgroundAgents)];
  const monitors = count(grammar.backgroundMonitors);
  const other = Math.max(0, count(grammar.backgroundTasks) - shells - agents - monitors);
  return { shells, agents, ...(monitors > 0 ? { monitors } : {}), ...(other > 0 ? { other } : {}) };
}

/** The number in the first matching row, 1 if it contains none; 0 without such a row. */
export function countIn(rows: string[], pattern: RegExp): number {
  for (const row of rows) {
    const match = pattern.exec(row);
    if (match) return Number(match[1] ?? 1);
  }
  return 0;
}
