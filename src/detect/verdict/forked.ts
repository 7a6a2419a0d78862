import type { Signals } from './signals.ts';

/** The start of an agent is known in whole seconds, and no prompt is entered within the first. */
const SECOND_MS = 1000;

/**
 * The signals of a fork without its parent's newest turn, which some agents copy into its transcript: prompts from
 * before the fork's start belong to its parent. Signals of any other session are unchanged.
 */
export function withoutParent(signals: Signals): Signals {
  const { forked, entry, transcript, startedAt } = signals;
  if (!forked || entry || transcript.kind !== 'read' || startedAt === undefined) return signals;
  const { promptAt } = transcript.turn;
  if (promptAt === undefined || promptAt >= startedAt + SECOND_MS) return signals;
  return { ...signals, transcript: { kind: 'absent' } };
}
