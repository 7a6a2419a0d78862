import { kindOf, systemFault } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Verdict } from '../../detect/verdict/evidence.ts';
import type { Signals } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import { OverBudget } from '../session/files/look-budget.ts';
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

/**
 * The same for a judgement that failed with an exception. The reason says what kind it is; the exception's own words are
 * only evidence, for `--explain`.
 */
export function unjudgedBy(ctx: Context, sidecar: Sidecar, error: unknown): Observation {
  const seen = unjudged(ctx, sidecar, `its files cannot be judged: ${sayCause(error)}`);
  const words = error instanceof Error ? error.message : String(error);
  const said = `judging failed with ${kindOf(error)}: ${words}`;
  return { ...seen, verdict: { ...seen.verdict, evidence: [{ signal: 'transcript', said }] } };
}

function sayCause(error: unknown): string {
  const fault = systemFault(error);
  if (fault) return fault.lack ?? `the system does not let csd read one (${fault.errno})`;
  const kind = kindOf(error);
  // The engine's limits: of calls within calls, and of the size of a text or an array.
  if (kind === 'RangeError') return 'one of them is nested too deeply or too large (RangeError)';
  return `one of them contains something that csd does not expect (${kind}); \`csd state --explain\` tells more`;
}

/** The reason if a look at a transcript would have cost too much; throws every other error. */
export function excessOf(error: unknown): string {
  if (error instanceof OverBudget) return error.message;
  throw error;
}
