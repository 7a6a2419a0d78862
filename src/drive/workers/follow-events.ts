import type { WorkerEvent } from '../../contract/worker.ts';
import type { Context } from '../session/context.ts';
import { parseEvents, readEvents } from './event-file.ts';
import { noEvents, type Worker } from './find-worker.ts';

/** Which events: the newest `last`, of one `type`; `follow` continues with new ones. */
export interface EventsWanted {
  last?: number;
  type?: string;
  follow: boolean;
}

const POLL_MS = 100;

/**
 * The events of a worker, oldest first; throws `no_such_session` if it has no event file. Following ends with the file,
 * or when the context's signal aborts.
 */
export async function* followEvents(ctx: Context, worker: Worker, wanted: EventsWanted): AsyncGenerator<WorkerEvent> {
  const { files } = ctx;
  const isWanted = ({ event }: { event: WorkerEvent }) => wanted.type === undefined || event.event === wanted.type;
  const lines = await readEvents(ctx, worker.events);
  if (!lines) throw noEvents(worker);
  const chosen = lines.filter(isWanted);
  for (const { event } of wanted.last === undefined ? chosen : chosen.slice(chosen.length - wanted.last)) yield event;
  if (!wanted.follow) return;
  for (let at = lines.at(-1)?.end ?? 0; ; ) {
    const size = (await files.stat(worker.events))?.size;
    if (size === undefined) return;
    // Shorter than what was read: the worker was resumed and its file begun again.
    if (size < at) at = 0;
    const slice = size > at ? await files.readBack(worker.events, size - at, size) : undefined;
    const fresh = slice ? parseEvents(new TextDecoder().decode(slice.bytes), 1) : [];
    for (const line of fresh.filter(isWanted)) yield line.event;
    at += fresh.at(-1)?.end ?? 0;
    const goesOn = await ctx.clock.sleep(POLL_MS, ctx.signal).then(
      () => true,
      () => false,
    );
    if (!goesOn) return;
  }
}
