/**
 * The operations that change nothing and type nothing, so that asking again is the same as asking once. What is not named here
 * does something.
 */
export const LOOKS: readonly string[] = [
  'state',
  'screen',
  'doctor',
  'ps',
  'discover',
  'output',
  'history',
  'logs',
  'usage',
  'watch',
  'list_workers',
  'status',
  'read_events',
  'read_turn',
  'session_id',
  'events_file',
];

/** Those that change nothing either, and wait for what happens: asked again, they would not see what is over. */
export const WAITS: readonly string[] = ['wait', 'wait_for_turn'];
