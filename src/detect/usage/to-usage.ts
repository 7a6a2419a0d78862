import type { Usage } from '../../contract/usage.ts';
import type { StatusReport } from '../agent/usage-grammar.ts';
import type { ReportSum } from './add-reports.ts';
import { roundCost } from './round-cost.ts';
import type { TokenSum } from './sum-tokens.ts';

/**
 * What the agent told its status line: the newest report, the sum over all, and when it was written (ms since 1970).
 */
export interface ReportedUsage {
  report: StatusReport;
  sum: ReportSum;
  at: number;
}

/** The usage of a session: the agent's own report, completed from its transcripts. */
export function toUsage(told: ReportedUsage | undefined, counted: TokenSum | undefined): Usage {
  const { report, sum } = told ?? {};
  const { tokens } = counted ?? {};
  const cost = sum?.costUsd ?? null;
  const limits = report && report.limits.length > 0 ? report.limits : (counted?.limits ?? []);
  return {
    cost_usd: cost === null ? null : roundCost(cost),
    cost_source: cost === null ? null : 'agent',
    input_tokens: tokens?.input ?? null,
    output_tokens: tokens?.output ?? null,
    cache_read_tokens: tokens?.cacheRead ?? null,
    cache_write_tokens: tokens?.cacheWrite ?? null,
    context_used: report ? report.contextUsed : (counted?.contextUsed ?? null),
    context_size: report?.contextSize ?? counted?.contextSize ?? null,
    model: report?.model ?? counted?.model ?? null,
    lines_added: sum?.linesAdded ?? null,
    lines_removed: sum?.linesRemoved ?? null,
    limits: limits.map(({ window, usedPercent, resetsAt }) => ({
      window,
      used_percent: usedPercent,
      resets_at: resetsAt,
    })),
    at: latest(told?.at, counted?.at),
  };
}

function latest(...times: (number | null | undefined)[]): number | null {
  const known = times.filter((time): time is number => typeof time === 'number');
  return known.length === 0 ? null : Math.max(...known);
}
