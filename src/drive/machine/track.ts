import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import { SESSION_NAME } from '../../contract/names.ts';
import { SessionId, type Sidecar } from '../../contract/session.ts';
import type { PanePlace } from '../../ports/tmux.ts';
import { lookAt, lookOnce } from '../observe/look-at.ts';
import { readVersion } from '../session/agent-version.ts';
import type { Context } from '../session/context.ts';
import { refuseUntrusted } from '../session/files/private-files.ts';
import { checkName } from '../session/sidecars/session-names.ts';
import { findSidecar, listSidecars, saveSidecar, withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { pinConversation } from '../signals/open-transcript.ts';
import { forget } from '../spawn/kill/remove-session-files.ts';
import { type Discovery, discover, type FoundAgent } from './discover.ts';
import { draftOf, isShellFree, listDiscovered } from './found-agents.ts';

/** How long tracking waits for another process that tracks, ms. */
const LOCK_WAIT_MS = 30_000;

/** The session's name, and the socket of the server with the pane. */
export interface TrackOptions {
  name?: string;
  socket?: string;
}

/** An agent that could not be tracked, and why. */
export interface Skipped {
  [field: string]: unknown;
  pid: number;
  pane: string | null;
  code: string;
  error: string;
}

/**
 * Makes the running agent that `target` names a session, without a key and without a restart. The target is a pane
 * (`%5`, or `session:window.pane` or a session with one agent), a process or a conversation. Throws `no_such_agent`,
 * `ambiguous`, `already_tracked`, `no_pane` if no pane shows it, or `name_taken`.
 */
export async function track(ctx: Context, target: string, options: TrackOptions = {}): Promise<Sidecar> {
  if (options.name !== undefined) checkName(options.name);
  return withTrackLock(ctx, async () => {
    const wanted = await processOf(ctx, target);
    const found = await discover(ctx);
    const own = await ownServer(ctx);
    const socket = options.socket === undefined ? undefined : await socketOf(ctx, options.socket, found, own);
    return keep(ctx, choose(found, wanted, socket, own), options.name);
  });
}

/**
 * The process of a conversation; any other target, and an unknown conversation, unchanged. Some agents show their
 * conversation only in their files.
 */
async function processOf(ctx: Context, target: string): Promise<string> {
  if (!SessionId.safeParse(target).success) return target;
  const { agents } = await listDiscovered(ctx);
  const [only, ...more] = agents.filter(({ session_id }) => session_id === target);
  return only && more.length === 0 ? String(only.pid) : target;
}

/** Tracks every agent that a pane shows and that is not a session yet, in `cwd` or below it if given. */
export async function trackAll(ctx: Context, cwd?: string): Promise<{ sessions: Sidecar[]; skipped: Skipped[] }> {
  return withTrackLock(ctx, async () => {
    const sessions: Sidecar[] = [];
    const skipped: Skipped[] = [];
    for (const found of (await discover(ctx)).agents) {
      if (!found.place || found.owner) continue;
      const { cwd: folder } = await draftOf(ctx, found);
      if (cwd !== undefined && folder !== cwd && !folder.startsWith(`${cwd}/`)) continue;
      try {
        sessions.push(await keep(ctx, found, undefined));
      } catch (error) {
        if (!(error instanceof CsdError)) throw error;
        skipped.push({ pid: found.process.pid, pane: found.place.pane, code: error.code, error: error.message });
      }
    }
    return { sessions, skipped };
  });
}

/**
 * Forgets a session that csd did not start, and leaves its agent running. Throws `no_such_session` or `not_tracked`.
 */
export async function untrack(ctx: Context, name: string): Promise<Sidecar> {
  return withSidecarLock(ctx, name, async () => {
    const sidecar = await findSidecar(ctx, name);
    if (!sidecar) {
      const message = `no session named ${JSON.stringify(name)}: \`csd ps\` lists the sessions`;
      throw new CsdError('no_such_session', message);
    }
    if (!sidecar.tracked) {
      const message = `csd started session ${name} itself, so nothing else would end it: use \`csd kill ${name}\``;
      throw new CsdError('not_tracked', message);
    }
    await forget(ctx, sidecar);
    return sidecar;
  });
}

/** Runs `body` while no other process of this user searches for an agent to track. */
export async function withTrackLock<T>(ctx: Context, body: () => Promise<T>): Promise<T> {
  const lock = path.join(ctx.sessionsDir, '.track.lock');
  await refuseUntrusted(ctx, lock);
  return ctx.files.withLock(lock, LOCK_WAIT_MS, body);
}

async function ownServer(ctx: Context): Promise<string> {
  return ctx.files.realPath(ctx.tmux.ownServer());
}

/** The real path of a socket; one without a folder can also be the name of a server, as `tmux -L` takes it. */
async function socketOf(ctx: Context, given: string, { panes, silent }: Discovery, own: string): Promise<string> {
  const socket = await ctx.files.realPath(given);
  const isKnown = [...panes, ...silent].some((one) => one.socket === socket);
  return isKnown || given.includes('/') ? socket : ctx.files.realPath(path.join(path.dirname(own), given));
}

/** The one agent that the target means. */
function choose(found: Discovery, target: string, socket: string | undefined, own: string): FoundAgent {
  const { agents, panes, silent } = found;
  const there = agents.filter(({ place }) => socket === undefined || place?.socket === socket);
  const meant = there.filter((one) => isMeant(one, target));
  // Ids and names of panes repeat on each server: those of the caller's own server take precedence.
  const near = meant.filter(({ place }) => place?.socket === own);
  const matches = near.length > 0 ? near : meant;
  const [only, ...more] = matches;
  // If that pane of the caller's own server runs no agent, the target does not mean the same pane of another server.
  const isElsewhere = socket === undefined && near.length === 0 && matches.some(({ place }) => isPlace(place, target));
  if (isElsewhere && panes.some((place) => place.socket === own && isPlace(place, target))) {
    const message = `${JSON.stringify(target)} runs no agent on this tmux server, but runs one on another: give the process, or that server with --socket`;
    throw new CsdError('ambiguous', message, { agents: matches.map(summarise) });
  }
  if (only && more.length === 0) return only;
  const data = { agents: (only ? matches : there).map(summarise) };
  if (only) {
    const message = `${matches.length} agents match ${JSON.stringify(target)}: give the process, or the server with --socket`;
    throw new CsdError('ambiguous', message, data);
  }
  const servers = new Set([...panes, ...silent].map((one) => one.socket));
  if (socket !== undefined && !servers.has(socket)) {
    const message = `no tmux server listens at ${JSON.stringify(socket)}: csd finds servers at ${[...servers].join(', ') || 'no socket'}`;
    throw new CsdError('no_such_agent', message, data);
  }
  const unread = silent.map((one) => `; the tmux server ${one.socket} did not answer: ${one.reason}`).join('');
  const message = `no agent in a tmux pane matches ${JSON.stringify(target)}: \`csd discover\` lists those that run${unread}`;
  throw new CsdError('no_such_agent', message, data);
}

function isMeant({ process, place, background, status, role }: FoundAgent, target: string): boolean {
  const id = status?.sessionId ?? (role.kind === 'screen' ? role.sessionId : undefined);
  if (id === target || background?.id === target) return true;
  if (/^\d+$/.test(target)) return [process.pid, background?.process.pid, place?.pid].includes(Number(target));
  return isPlace(place, target);
}

function isPlace(place: PanePlace | undefined, target: string): boolean {
  if (!place) return false;
  const { session, linked, window, index, pane } = place;
  return [pane, session, ...linked, `${session}:${window}`, `${session}:${window}.${index}`].includes(target);
}

function summarise({ backend, process, place, background }: FoundAgent) {
  const where = place && { pane: place.pane, tmux_session: place.session, tmux_socket: place.socket };
  return { backend: backend.name, pid: process.pid, ...where, ...(background && { background_id: background.id }) };
}

/** Writes the sidecar of a found agent; the caller holds the lock. */
async function keep(ctx: Context, found: FoundAgent, name: string | undefined): Promise<Sidecar> {
  const { place, background, owner } = found;
  if (owner) throw alreadyTracked(found, owner);
  if (!place) {
    const id = background?.id ?? found.process.pid;
    const message = `the background session ${id} is not shown in a pane: \`csd track --attach ${id}\` opens it in one`;
    throw new CsdError('no_pane', message, { background_id: background?.id });
  }
  const begun = await sessionBeingStarted(ctx, place);
  if (begun) throw alreadyTracked(found, begun);
  const draft = { ...(await draftOf(ctx, found)), shell_free: await isShellFree(ctx, found) };
  const version = draft.backend_version ?? (await versionOf(ctx, found));
  const sidecar = { ...draft, backend_version: version };
  const kept = await saveUnderFreeName(ctx, sidecar, name);
  return pinConversation(ctx, await lookAt(ctx, kept));
}

/** A csd that has just created the pane holds the lock of its name until the sidecar is written: this waits for it. */
async function sessionBeingStarted(
  ctx: Context,
  { session, pane, pid }: { session: string; pane: string; pid: number },
) {
  if (!SESSION_NAME.test(session)) return undefined;
  const { sidecars } = await withSidecarLock(ctx, session, () => listSidecars(ctx));
  return sidecars.find((one) => !one.tracked && one.pane === pane && one.pane_pid === pid);
}

/** The release of the running program. */
async function versionOf(ctx: Context, { backend, process, background }: FoundAgent): Promise<string | null> {
  const { words, program } = background?.process ?? process;
  const isOwn = program !== undefined && backend.processes.role([program], program) !== undefined;
  const called = isOwn ? program : words[0]?.startsWith('/') ? words[0] : undefined;
  return called === undefined ? null : readVersion(ctx, backend, called);
}

/** Saves under the requested name, or under the default name with a number if that is taken. */
export async function saveUnderFreeName(ctx: Context, sidecar: Sidecar, wanted: string | undefined): Promise<Sidecar> {
  for (let n = 1; ; n++) {
    const name = wanted ?? (n === 1 ? sidecar.name : `${sidecar.name}-${n}`);
    const saved = await withSidecarLock(ctx, name, async () => {
      const old = await findSidecar(ctx, name);
      if (old && (await isAlive(ctx, old))) return undefined;
      if (old) await forget(ctx, old);
      await saveSidecar(ctx, { ...sidecar, name });
      return { ...sidecar, name };
    });
    if (saved) return saved;
    if (wanted !== undefined) {
      const message = `a session named ${JSON.stringify(name)} already exists: choose another name`;
      throw new CsdError('name_taken', message);
    }
  }
}

/** A session that csd started may have left a pane with its last screen: only a tracked one releases its name. */
async function isAlive(ctx: Context, old: Sidecar): Promise<boolean> {
  if (!old.tracked) return true;
  return (await lookOnce(ctx, old)).alive;
}

function alreadyTracked({ process, place }: FoundAgent, owner: Sidecar): CsdError {
  const what = place ? `the agent in the pane ${place.pane}` : `the agent ${process.pid}`;
  const remedy = owner.tracked ? `, or \`csd untrack ${owner.name}\` first` : '';
  const message = `${what} is already session ${owner.name}: use that name${remedy}`;
  return new CsdError('already_tracked', message, { session: owner.name });
}
