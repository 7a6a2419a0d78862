/**
 * Everything `csd` can do, by name. Every face is a projection of this table. Each entry loads its operation when first
 * asked for, because building schemas costs more than a quick command's own work.
 */
export const OPERATIONS = {
  spawn: async () => (await import('./spawn.ts')).spawn,
  send: async () => (await import('./send.ts')).send,
  state: async () => (await import('./state.ts')).state,
  screen: async () => (await import('./screen.ts')).screen,
  approve: async () => (await import('./approve.ts')).approve,
  deny: async () => (await import('./deny.ts')).deny,
  answer: async () => (await import('./answer.ts')).answer,
  interrupt: async () => (await import('./interrupt.ts')).interrupt,
  record: async () => (await import('./record.ts')).record,
  doctor: async () => (await import('./doctor.ts')).doctor,
  ps: async () => (await import('./ps.ts')).ps,
  discover: async () => (await import('./discover.ts')).discover,
  track: async () => (await import('./track.ts')).track,
  untrack: async () => (await import('./untrack.ts')).untrack,
  kill: async () => (await import('./kill.ts')).kill,
  watch: async () => (await import('./watch.ts')).watch,
  wait: async () => (await import('./wait.ts')).wait,
  run: async () => (await import('./run.ts')).run,
  launch: async () => (await import('./launch.ts')).launch,
  adopt: async () => (await import('./adopt.ts')).adopt,
  list_workers: async () => (await import('./list-workers.ts')).listWorkers,
  grant_consent: async () => (await import('./grant-consent.ts')).grant,
  converse: async () => (await import('./converse.ts')).converse,
  wait_for_turn: async () => (await import('./wait-for-turn.ts')).waitForTurnOperation,
  status: async () => (await import('./status.ts')).status,
  read_events: async () => (await import('./read-events.ts')).readEvents,
  read_turn: async () => (await import('./read-turn.ts')).readTurn,
  approve_tool: async () => (await import('./approve-tool.ts')).approveTool,
  stop: async () => (await import('./stop.ts')).stop,
  handoff: async () => (await import('./handoff.ts')).handoff,
  session_id: async () => (await import('./session-id.ts')).sessionId,
  events_file: async () => (await import('./events-file.ts')).eventsFile,
} as const;

/** Further names of operations on the command line: those that scripts of other tools use. */
export { COMMAND_WORDS } from '../contract/words.ts';

export type Operations = typeof OPERATIONS;
export type OperationName = keyof Operations;
/** The operation of that name, with its schemas' types. */
export type OperationOf<Name extends OperationName> = Awaited<ReturnType<Operations[Name]>>;
export type { Context } from '../drive/context.ts';
