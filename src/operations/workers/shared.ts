import * as z from 'zod/mini';
import { SessionName, type Sidecar } from '../../contract/session.ts';
import { WORKER_STATUSES } from '../../contract/worker.ts';
import { findBackend } from '../../drive/session/backend-of.ts';
import type { Context } from '../../drive/session/context.ts';
import { tmuxTarget } from '../../drive/workers/handoff.ts';
import type { LaunchedWorker } from '../../drive/workers/launch-worker.ts';
import { toFlags, toLaunchRequest, WORKER_START_FIELDS, WORKER_START_HELP } from '../start-flags.ts';

/** The one input field of the worker commands: its tmux name or its session id. */
export const WORKER_FIELDS = { worker: SessionName };
export const WORKER_HELP = { worker: 'tmux name or session id of the worker' };

/** Seconds to wait; a turn that is already over is returned at once. */
export function Seconds(fallback: number) {
  return z._default(z.number().check(z.gte(0, { error: 'a number of seconds' }), z.lte(86_400)), fallback);
}

/** Input of every command that starts a worker. */
export const START_WORKER_FIELDS = {
  name: SessionName,
  cwd: z.string().check(z.minLength(1, { error: 'the folder is empty' })),
};
export const START_WORKER_OPTIONS = {
  gated: z.optional(z.boolean()),
  ...WORKER_START_FIELDS,
};
export const START_WORKER_HELP = {
  name: 'name of the worker and of its tmux session',
  cwd: "the agent's folder, which it then trusts",
  gated: 'keep the permission checks on; answer them with approve-tool',
  ...WORKER_START_HELP,
};

/** The worker options in the drivers' form, without name and folder; throws `bad_input` for an unknown backend. */
export function toWorkerRequest(ctx: Context, input: WorkerOptions) {
  const { gated, ...given } = input;
  const start = Object.fromEntries(
    Object.keys(WORKER_START_FIELDS).map((name) => [name, given[name as keyof typeof given]]),
  );
  return {
    gated: gated ?? false,
    backend: findBackend(ctx, input.backend),
    start: toLaunchRequest(start, ctx),
    flags: toFlags(start),
  };
}

type WorkerOptions = z.infer<z.ZodMiniObject<typeof START_WORKER_OPTIONS>>;

/** The output for a started worker. */
export const StartedWorker = z.looseObject({
  name: z.string(),
  session_id: z.string(),
  cwd: z.string(),
  shim: z.string(),
  events_file: z.string(),
  reproduce: z.string(),
  how: z.enum(['launched', 'opened new pane', 'respawned existing pane']),
  attach: z.string(),
  marker_warning: z.optional(z.string()),
});
export type StartedWorker = z.infer<typeof StartedWorker>;

/** One worker in a list; `status` is a worker status. */
export const WorkerRow = z.looseObject({
  status: z.enum(WORKER_STATUSES),
  name: z.string(),
  session_id: z.string(),
  shim: z.string(),
  cwd: z.string(),
});

/** What a launch reports about its worker. */
export function toStarted(ctx: Context, launched: LaunchedWorker, how: StartedWorker['how']): StartedWorker {
  const { worker, reproduce, marker_warning } = launched;
  const { name, session_id, cwd } = worker.sidecar;
  return {
    name,
    session_id,
    cwd,
    shim: worker.shim,
    events_file: worker.events,
    reproduce,
    how,
    attach: attachTo(ctx, worker.sidecar),
    ...(marker_warning !== undefined && { marker_warning }),
  };
}

/** The command for a person to take over the worker's terminal. */
export function attachTo(ctx: Context, sidecar: Sidecar): string {
  return `tmux ${tmuxTarget(ctx, sidecar)}`;
}

/** The panel for people next to the shim's path. */
export function renderPanel(started: StartedWorker): string {
  const verb = started.how === 'launched' ? 'launched' : `adopted (${started.how})`;
  return [
    `Worker ${verb}.`,
    `  tmux:       ${started.name}`,
    `  session_id: ${started.session_id}`,
    `  cwd:        ${started.cwd}`,
    `  events:     ${started.events_file}`,
    `  attach:     ${started.attach}`,
    `  reproduce:  ${started.reproduce}`,
    ...(started.marker_warning === undefined ? [] : [`  note:       ${started.marker_warning}`]),
  ].join('\n');
}
