/**
 * Everything `csd` can do, by name. Every face is a projection of this table. Each entry loads its operation when first
 * asked for, because building schemas costs more than a quick command's own work.
 */
export const OPERATIONS = {
  spawn: async () => (await import('./spawn.ts')).spawn,
  send: async () => (await import('./send.ts')).send,
  state: async () => (await import('./state.ts')).state,
  approve: async () => (await import('./approve.ts')).approve,
  deny: async () => (await import('./deny.ts')).deny,
  answer: async () => (await import('./answer.ts')).answer,
  interrupt: async () => (await import('./interrupt.ts')).interrupt,
  record: async () => (await import('./record.ts')).record,
  ps: async () => (await import('./ps.ts')).ps,
  kill: async () => (await import('./kill.ts')).kill,
  watch: async () => (await import('./watch.ts')).watch,
  wait: async () => (await import('./wait.ts')).wait,
  run: async () => (await import('./run.ts')).run,
} as const;

export type Operations = typeof OPERATIONS;
export type OperationName = keyof Operations;
/** The operation of that name, with its schemas' types. */
export type OperationOf<Name extends OperationName> = Awaited<ReturnType<Operations[Name]>>;
export type { Context } from '../drive/context.ts';
