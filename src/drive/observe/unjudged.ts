import type { Sidecar } from '../../contract/session.ts';
import type { Verdict } from '../../detect/verdict/evidence.ts';
import type { Signals } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import { OverBudget } from '../session/look-budget.ts';
import type { Observation } from '../session/observation.ts';

/**
 * If a turn was too long to be read, a verdict that depends on it is a guess; a gate and an end are visible on the
 * screen.
 */
export function withoutGuess(verdict: Verdict, { transcript }: Signals): Verdict {
  const reason = transcript.kind === 'absent' ? transcript.excess : undefined;
  const { status } = verdict.state;
  if (reason === undefined || status === 'dead' || status === 'blocked' || status === 'plan_ready') return verdict;
  return { ...verdict, state: { status: 'unknown', reason } };
}

/**
 * A session that cannot be judged: its agent is unknown to this build, or its files are not as an agent writes them.
 */
export function unjudged(ctx: Context, sidecar: Sidecar, reason: string): Observation {
  const absent = { kind: 'absent' } as const;
  return {
    sidecar,
    alive: true,
    verdict: { state: { status: 'unknown', reason }, evidence: [], warnings: [] },
    signals: {
      at: ctx.clock.now(),
      liveness: { kind: 'unsure', reason },
      screen: absent,
      transcript: absent,
      statusFile: absent,
      plan: absent,
    },
  };
}

/** The reason if a look at a transcript would have cost too much; throws every other error. */
export function excessOf(error: unknown): string {
  if (error instanceof OverBudget) return error.message;
  throw error;
}
