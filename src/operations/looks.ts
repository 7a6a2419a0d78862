/** Operations that change nothing and type nothing, so repeating one is safe. Every other operation acts. */
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

/** These change nothing either, but wait for events: repeated, they would miss what is over. */
export const WAITS: readonly string[] = ['wait', 'wait_for_turn'];
