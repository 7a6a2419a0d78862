import path from 'node:path';
import type { Event, Watched } from '../contract/event.ts';
import type { Context } from './context.ts';

/** How often every mirrored state is written anew, so that a reader sees that its writer still lives, ms. */
export const MIRROR_BEAT_MS = 10_000;

/**
 * Keeps one file `NAME.json` per session in the folder, `{"pid", "at", "session", "alive", "since", "state"}`, written
 * whole: `at` (ms since 1970) is at most a beat old while this process, `pid`, lives. A session's file goes with the
 * session, and all go when the events end. Files that a dead process left there are removed first.
 */
export async function mirrorStates(
  ctx: Context,
  folder: string,
  pid: number,
  events: AsyncIterable<Event>,
  onSnapshot: () => void = () => undefined,
): Promise<void> {
  await clear(ctx, folder);
  const sessions = new Map<string, Watched>();
  const fileOf = (session: string) => path.join(folder, `${session}.json`);
  const write = async (seen: Watched) => {
    const { session, alive, since, state } = seen;
    const line = JSON.stringify({ pid, at: ctx.clock.now(), session, alive, since, state });
    await ctx.files.writeAtomic(fileOf(session), `${line}\n`);
  };
  const keep = async (seen: Watched) => {
    sessions.set(seen.session, seen);
    await write(seen);
  };
  const forget = async (session: string) => {
    sessions.delete(session);
    await ctx.files.remove(fileOf(session));
  };
  const apply = async (event: Event) => {
    if (event.type === 'appeared' || event.type === 'changed') return keep(event);
    if (event.type === 'gone') return forget(event.session);
    if (event.type !== 'snapshot') return;
    const there = new Set(event.sessions.map(({ session }) => session));
    for (const session of [...sessions.keys()]) if (!there.has(session)) await forget(session);
    for (const seen of event.sessions) await keep(seen);
    onSnapshot();
  };

  // One write after the other: a beat must not put an older state over a newer one.
  let last: Promise<void> = Promise.resolve();
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    last = last.then(step);
    return last;
  };
  const over = new AbortController();
  const beat = async () => {
    while (!over.signal.aborted) {
      await ctx.clock.sleep(MIRROR_BEAT_MS, over.signal).catch(() => undefined);
      if (over.signal.aborted) return;
      for (const session of [...sessions.keys()])
        await inTurn(async () => {
          const seen = sessions.get(session);
          if (seen !== undefined) await write(seen);
        });
    }
  };
  const follow = async () => {
    for await (const event of events) await inTurn(() => apply(event));
  };
  try {
    await Promise.race([follow(), beat().then(() => undefined)]);
  } finally {
    over.abort();
    await last.catch(() => undefined);
    for (const session of sessions.keys()) await ctx.files.remove(fileOf(session));
  }
}

/** What an earlier process left in the folder, drafts of its writing among it. */
async function clear(ctx: Context, folder: string): Promise<void> {
  for (const name of await ctx.files.list(folder))
    if (/\.(json|tmp)$/.test(name)) await ctx.files.remove(path.join(folder, name));
}
