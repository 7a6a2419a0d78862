import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { Context } from '../session/context.ts';
import { isOwnFile } from '../session/files/private-files.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { locateTranscript, readStatusFile } from '../signals/locate-transcript.ts';
import { Neighbours } from '../signals/neighbour-transcripts.ts';
import { locateBegun } from '../signals/open-transcript.ts';
import { readPublished } from '../signals/stream-state.ts';
import { readTap, type ToldConversation } from './tap-files.ts';

/** How many transcripts of the folder to examine, newest first. */
const MOST = 200;

/**
 * The transcripts of a session's conversations, oldest first: from its start, and after each `/clear`. `current` is the
 * one that the session has now, if it is known, and comes last even if it was left before. They are found through the
 * agent's reports to its status line and through records that name the process that wrote them; no guess beyond that.
 * For an agent that chooses its own ids only `current`, or else the one that the session was known to have last.
 */
export async function conversationFiles(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  current: string | undefined,
): Promise<string[]> {
  return (await datedConversations(ctx, sidecar, backend, current)).map(({ path }) => path);
}

/**
 * A conversation of a session: `since` when the session has it, ms since 1970, to the second, if that is known;
 * `isOwn`: from its start. `isBack`: it was left for another one before.
 */
export interface DatedConversation {
  path: string;
  since?: number;
  isOwn?: true;
  isBack?: true;
}

/** The same transcripts in the same order, each with what is known about when the session has had it. */
export async function datedConversations(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  current: string | undefined,
): Promise<DatedConversation[]> {
  const { held } = backend.transcript;
  if (held) {
    const path = current ?? (await locateTranscript(ctx, sidecar, backend, undefined));
    return path === undefined ? [] : [{ path, isOwn: true }];
  }
  const told = isStream(sidecar) ? await streamConversations(ctx, sidecar) : await tapConversations(ctx, sidecar);
  const heard = await Promise.all(
    told.map(async ({ id, since, isBack }) => ({
      path: await locateTranscript(ctx, sidecar, backend, id),
      ...(since === undefined ? {} : { since }),
      ...(isBack && { isBack }),
    })),
  );
  const first = await locateTranscript(ctx, sidecar, backend, undefined);
  const earlier = await Promise.all((sidecar.earlier ?? []).map((id) => locateTranscript(ctx, sidecar, backend, id)));
  const written = told.length > 0 || first === undefined ? [] : await writtenBy(ctx, sidecar, backend, first);
  // A resumed session is known by the conversation that it continued, and others came before.
  const own = [...earlier, first];
  const before = own.filter((path) => !heard.some((one) => one.path === path));
  const all: { path: string | undefined; since?: number; isBack?: true }[] = [
    ...before.map((path) => ({ path })),
    ...heard,
    ...written.map((path) => ({ path })),
  ];
  const place = all.findIndex(({ path }) => path === current);
  // One that is not the last although the session has it now: the report of its return is still to come.
  const isBack = place !== -1 && place < all.length - 1;
  const last = { path: current, ...all[place], ...(isBack && ({ isBack } as const)) };
  const found = new Map<string, DatedConversation>();
  for (const { path, ...when } of [...all.filter((one) => one.path !== current), last])
    if (path !== undefined && !found.has(path))
      found.set(path, { path, ...when, ...(own.includes(path) && ({ isOwn: true } as const)) });
  const checked = await Promise.all(
    [...found.values()].map(async (one) => ((await isOwnFile(ctx, one.path)) ? [one] : [])),
  );
  return checked.flat();
}

/**
 * The same with every conversation in which the session has worked, for limits that count all of it: for an agent that
 * chooses its own ids, `current`, those that it had before as far as csd has seen them, and those that it has open and
 * began in this session.
 */
export async function workedFiles(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  current: string | undefined,
): Promise<string[]> {
  const newest = await conversationFiles(ctx, sidecar, backend, current);
  const { held: grammar } = backend.transcript;
  if (!grammar) return newest;
  const { agent_pid, pane_pid, earlier = [], session_id } = sidecar;
  const pid = agent_pid ?? pane_pid;
  const isOpen = pid !== undefined && ctx.processes.isAlive(pid);
  const open = isOpen ? await locateBegun(ctx, sidecar, { backend, grammar, pid }) : [];
  const known = await Promise.all([...earlier, session_id].map((id) => locateTranscript(ctx, sidecar, backend, id)));
  const before = [...known.flatMap((path) => path ?? []), ...open].filter((path) => !newest.includes(path));
  return [...new Set(before), ...newest];
}

/**
 * The transcript that a living agent writes, by its status file: a person may have opened a conversation that nothing
 * else names.
 */
export async function findCurrent(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<string | undefined> {
  const pid = sidecar.agent_pid ?? sidecar.pane_pid;
  if (backend.transcript.held || pid === undefined || !ctx.processes.isAlive(pid)) return undefined;
  const status = await readStatusFile(ctx, sidecar, backend, pid);
  return status.kind === 'read' ? locateTranscript(ctx, sidecar, backend, status.status.sessionId) : undefined;
}

async function tapConversations(ctx: Context, sidecar: Sidecar): Promise<ToldConversation[]> {
  const tap = await readTap(ctx, sidecar);
  return tap.kind === 'told' ? tap.conversations : [];
}

async function streamConversations(ctx: Context, sidecar: Sidecar): Promise<ToldConversation[]> {
  const { conversations = [] } = (await readPublished(ctx, sidecar))?.stream ?? {};
  return conversations.map((id) => ({ id }));
}

/**
 * Transcripts next to the first one whose newest records were written by the process that was started with its
 * conversation, oldest first.
 */
async function writtenBy(ctx: Context, sidecar: Sidecar, backend: Backend, first: string): Promise<string[]> {
  const neighbours = new Neighbours(ctx.files);
  const others = (await neighbours.nextTo(first)).filter(({ path }) => path !== first).slice(0, MOST);
  const found = await Promise.all(
    others.map(async ({ path, modifiedAt }) => {
      const { writers } = await neighbours.ending(path, backend);
      // A fork begins with records of its parent.
      const [newest] = writers.toSorted((a, b) => b.at - a.at);
      return newest?.writer === sidecar.session_id ? [{ path, modifiedAt }] : [];
    }),
  );
  return found
    .flat()
    .sort((a, b) => a.modifiedAt - b.modifiedAt)
    .map(({ path }) => path);
}
