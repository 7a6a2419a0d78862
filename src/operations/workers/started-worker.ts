import * as z from 'zod/mini';
import type { Sidecar } from '../../contract/session.ts';
import { WORKER_STATUSES } from '../../contract/worker.ts';
import type { Context } from '../../drive/session/context.ts';
import { tmuxTarget } from '../../drive/workers/handoff.ts';
import type { LaunchedWorker } from '../../drive/workers/launch-worker.ts';

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
