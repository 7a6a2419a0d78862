/** The eight statuses of a session, in the order of help and error texts. */
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
