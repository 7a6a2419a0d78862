/** The eight statuses a session can be in; `help` and error texts list them in this order. */
export const STATUSES = [
  'spawning',
  'working',
  'awaiting_answer',
  'plan_ready',
  'blocked',
  'idle_done',
  'dead',
  'unknown',
] as const;
