import { parseJson } from '../../contract/json.ts';
import { CONVERSATION_ID } from '../../contract/names.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend, StatusFact } from '../../detect/agent/backend.ts';
import type { AgentRole } from '../../detect/agent/process-grammar.ts';
import type { ProcessFacts } from '../../ports/processes.ts';
import type { PanePlace } from '../../ports/tmux.ts';
import type { Context } from '../session/context.ts';
import { readOwn } from '../session/files/private-files.ts';
import { listSidecars } from '../session/sidecars/sidecar-store.ts';

/** An agent that runs on this machine, no matter who started it. */
export interface FoundAgent {
  backend: Backend;
  /** The process that gets what is typed into the pane; for a background session without a pane, the agent. */
  process: ProcessFacts;
  role: AgentRole;
  configDir: string;
  /** The status that the agent publishes, if it does. */
  status?: StatusFact;
  /** The pane in which it runs or which shows it, if any, and the process that passes on the input there. */
  place?: PanePlace;
  carrier?: ProcessFacts;
  /** The process and the id of a background session. */
  background?: { process: ProcessFacts; id: string };
  /** The csd session that already has the pane. */
  owner?: Sidecar;
}

/** What was found, the panes that were examined, and the servers that did not answer. */
export interface Discovery {
  agents: FoundAgent[];
  panes: PanePlace[];
  silent: { socket: string; reason: string }[];
}

/** A process that is an agent, by its arguments or by the agent's own file about it. */
interface Candidate {
  backend: Backend;
  process: ProcessFacts;
  role: AgentRole;
  configDir: string;
  status?: StatusFact;
}

/**
 * Every agent of this user that runs in a pane of a known tmux server, or in the background. Read-only: starts no
 * server, presses no key. Throws `no_tmux`.
 */
export async function discover(ctx: Context): Promise<Discovery> {
  const backends = [...ctx.backends.values()];
  const variables = new Set([...ctx.tmux.serverVariables, ...backends.flatMap((one) => one.processes.variables)]);
  const [processes, { sidecars }] = await Promise.all([ctx.processes.list([...variables]), listSidecars(ctx)]);
  const { panes, silent } = await listAllPanes(ctx, processes, sidecars);
  const family = new Family(processes);
  const background = await findBackground(ctx, processes);
  const machine = { family, background, sidecars };
  const agents: FoundAgent[] = [];
  for (const place of panes) {
    const candidate = await findInPane(ctx, family, place);
    const found = candidate && toFound(candidate, place, machine);
    if (found) agents.push(found);
  }
  const shown = new Set(agents.flatMap((found) => found.background?.process.pid ?? []));
  for (const { candidate, id } of background) {
    const { process } = candidate;
    if (shown.has(process.pid)) continue;
    const covered = findCovered({ candidate, id }, panes, machine);
    agents.push({ ...candidate, background: { process, id }, ...covered });
  }
  return { agents, panes, silent };
}

/** All panes of all servers, each server once even if it has several socket paths. */
async function listAllPanes(ctx: Context, processes: ProcessFacts[], sidecars: Sidecar[]) {
  const known = sidecars.flatMap(({ tmux_socket }) => tmux_socket ?? []);
  const sockets = [...(await ctx.tmux.servers(processes)), ...known];
  const real = new Set(await Promise.all(sockets.map((socket) => ctx.files.realPath(socket))));
  const lists = await Promise.all(
    [...real].map(async (socket) => ({ socket, list: await ctx.tmux.listPanes(socket) })),
  );
  const panes = lists.flatMap(({ list }) => (list.kind === 'listed' ? list.panes.filter(({ dead }) => !dead) : []));
  const silent = lists.flatMap(({ socket, list }) => (list.kind === 'failed' ? [{ socket, reason: list.reason }] : []));
  return { panes, silent };
}

/** Processes by their parents. */
class Family {
  private readonly byPid = new Map<number, ProcessFacts>();
  private readonly children = new Map<number, ProcessFacts[]>();

  constructor(processes: ProcessFacts[]) {
    for (const one of processes) {
      this.byPid.set(one.pid, one);
      this.children.set(one.parent, [...(this.children.get(one.parent) ?? []), one]);
    }
  }

  get(pid: number): ProcessFacts | undefined {
    return this.byPid.get(pid);
  }

  childrenOf(pid: number): ProcessFacts[] {
    return this.children.get(pid) ?? [];
  }
}

/**
 * The agent among the processes of a pane: the one in the foreground, if there are several. Processes below an agent
 * belong to it, including an agent that it started as a tool.
 */
async function findInPane(ctx: Context, family: Family, { pid }: PanePlace): Promise<Candidate | undefined> {
  const first = family.get(pid);
  const found: Candidate[] = [];
  let row = first ? [first] : [];
  while (row.length > 0) {
    const below: ProcessFacts[] = [];
    for (const process of row) {
      const candidate = process.terminal === '' ? undefined : await identify(ctx, process);
      if (candidate && candidate.role.kind !== 'other') found.push(candidate);
      else if (!candidate) below.push(...family.childrenOf(process.pid));
    }
    row = below;
  }
  return found.find(({ process }) => process.standing === 'foreground') ?? found[0];
}

