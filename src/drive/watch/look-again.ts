import { turnOf } from '../../detect/verdict/signals.ts';
import { LOOK_AGAIN_MS } from '../observe/observe.ts';
import { isAheadOfFiles, isUnclear } from '../observe/unclear.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { lifeLockOf, lockOf } from '../session/sidecars/sidecar-store.ts';
import type { Schedule } from './schedule.ts';
import type { WatchedSession } from './watched-session.ts';

/**
 * How long after the previous look to look again at a session whose signals announce a gate, in ms; and for how long.
 */
export const ANNOUNCED_MS = 30;
const ANNOUNCED_FOR_MS = 3000;

/**
 * The pauses between looks at a session whose agent runs one of its own commands, before that counts as work, in ms.
 */
const COMMAND_LOOKS_MS = [60, 120, 240, 300, 400, 400, 500, 500, 500];

/**
 * The number of looks at a session that a csd is ending before it counts as dead, and the pause between them, in ms.
 */
const ENDING_LOOKS = 24;
const ENDING_MS = 250;

/**
 * A signal announces a gate that is not drawn yet: the agent's status waits (on 2.1.332 it does so 0.5 s before the
 * dialog), or its transcript has an open call that asks the person.
 */
export function isAnnounced(ctx: Context, { seen, sidecar }: WatchedSession): boolean {
  if (seen?.signals.screen.kind !== 'seen') return false;
  // A gate that is not in the state is still being drawn.
  if (seen.signals.screen.screen.menu) return seen.verdict.state.status === 'working';
  const { statusFile, transcript } = seen.signals;
  const isRecent = (time: number) => Math.abs(ctx.clock.now() - time) < ANNOUNCED_FOR_MS;
  if (statusFile.kind === 'read' && statusFile.status.status === 'waiting')
    return isRecent(statusFile.status.updatedAt);
  const turn = turnOf(transcript);
  const { questionTool } = ctx.backends.get(sidecar.backend)?.gates ?? {};
  return turn?.openTools.some(({ name }) => name === questionTool) === true && isRecent(turn.lastAt ?? 0);
}

/** A session with its newest observation and its schedule. */
interface Looked {
  session: WatchedSession;
  schedule: Schedule;
  seen: Observation;
}

/** Its agent is gone while a csd ends or restarts it, holding its lock: that csd will soon report which. */
export async function isBeingEnded(ctx: Context, { session, schedule, seen }: Looked): Promise<boolean> {
  const { known, name } = session;
  if (seen.verdict.state.status !== 'dead' || known === undefined || known.state.status === 'dead') return false;
  const locks = [lockOf(ctx, name), lifeLockOf(ctx, name)];
  const held = await Promise.all(locks.map((lock) => ctx.files.stat(lock)));
  if (held.every((file) => file === undefined)) return false;
  if (schedule.unclear++ > ENDING_LOOKS) return false;
  schedule.lookAgainBy(ctx.clock.elapsed() + ENDING_MS);
  return true;
}

/** A screen between two redraws, or a tmux that did not answer, is checked again before it is reported. */
export function isPassing(ctx: Context, { session, schedule, seen }: Looked): boolean {
  const unsure = seen.signals.liveness.kind === 'unsure' && session.known !== undefined;
  const { status } = session.known?.state ?? {};
  if (!(isUnclear(seen) || unsure) || status === 'unknown') return false;
  // One of the agent's own commands takes its time, and is not a turn to report.
  const pauses = seen.verdict.state.status === 'working' ? COMMAND_LOOKS_MS : LOOK_AGAIN_MS;
  const mayTell = status === 'working' && !isAheadOfFiles(seen);
  const pause = mayTell ? undefined : pauses[schedule.unclear++];
  if (pause === undefined) return false;
  schedule.lookAgainBy(ctx.clock.elapsed() + pause);
  return true;
}
