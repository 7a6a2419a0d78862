/** Sessions that wait for somebody come first. */
export const ORDER = [
  'blocked',
  'plan_ready',
  'awaiting_answer',
  'unknown',
  'working',
  'spawning',
  'idle_done',
  'dead',
];

const NAMES = {
  spawning: 'starting',
  working: 'working',
  awaiting_answer: 'asks',
  plan_ready: 'has a plan',
  blocked: 'waits for leave',
  idle_done: 'done',
  dead: 'ended',
  unknown: 'unclear',
};

/** A state in two or three words. */
export function nameOf(state) {
  if (state.status === 'blocked') return `waits: ${state.gate.replaceAll('_', ' ')}`;
  if (state.status === 'idle_done' && state.error) return 'failed';
  if (state.status === 'idle_done' && state.interrupted) return 'interrupted';
  return NAMES[state.status] ?? state.status;
}

/** One line of what the session says or waits for. */
export function lineOf(state) {
  const text =
    state.question ??
    state.plan ??
    state.error ??
    state.text ??
    state.reason ??
    state.retry ??
    state.tools?.join(', ') ??
    '';
  const lines = text.split('\n').map((line) => line.trim());
  // A question stands at the end of what is said, an answer begins it.
  return (state.question ? lines.findLast(Boolean) : lines.find(Boolean)) ?? '';
}

/** How long ago, short: `12 s`, `5 min`, `3 h`, `2 d`. */
export function ago(since, now) {
  const secs = Math.max(0, Math.round((now - since) / 1000));
  if (secs < 60) return `${secs} s`;
  if (secs < 3600) return `${Math.floor(secs / 60)} min`;
  return secs < 172_800 ? `${Math.floor(secs / 3600)} h` : `${Math.floor(secs / 86_400)} d`;
}