/** The agent that a process is, if any. The agent's own file takes precedence over the command line. */
async function identify(ctx: Context, process: ProcessFacts): Promise<Candidate | undefined> {
  for (const backend of ctx.backends.values()) {
    const named = backend.processes.role(process.words, process.program);
    const home = process.environment.HOME || ctx.home;
    const configDir = backend.launch.configDir(process.environment, home);
    const status = await readOwnStatus(ctx, backend, configDir, process);
    if (!named && !status) continue;
    const role: AgentRole = status
      ? { kind: status.interactive === false ? 'other' : 'screen', sessionId: status.sessionId }
      : (named as AgentRole);
    return { backend, process, role, configDir, ...(status && { status }) };
  }
  return undefined;
}

async function readOwnStatus(
  ctx: Context,
  { statusFile }: Backend,
  configDir: string,
  { pid, mark }: ProcessFacts,
): Promise<StatusFact | undefined> {
  const text = statusFile && (await readOwn(ctx, statusFile.path(configDir, pid)));
  if (statusFile === undefined || text === undefined) return undefined;
  const status = statusFile.read(parseJson(text));
  // The mark has the same format only on Linux, see `readStatusFile`.
  const isOther = status?.processStart !== undefined && /^\d+$/.test(mark) && status.processStart !== mark;
  return status?.pid === pid && !isOther ? status : undefined;
}

interface Background {
  candidate: Candidate;
  id: string;
}

/** What else is known of the machine when a pane's agent is judged. */
interface Machine {
  family: Family;
  background: Background[];
  sidecars: Sidecar[];
}

/** The background sessions, from the files of the agent's own processes. */
async function findBackground(ctx: Context, processes: ProcessFacts[]): Promise<Background[]> {
  const backends = [...ctx.backends.values()].filter(({ statusFile }) => statusFile !== undefined);
  const own = processes.filter(({ words, program }) =>
    backends.some((backend) => backend.processes.role(words, program) !== undefined),
  );
  const candidates = await Promise.all(own.map((process) => identify(ctx, process)));
  return candidates.flatMap((candidate) => {
    const id = candidate?.status?.background;
    return candidate && id !== undefined && CONVERSATION_ID.test(id) ? [{ candidate, id }] : [];
  });
}

/** A pane's agent; `undefined` if it shows a background session that does not run. */
function toFound(
  candidate: Candidate,
  place: PanePlace,
  { family, background, sidecars }: Machine,
): FoundAgent | undefined {
  const { role, process } = candidate;
  const owner = sidecars.find((sidecar) => isOwner(sidecar, place, process));
  const carrier = carrierOf(process, place, family);
  const more = { place, ...(carrier && { carrier }), ...(owner && { owner }) };
  if (role.kind !== 'view') return { ...candidate, ...more };
  const of = background.find((one) => isViewed(one, role.of, candidate.configDir));
  if (!of) return undefined;
  const { status } = of.candidate;
  return { ...candidate, ...(status && { status }), background: { process: of.candidate.process, id: of.id }, ...more };
}

/**
 * The session that csd opened for a background session, while the agent shows something else in its pane, such as its
 * list of sessions.
 */
function findCovered(
  { candidate: { configDir }, id }: Background,
  panes: PanePlace[],
  { sidecars, family }: Machine,
): Pick<FoundAgent, 'owner' | 'place'> {
  const owner = sidecars.find(
    (one) =>
      one.opened === true &&
      one.background_id === id &&
      one.config_dir === configDir &&
      one.agent_pid !== undefined &&
      family.get(one.agent_pid)?.mark === one.agent_start,
  );
  const place = owner && panes.find(({ pane, pid }) => pane === owner.pane && pid === owner.pane_pid);
  return owner && place ? { owner, place } : {};
}

function isViewed({ candidate, id }: Background, of: string, configDir: string): boolean {
  const { sessionId, title } = candidate.status ?? {};
  return candidate.configDir === configDir && (id === of || sessionId === of || title?.includes(of) === true);
}

/** The nearest program above the agent on the pane's own terminal, if the agent has another one. */
function carrierOf(process: ProcessFacts, { pid }: PanePlace, family: Family): ProcessFacts | undefined {
  const terminal = family.get(pid)?.terminal;
  if (terminal === undefined || process.terminal === terminal) return undefined;
  let above = family.get(process.parent);
  while (above && above.terminal !== terminal) above = family.get(above.parent);
  return above;
}

/** True for the session that has this pane; for a tracked session, with this very agent in it. */
function isOwner(sidecar: Sidecar, place: PanePlace, process: ProcessFacts): boolean {
  if (sidecar.agent_pid !== undefined)
    return sidecar.agent_pid === process.pid && sidecar.agent_start === process.mark && sidecar.pane === place.pane;
  if (sidecar.pane_pid !== undefined) return sidecar.pane_pid === place.pid && sidecar.pane === place.pane;
  return (sidecar.tmux_session ?? sidecar.name) === place.session;
}
