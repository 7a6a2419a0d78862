import type { DelegateResult, DelegateStatus } from '../../contract/delegate.ts';

const EXITS: Record<DelegateStatus, number> = {
  completed: 0,
  running: 0,
  failed: 1,
  aborted: 1,
  cost_exceeded: 2,
  turns_exceeded: 2,
  time_exceeded: 2,
  needs_input: 3,
};

type Ended = Pick<DelegateResult, 'status' | 'gate'>;

/** The exit code of an interaction, as for `run`. */
export function exitOf({ status, gate }: Ended): number {
  return status === 'needs_input' && gate !== undefined ? 4 : EXITS[status];
}

export const EXIT_CODES = {
  0: 'completed; or running, with --background',
  1: 'failed, or aborted meanwhile',
  2: 'cost_exceeded, turns_exceeded or time_exceeded: the turn was cut off at a limit',
  3: 'needs_input: the agent asked something',
  4: 'needs_input: a gate or a plan waits',
};

/** What the obstacle is, for a person, and what to do. */
export function adviseOn({ name, status, error, question, gate, options = [] }: DelegateResult): string {
  const rows = options.map((option, n) => `  ${n + 1}. ${option}`);
  if (status !== 'needs_input') return `csd: ${status}: ${error ?? ''}`;
  const what =
    gate === undefined ? `the agent asks: ${question ?? ''}` : `it waits at the ${gate} gate: ${question ?? ''}`;
  return [`csd: ${what}`, ...rows, `Answer with csd continue ${name} ANSWER.`].join('\n');
}
