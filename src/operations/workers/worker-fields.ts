import * as z from 'zod/mini';
import { SessionName } from '../../contract/session.ts';
import { findBackend } from '../../drive/session/backend-of.ts';
import type { Context } from '../../drive/session/context.ts';
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
