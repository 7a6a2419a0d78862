/**
 * Everything `csd` can do, by name. Every face is a projection of this table. Each entry imports its operation on first
 * use, because building schemas costs more than a quick command's own work.
 */
export const OPERATIONS = {
  spawn: async () => (await import('./sessions/spawn.ts')).spawn,
  send: async () => (await import('./sessions/send.ts')).send,
  state: async () => (await import('./sessions/state.ts')).state,
  screen: async () => (await import('./sessions/screen.ts')).screen,
  approve: async () => (await import('./sessions/approve.ts')).approve,
  deny: async () => (await import('./sessions/deny.ts')).deny,
  answer: async () => (await import('./sessions/answer.ts')).answer,
  interrupt: async () => (await import('./sessions/interrupt.ts')).interrupt,
  record: async () => (await import('./sessions/record.ts')).record,
  doctor: async () => (await import('./sessions/doctor.ts')).doctor,
  ps: async () => (await import('./sessions/ps.ts')).ps,
  discover: async () => (await import('./sessions/discover.ts')).discover,
  track: async () => (await import('./sessions/track.ts')).track,
  untrack: async () => (await import('./sessions/untrack.ts')).untrack,
  output: async () => (await import('./sessions/output.ts')).output,
  history: async () => (await import('./sessions/history.ts')).history,
  logs: async () => (await import('./sessions/logs.ts')).logs,
  usage: async () => (await import('./sessions/usage.ts')).usage,
  end: async () => (await import('./sessions/end.ts')).end,
  resume: async () => (await import('./sessions/resume.ts')).resume,
  fork: async () => (await import('./sessions/fork.ts')).fork,
  rename: async () => (await import('./sessions/rename.ts')).rename,
  tag: async () => (await import('./sessions/tag.ts')).tag,
  handoff_to: async () => (await import('./sessions/handoff-to.ts')).handoffTo,
  pause: async () => (await import('./sessions/pause.ts')).pause,
  forget: async () => (await import('./sessions/forget.ts')).forget,
  cleanup: async () => (await import('./sessions/cleanup.ts')).cleanup,
  kill: async () => (await import('./sessions/kill.ts')).kill,
  watch: async () => (await import('./sessions/watch.ts')).watch,
  wait: async () => (await import('./sessions/wait.ts')).wait,
  run: async () => (await import('./sessions/run.ts')).run,
  batch: async () => (await import('./sessions/batch.ts')).batch,
  delegate: async () => (await import('./delegates/delegate.ts')).delegate,
  continue: async () => (await import('./delegates/continue.ts')).continueDelegate,
  finish: async () => (await import('./delegates/finish.ts')).finish,
  abort: async () => (await import('./delegates/abort.ts')).abort,
  launch: async () => (await import('./workers/launch.ts')).launch,
  adopt: async () => (await import('./workers/adopt.ts')).adopt,
  list_workers: async () => (await import('./workers/list-workers.ts')).listWorkers,
  grant_consent: async () => (await import('./workers/grant-consent.ts')).grant,
  converse: async () => (await import('./workers/converse.ts')).converse,
  wait_for_turn: async () => (await import('./workers/wait-for-turn.ts')).waitForTurnOperation,
  status: async () => (await import('./workers/status.ts')).status,
  read_events: async () => (await import('./workers/read-events.ts')).readEvents,
  read_turn: async () => (await import('./workers/read-turn.ts')).readTurn,
  approve_tool: async () => (await import('./workers/approve-tool.ts')).approveTool,
  stop: async () => (await import('./workers/stop.ts')).stop,
  handoff: async () => (await import('./workers/handoff.ts')).handoff,
  session_id: async () => (await import('./workers/session-id.ts')).sessionId,
  events_file: async () => (await import('./workers/events-file.ts')).eventsFile,
} as const;

/** Further names of operations on the command line, for scripts of other tools. */
export { COMMAND_WORDS } from '../contract/command-aliases.ts';

export type Operations = typeof OPERATIONS;
export type OperationName = keyof Operations;
/** The operation with that name, with the types of its schemas. */
export type OperationOf<Name extends OperationName> = Awaited<ReturnType<Operations[Name]>>;
export type { Context } from '../drive/session/context.ts';
