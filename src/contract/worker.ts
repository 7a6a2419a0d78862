import * as z from 'zod/mini';
import { Sidecar } from './session.ts';
import type { Status } from './state.ts';

/** The statuses of a worker, in the words of the tools that drive workers by events. */
export const WORKER_STATUSES = ['idle', 'working', 'terminated', 'gone', 'unknown'] as const;
export type WorkerStatus = (typeof WORKER_STATUSES)[number];

/**
 * The status of a worker after each event, for the newest line of its event file. Event files have only these events,
 * in this spelling.
 */
export const EVENT_STATUS = {
  session_start: 'idle',
  user_prompt_submit: 'working',
  pre_tool_use: 'working',
  permission_request: 'working',
  permission_decision: 'working',
  stop: 'idle',
  session_end: 'terminated',
} as const satisfies Record<string, WorkerStatus>;
export type WorkerEventName = keyof typeof EVENT_STATUS;

/**
 * The status of a worker for each state of its session; `null` if the newest event decides. A worker at a gate takes no
 * prompt.
 */
export const STATE_STATUS: Record<Status, WorkerStatus | null> = {
  spawning: null,
  working: 'working',
  awaiting_answer: 'idle',
  plan_ready: 'working',
  blocked: 'working',
  idle_done: 'idle',
  dead: 'terminated',
  unknown: null,
};

/** Events after which the agent does nothing until it gets a prompt. */
export const TURN_ENDS: readonly string[] = ['stop', 'session_end'];

/**
 * One line of a worker's event file. `ts` and `event` come first; tools have `tool` and `tool_input`, the start has
 * `cwd`.
 */
export const WorkerEvent = z.looseObject({ ts: z.optional(z.string()), event: z.string() });
export type WorkerEvent = z.infer<typeof WorkerEvent>;

/**
 * `<worker folder>/<session id>.meta`. The first five fields are those of the older tools. `session` is present if the
 * worker is a session of csd; `sessions_dir` is the folder of its sidecar.
 */
export const WorkerMeta = z.looseObject({
  tmux_name: z.string(),
  session_id: z.string(),
  cwd: z._default(z.string(), '/'),
  started_at: z.optional(z.string()),
  invocation: z.optional(z.array(z.string())),
  session: z.optional(Sidecar),
  sessions_dir: z.optional(z.string()),
});
export type WorkerMeta = z.infer<typeof WorkerMeta>;
