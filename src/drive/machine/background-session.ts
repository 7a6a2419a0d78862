import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { NewPane } from '../../ports/tmux.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import { pollUntil } from '../session/poll-until.ts';
import { checkName, tmuxNameOf } from '../session/sidecars/session-names.ts';
import { agentCommand, agentEnvironment } from '../spawn/environment.ts';
import { callOf } from '../spawn/kill/kill-tracked.ts';
import { discover, type FoundAgent } from './discover.ts';
import { draftOf } from './found-agents.ts';
import { saveUnderFreeName, withTrackLock } from './track.ts';

const SIZE = { width: 220, height: 50 };
/** How long the agent may take to draw the session, ms. */
const OPEN_MS = 15_000;
const POLL_MS = 100;

/**
 * Opens a background session of the agent's daemon in a new detached tmux session, with the agent's own command, and
 * tracks it. Throws `no_such_agent`, `already_tracked`, `name_taken`, or `spawn_failed` with the agent's message.
 */
export async function openBackground(ctx: Context, id: string, name: string | undefined): Promise<Sidecar> {
  if (name !== undefined) checkName(name);
  return withTrackLock(ctx, async () => {
    const found = await findBackground(ctx, id);
    const { background, backend } = found;
    const open = backend.processes.background?.open(background.id);
    if (!open) throw new CsdError('bad_input', `${backend.name} has no command that opens a background session`);
    const draft = await draftOf(ctx, found, name);
    const tmuxName = await freeTmuxName(ctx, draft.name, name !== undefined);
    const { program, environment } = await callOf(ctx, backend, background.process);
    const { unset, set } = agentEnvironment(backend.launch, ctx.env);
    const pane = await ctx.tmux.newSession({
      name: tmuxNameOf(tmuxName),
      cwd: (await ctx.files.isFolder(draft.cwd)) ? draft.cwd : '/',
      ...SIZE,
      argv: agentCommand(unset, program, open),
      env: { ...set, ...environment },
    });
    try {
      return await keepOpened(ctx, { ...draft, name: tmuxName }, pane, name);
    } catch (error) {
      await ctx.tmux.killSession(tmuxNameOf(tmuxName), pane.socket);
      throw error;
    }
  });
}

type Background = FoundAgent & { background: NonNullable<FoundAgent['background']> };

async function findBackground(ctx: Context, id: string): Promise<Background> {
  const { agents } = await discover(ctx);
  const all = agents.filter((found): found is Background => found.background !== undefined);
  const isMeant = ({ background, status }: Background) =>
    background.id === id || status?.sessionId === id || String(background.process.pid) === id;
  const found = all.find((one) => isMeant(one) && one.owner) ?? all.find(isMeant);
  if (!found) {
    const ids = all.map(({ background }) => background.id);
    const message = `no background session ${JSON.stringify(id)} runs: \`csd discover\` lists them`;
    throw new CsdError('no_such_agent', message, { background_ids: ids });
  }
  if (!found.owner) return found;
  const message = `the background session ${id} is already session ${found.owner.name}: use that name`;
  throw new CsdError('already_tracked', message, { session: found.owner.name });
}

/** A name that is neither a session nor a tmux session. */
async function freeTmuxName(ctx: Context, wanted: string, isGiven: boolean): Promise<string> {
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (!(await ctx.tmux.hasSession(tmuxNameOf(name)))) return name;
    if (isGiven) {
      const message = `a tmux session named ${JSON.stringify(name)} already exists: choose another name`;
      throw new CsdError('name_taken', message);
    }
  }
}

/** Writes the sidecar when the pane shows the session. */
async function keepOpened(ctx: Context, draft: Sidecar, pane: NewPane, name: string | undefined): Promise<Sidecar> {
  const sidecar: Sidecar = {
    ...draft,
    pane: pane.pane,
    pane_pid: pane.pid,
    tmux_session: tmuxNameOf(draft.name),
    tmux_socket: pane.socket,
    agent_pid: pane.pid,
    agent_start: (await ctx.processes.startedAt(pane.pid)) ?? '',
    shell_free: true,
    opened: true,
  };
  let shown = '';
  const how = await pollUntil(ctx, { withinMs: OPEN_MS, everyMs: POLL_MS }, async () => {
    const seen = await lookAt(ctx, sidecar);
    const { screen } = seen.signals;
    if (screen.kind === 'seen' && (screen.screen.composer || screen.screen.menu)) return 'open';
    shown = seen.pane?.screen.trim() ?? '';
    return seen.verdict.state.status === 'dead' ? 'dead' : undefined;
  });
  if (how === 'open') return saveUnderFreeName(ctx, sidecar, name ?? draft.name);
  const message = `the background session ${draft.background_id} could not be opened: ${shown || 'nothing was drawn'}`;
  throw new CsdError('spawn_failed', message, { screen: shown });
}
