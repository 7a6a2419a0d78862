import { createHash } from 'node:crypto';
import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Context } from '../session/context.ts';
import { refuseUntrusted } from '../session/files/private-files.ts';
import { isOurPane, lookAtPanes } from '../session/panes/pane.ts';
import { listSidecars } from '../session/sidecars/sidecar-store.ts';
import type { LaunchRequest } from './request.ts';

/** How long a start waits for others of the same creator, ms. */
const WAIT_MS = 120_000;

/**
 * Runs `begin` if the creator has fewer sessions than `maxPerCreator`; otherwise throws `too_many_sessions`. Another
 * start for the same creator waits until `begin` has called back or failed, so that none is counted too late.
 */
export async function withinLimit<T>(
  ctx: Context,
  { mark, maxPerCreator: most }: LaunchRequest,
  begin: (onKept: () => void) => Promise<T>,
): Promise<T> {
  if (most === undefined) return begin(() => undefined);
  const creator = mark?.creator;
  const lock = path.join(ctx.sessionsDir, `.creator-${hash(creator ?? '')}.lock`);
  await refuseUntrusted(ctx, lock);
  const started: { outcome?: Promise<T> } = {};
  await ctx.files.withLock(lock, WAIT_MS, async () => {
    await refuseMore(ctx, creator, most);
    await new Promise<void>((kept) => {
      started.outcome = begin(kept);
      started.outcome.then(
        () => kept(),
        () => kept(),
      );
    });
  });
  return started.outcome as Promise<T>;
}

/** A session of which tmux reports nothing counts: it may be running. */
async function refuseMore(ctx: Context, creator: string | undefined, most: number): Promise<void> {
  const { sidecars } = await listSidecars(ctx);
  const own = sidecars.filter((one) => one.creator === creator && one.ended === undefined && !one.tracked);
  const looks = await lookAtPanes(ctx, own);
  const living = own.filter((sidecar, n) => {
    const look = looks[n];
    return look?.kind === 'failed' || (look?.kind === 'seen' && isOurPane(look.capture, sidecar) && !look.capture.dead);
  });
  if (living.length < most) return;
  const who = creator === undefined ? 'callers without a name' : `the creator ${JSON.stringify(creator)}`;
  const names = living.map(({ name }) => name);
  const message = `${who} may have ${most} sessions, and ${names.length} are already running: end one of ${names.slice(0, 20).join(', ')}`;
  throw new CsdError('too_many_sessions', message, { creator: creator ?? null, most, sessions: names });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
