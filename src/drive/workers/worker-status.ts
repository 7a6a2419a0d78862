import type { State } from '../../contract/state.ts';
import { EVENT_STATUS, STATE_STATUS, type WorkerEventName, type WorkerStatus } from '../../contract/worker.ts';
import { screenOf } from '../../detect/verdict/signals.ts';
import { observe } from '../observe/observe.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { lastEvent } from './event-file.ts';
import type { Worker } from './find-worker.ts';

/** What a worker is doing, in one word, and the full state. */
export interface WorkerReport {
  status: WorkerStatus;
  state: State;
}

/**
 * Judges workers from one look at all. The detector decides; if the screen shows no agent that csd knows, as for
 * another tool's session, the newest event does.
 */
export async function reportOn(ctx: Context, workers: Worker[]): Promise<(WorkerReport & { worker: Worker })[]> {
  const seen = await observe(
    ctx,
    workers.map(({ sidecar }) => sidecar),
  );
  return Promise.all(
    workers.map(async (worker, n) => {
      const observation = seen[n];
      const state: State = observation?.verdict.state ?? { status: 'unknown', reason: 'not observed' };
      return { worker, state, status: observation ? await statusOf(ctx, worker, observation) : 'unknown' };
    }),
  );
}

/** The status for one look at a worker. */
export async function statusOf(ctx: Context, worker: Worker, seen: Observation): Promise<WorkerStatus> {
  if (isGone(seen)) return 'gone';
  const { state } = seen.verdict;
  if (isJudged(worker, seen)) return STATE_STATUS[state.status] ?? 'idle';
  const newest = (await lastEvent(ctx, worker.events))?.event ?? '';
  return Object.hasOwn(EVENT_STATUS, newest) ? EVENT_STATUS[newest as WorkerEventName] : 'unknown';
}

/**
 * True if the detector's verdict on this worker counts: it sees an agent, or the end of one that csd itself had
 * started.
 */
export function isJudged({ sidecar }: Worker, { verdict, signals, stream }: Observation): boolean {
  const pinned = sidecar.pane_pid !== undefined;
  const { status } = verdict.state;
  if (status === 'unknown') return false;
  if (status === 'dead') return pinned;
  if (stream) return true;
  const screen = screenOf(signals.screen);
  if (screen?.composer !== undefined) return true;
  return status !== 'spawning' && (pinned || screen?.menu !== undefined || screen?.activity !== undefined);
}

/** True if no pane exists any more in which the agent's last screen could be read. */
function isGone({ verdict, pane }: Observation): boolean {
  return verdict.state.status === 'dead' && pane === undefined;
}
