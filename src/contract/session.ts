import * as z from 'zod/mini';
import { SESSION_NAME, SESSION_NAME_RULE } from './names.ts';

/** The name of a session. */
export const SessionName = z.string().check(z.regex(SESSION_NAME, { error: SESSION_NAME_RULE }));

export const SessionId = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, { error: 'not a UUID' }));

/**
 * What is kept of a spawned session, one JSON file per name. Fields after `created` are newer than the first
 * sidecars: a reader must do without them. `readFields` of `drive/sidecar-fields.ts` says the same without a schema.
 */
export const Sidecar = z.looseObject({
  name: SessionName,
  session_id: z.string(),
  cwd: z.string(),
  backend: z._default(z.string(), 'claude'),
  jsonl_path: z._default(z.nullable(z.string()), null),
  permission_mode: z._default(z.nullable(z.string()), null),
  backend_version: z._default(z.nullable(z.string()), null),
  created: z._default(z.union([z.string(), z.number()]), ''),
  /** The tmux pane the agent was started in (`%5`), its first process, and the server's socket. */
  pane: z.optional(z.string()),
  pane_pid: z.optional(z.number()),
  tmux_session: z.optional(z.string()),
  tmux_socket: z.optional(z.string()),
  /** The agent's configuration folder at spawn, where its transcript and status file lie. */
  config_dir: z.optional(z.string()),
  /** The file to which the agent appends its events, where it was started with hooks. */
  events_path: z.optional(z.string()),
  /** The folder with the files by which it is known as a worker, where it is one. */
  worker_dir: z.optional(z.string()),
});
export type Sidecar = z.infer<typeof Sidecar>;
