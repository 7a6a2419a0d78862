import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import { type Entry, toEntry } from '../observe/list-sessions.ts';
import { observe } from '../observe/observe.ts';
import type { Context } from '../session/context.ts';
import { isShell } from '../session/panes/pane.ts';
import { defaultName } from '../session/sidecars/session-names.ts';
import { type Discovery, discover, type FoundAgent } from './discover.ts';

/**
 * An agent in the output of `discover`. `state` only if a pane shows it; `name` is the session's, or the one it would
 * get.
 */
export interface Discovered {
  [field: string]: unknown;
  name: string;
  kind: 'pane' | 'background';
  backend: string;
  pid: number;
  cwd: string;
  session_id: string | null;
  title: string | null;
  backend_version: string | null;
  config_dir: string;
  pane: string | null;
  pane_pid: number | null;
  tmux_session: string | null;
  tmux_window: string | null;
  tmux_socket: string | null;
  background_id: string | null;
  /** Its csd session; `null` if csd does not know it yet. */
  session: string | null;
  state: State | null;
  /** When the agent started, s since 1970. */
  created: number | string;
  /** The status that the agent reports, if no pane shows it. */
  reported: string | null;
}

/**
 * Every running agent, as `discover` shows it, from one look at all panes. `cwd` keeps only agents in that folder or
 * below it.
 */
export async function listDiscovered(
  ctx: Context,
  cwd?: string,
): Promise<{ agents: Discovered[]; silent: Discovery['silent'] }> {
  const { agents, silent } = await discover(ctx);
  const drafts = await Promise.all(agents.map(async (found) => ({ found, draft: await draftOf(ctx, found) })));
  const wanted = cwd === undefined ? drafts : drafts.filter(({ draft }) => isWithin(draft.cwd, cwd));
  const shown = wanted.filter(({ found }) => found.place !== undefined);
  const seen = await observe(
    ctx,
    shown.map(({ found, draft }) => found.owner ?? draft),
  );
  const states = new Map(shown.map(({ found }, n) => [found, seen[n]?.verdict.state]));
  const paths = new Map(
    shown.map(({ found }, n) => {
      const transcript = seen[n]?.signals.transcript;
      return [found, transcript?.kind === 'read' ? transcript.path : undefined];
    }),
  );
  const listed = wanted.map(({ found, draft }) => describe(found, draft, states.get(found), paths.get(found)));
  return { agents: listed, silent };
}

/** The agents that are not sessions yet, as entries of the session list, with the names that they would get. */
export async function listUntracked(ctx: Context): Promise<Entry[]> {
  const { agents } = await listDiscovered(ctx);
  return agents.flatMap((agent) => {
    if (agent.session !== null) return [];
    const { name, session_id, cwd, backend, backend_version, config_dir, pane, pane_pid, tmux_socket, pid } = agent;
    const reason = `it runs in the background, not in a pane; the agent says ${agent.reported ?? 'nothing'}`;
    const state: State = agent.state ?? { status: 'unknown', reason };
    const fields = { name, session_id: session_id ?? '', cwd, backend, jsonl_path: null, permission_mode: null };
    const place = pane === null || pane_pid === null ? {} : { pane, pane_pid };
    const background = agent.background_id === null ? {} : { background_id: agent.background_id };
    const more = { backend_version, created: agent.created, config_dir, ...place, ...background };
    const socket = tmux_socket === null ? {} : { tmux_socket };
    const sidecar = { ...fields, ...more, ...socket, agent_pid: pid, tracked: false };
    return [toEntry({ sidecar, alive: true, state })];
  });
}

function describe(found: FoundAgent, draft: Sidecar, state: State | undefined, path: string | undefined): Discovered {
  const { place, owner, status, background, backend } = found;
  const held = path === undefined ? undefined : backend.transcript.held?.record(path);
  return {
    name: owner?.name ?? draft.name,
    kind: background ? 'background' : 'pane',
    backend: backend.name,
    pid: background?.process.pid ?? found.process.pid,
    cwd: draft.cwd,
    session_id: (held ?? draft.session_id) || null,
    title: status?.title ?? null,
    backend_version: draft.backend_version,
    config_dir: found.configDir,
    pane: place?.pane ?? null,
    pane_pid: place?.pid ?? null,
    tmux_session: place?.session ?? null,
    tmux_window: place ? `${place.window}.${place.index} ${place.windowName}` : null,
    tmux_socket: place?.socket ?? null,
    background_id: background?.id ?? null,
    session: owner?.name ?? null,
    created: draft.created,
    state: state ?? null,
    reported: place ? null : (status?.status ?? null),
  };
}

function isWithin(folder: string, parent: string): boolean {
  return folder === parent || folder.startsWith(parent.endsWith('/') ? parent : `${parent}/`);
}

/** The sidecar that the agent would have as a session, with the version of its status, if it publishes one. */
export async function draftOf(ctx: Context, found: FoundAgent, name?: string): Promise<Sidecar> {
  const { backend, process, role, status, place, carrier, background, configDir } = found;
  const agent = background?.process ?? process;
  const cwd = status?.cwd ?? (await ctx.processes.place(agent.pid)).folder ?? place?.folder ?? '/';
  const sessionId = status?.sessionId ?? (role.kind === 'screen' ? role.sessionId : undefined) ?? '';
  return {
    name: name ?? defaultName(cwd, sessionId || String(agent.pid)),
    session_id: sessionId,
    cwd,
    backend: backend.name,
    jsonl_path: null,
    permission_mode: null,
    backend_version: status?.version ?? null,
    created: Math.floor((status?.startedAt ?? agent.since) / 1000),
    ...(place && {
      pane: place.pane,
      pane_pid: place.pid,
      tmux_socket: place.socket,
      ...(/^[\w-]+$/.test(place.session) && { tmux_session: place.session }),
      agent_pid: process.pid,
      agent_start: process.mark,
    }),
    config_dir: configDir,
    tracked: true,
    ...(carrier && { carrier_pid: carrier.pid, carrier_start: carrier.mark }),
    ...(background && { background_id: background.id, background_pid: agent.pid }),
  };
}

/**
 * True if the pane's foreground is not a shell while the agent has it: a shell there then means that the agent does
 * not.
 */
export async function isShellFree(ctx: Context, { place }: FoundAgent): Promise<boolean> {
  if (!place) return false;
  const [look] = await ctx.tmux.look([{ socket: place.socket, target: place.pane }]);
  return look?.kind === 'seen' && !isShell(look.capture.command);
}
