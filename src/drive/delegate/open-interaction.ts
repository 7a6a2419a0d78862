import path from 'node:path';
import type { Delegate } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { readSmall } from '../session/files/look-budget.ts';
import { isTrusted, refuseUntrusted, refuseUntrustedFolder } from '../session/files/private-files.ts';
import { isMoment } from '../session/moment.ts';
import { type OpenInteraction, openFile, openFolder, writeOpen } from '../session/sidecars/open-record.ts';
import { checkName } from '../session/sidecars/session-names.ts';
import { findSidecar, saveSidecar, withSidecarLock } from '../session/sidecars/sidecar-store.ts';

/** A session to which tasks are delegated. */
export type Delegated = Sidecar & { delegate: Delegate };

/** How long to wait for another csd's check of the limits, ms. */
const WAIT_MS = 3000;

/** Throws `not_a_delegate` for a session that is not a delegate. */
export function requireDelegate(sidecar: Sidecar): Delegated {
  const { delegate, name } = sidecar;
  if (delegate) return { ...sidecar, delegate };
  const message = `session ${name} is not a delegate: it was not started with \`csd delegate\`, so it has no limits; send to it with \`csd send ${name}\``;
  throw new CsdError('not_a_delegate', message, { session: name });
}

/** Changes the delegate's record; throws `no_such_session` if it is gone. */
export async function updateDelegate(
  ctx: Context,
  name: string,
  change: (delegate: Delegate) => Delegate,
): Promise<Delegated> {
  return withSidecarLock(ctx, name, async () => {
    const now = await findSidecar(ctx, name);
    if (!now) throw new CsdError('no_such_session', `session ${name} was killed in the meantime`);
    const { delegate } = requireDelegate(now);
    const changed = { ...now, delegate: change(delegate) };
    await saveSidecar(ctx, changed);
    return changed;
  });
}

/**
 * Runs `body` while only this process follows a delegate; throws `locked` if another one does. A process that is killed
 * leaves the interaction open, and its lock to the next csd.
 */
export async function withInteraction<T>(
  ctx: Context,
  name: string,
  body: () => Promise<T>,
  waitMs = WAIT_MS,
): Promise<T> {
  await refuseUntrustedFolder(ctx, openFolder(ctx));
  await ctx.files.makePrivate(openFolder(ctx));
  const lock = path.join(openFolder(ctx), `${checkName(name)}.lock`);
  await refuseUntrusted(ctx, lock);
  return ctx.files.withLock(lock, waitMs, body);
}

/** Records that an interaction continues, so that its limits are enforced even if this process ends. */
export async function openInteraction(
  ctx: Context,
  name: string,
  open: Required<Pick<OpenInteraction, 'begun_at' | 'timed'>>,
): Promise<void> {
  await writeOpen(ctx, name, open);
}

/** Removes that record once the interaction is over. */
export async function closeInteraction(ctx: Context, name: string): Promise<void> {
  await ctx.files.remove(openFile(ctx, name));
}

/** The open interaction with a delegate, whichever process follows it. */
export async function findOpen(ctx: Context, name: string): Promise<OpenInteraction | undefined> {
  const file = openFile(ctx, name);
  if (!(await isTrusted(ctx, file))) return undefined;
  try {
    const open = JSON.parse((await readSmall(ctx.files, file)) ?? '') as OpenInteraction;
    const { begun_at, timed, quiet } = open;
    const areMoments = [timed, quiet].every((moment) => moment === undefined || isMoment(moment));
    return Number.isFinite(begun_at) && areMoments ? open : undefined;
  } catch {
    return undefined;
  }
}

/** The interaction with a delegate that is not over. */
export async function findAtWork(ctx: Context, name: string): Promise<OpenInteraction | undefined> {
  const open = await findOpen(ctx, name);
  return open?.rests ? undefined : open;
}

/** The error for a caller that wants something else from a working delegate. */
export function atWork(name: string, data: object = {}): CsdError {
  const text = `the delegate ${name} is at work: wait for it with \`csd wait ${name}\`, or cut it off with \`csd interrupt ${name}\`; nothing was sent`;
  return new CsdError('not_ready', text, { session: name, ...data });
}
