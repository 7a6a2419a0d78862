import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Sidecar } from '../../contract/session.ts';
import { sumUsage } from '../../detect/stream/count.ts';
import type { Context } from '../session/context.ts';
import { refuseUntrustedFolder, writePrivate } from '../session/files/private-files.ts';
import { addressOf } from '../session/panes/pane.ts';
import { pollUntil } from '../session/poll-until.ts';
import { streamFiles } from '../session/sidecars/stream-files.ts';
import { readPublished } from '../signals/stream-state.ts';
import type { LaunchPlan } from './plan.ts';

/** The command of the pane: this csd as the host of the agent; a private file has the rest. */
export async function planHost(ctx: Context, plan: LaunchPlan, again: boolean): Promise<string[]> {
  const { name, filesName: files_name, backend, program, args, realCwd: cwd, opening } = plan;
  const files = streamFiles(ctx, files_name);
  const last = again ? await readPublished(ctx, { name, files_name }) : undefined;
  const before = last
    ? { before: { usedBefore: sumUsage(last.stream), conversations: last.stream.conversations } }
    : {};
  const { socket, state, records, costs } = files;
  const session = { mark: randomBytes(3).toString('hex'), ...(opening === undefined ? {} : { opening }) };
  const start = {
    backend: backend.name,
    name,
    program,
    args,
    cwd,
    session,
    socket,
    state,
    records,
    costs,
    ...before,
  };
  await ctx.files.makePrivate(path.dirname(socket));
  await writePrivate(ctx, files.start, `${JSON.stringify(start)}\n`);
  await ctx.files.remove(state);
  return [...(ctx.program ?? ['csd']), 'stream-host', files.start];
}

/**
 * Waits until the agent accepts prompts, and returns its conversation if it has named one; stops waiting after
 * `withinMs`. Throws the error from `died` if it ended.
 */
export async function waitForHost(
  ctx: Context,
  sidecar: Sidecar,
  withinMs: number,
  died: (look: Awaited<ReturnType<Context['tmux']['look']>>[number]) => Promise<Error>,
): Promise<string | undefined> {
  const ready = await pollUntil(ctx, { withinMs, everyMs: POLL_MS }, async () => {
    const published = await readPublished(ctx, sidecar);
    if (published?.host === sidecar.pane_pid && published?.stream.ready) return published.stream;
    const [look] = await ctx.tmux.look([addressOf(sidecar)]);
    if (look?.kind === 'gone' || (look?.kind === 'seen' && look.capture.dead)) throw await died(look);
    return undefined;
  });
  return ready?.conversation;
}

const POLL_MS = 25;

/** Removes all files of a session's host. */
export async function removeStream(ctx: Context, name: string): Promise<void> {
  const { folder, socket } = streamFiles(ctx, name);
  for (const place of [path.dirname(folder), folder]) await refuseUntrustedFolder(ctx, place);
  await ctx.files.remove(socket);
  await ctx.files.removeFolder(folder);
}
