import type { Signals } from './signals.ts';

/** When an agent was started is known in whole seconds, and nobody asks one anything within its first. */
const SECOND_MS = 1000;

/**
 * The signals of a fork without its parent's newest turn, which some agents copy into its transcript: what was
 * asked before its agent was started was asked in its parent. Any other session's signals as they are.
 */
export function withoutParent(signals: Signals): Signals {
  const { forked, entry, transcript, startedAt } = signals;
  if (!forked || entry || transcript.kind !== 'read' || startedAt === undefined) return signals;
  const { promptAt } = transcript.turn;
  if (promptAt === undefined || promptAt >= startedAt + SECOND_MS) return signals;
  return { ...signals, transcript: { kind: 'absent' } };
}
