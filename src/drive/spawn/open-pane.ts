import type { Sidecar } from '../../contract/session.ts';
import type { AgentPlace, Backend } from '../../detect/agent/backend.ts';
import type { NewPane } from '../../ports/tmux.ts';
import { removeGuard, writeGuard } from '../guard/plan-guard.ts';
import type { Context } from '../session/context.ts';
import { tmuxNameOf } from '../session/sidecars/session-names.ts';
import { streamFiles } from '../session/sidecars/stream-files.ts';
import { registerWorker, removeWorkerFiles } from '../session/sidecars/worker-files.ts';
import { writeHooks } from '../signals/hooks.ts';
import { abandonTap, writeTap } from '../usage/plan-tap.ts';
import { tapFiles } from '../usage/tap-files.ts';
import { agentCommand, agentEnvironment } from './environment.ts';
import type { LaunchPlan } from './plan.ts';
import { type LaunchRequest, toRepeat } from './request.ts';
import { planHost } from './start-stream.ts';

/** A checked start. */
export interface Start {
  plan: LaunchPlan;
  request: LaunchRequest;
  /** The agent replaces the program in the pane that has its name. */
  inPlace: boolean;
}

/** Writes the agent's start files and starts it in its pane; removes what a failed start has written. */
export async function openPane(ctx: Context, { plan, request, inPlace }: Start): Promise<NewPane> {
  const { worker, again } = request;
  const { backend, name, filesName: files } = plan;
  const programs = [...ctx.backends.values()].map(({ launch }) => launch.programVariable);
  const { unset, set } = agentEnvironment(backend.launch, ctx.env, worker && backend.worker, programs);
  const [first = '', ...words] =
    request.driver === 'stream' ? await planHost(ctx, plan, again !== undefined) : [plan.program, ...plan.args];
  if (plan.hooks) await writeHooks(ctx, files, plan.hooks);
  if (plan.tap) await writeTap(ctx, files, plan.tap);
  if (plan.guard) await writeGuard(ctx, files, plan.guard);
  if (worker) await registerWorker(ctx, worker, plan);
  const argv = agentCommand(unset, first, words);
  const session = { name: tmuxNameOf(name), cwd: plan.cwd, ...plan.size, argv, env: set };
  return (inPlace ? ctx.tmux.respawn(session) : ctx.tmux.newSession(session)).catch(async (error) => {
    if (worker && !again) await removeWorkerFiles(ctx, worker.dir, plan.sessionId, { name });
    if (plan.tap && !again) await abandonTap(ctx, files, plan.tap);
    if (plan.guard && !again) await removeGuard(ctx, files);
    throw error;
  });
}

/** The known facts about a session before its agent has drawn anything. */
export function firstSidecar(ctx: Context, { plan, request }: Start, pane: NewPane): Sidecar {
  const { worker, again, mark, maxCost } = request;
  const { backend, cwd, name, filesName: files } = plan;
  const configDir = backend.launch.configDir(ctx.env, ctx.home);
  const place = { configDir, cwd: plan.realCwd, sessionId: plan.sessionId };
  return {
    name,
    session_id: plan.sessionId,
    cwd,
    backend: backend.name,
    jsonl_path: futureTranscript(backend, place),
    permission_mode: plan.permissionMode,
    backend_version: null,
    created: Math.floor(ctx.clock.now() / 1000),
    pane: pane.pane,
    pane_pid: pane.pid,
    tmux_session: tmuxNameOf(name),
    tmux_socket: pane.socket,
    config_dir: configDir,
    ...(files !== name && { files_name: files }),
    ...(again?.former_names && { former_names: again.former_names }),
    ...(request.driver === 'stream' && { driver: 'stream', stream_path: streamFiles(ctx, files).folder }),
    ...(plan.hooks && { events_path: plan.hooks.eventsPath }),
    ...(plan.tap && { usage_path: tapFiles(ctx, files).folder }),
    ...(worker && { worker_dir: worker.dir }),
    ...(plan.guard && { guarded: true }),
    ...(maxCost !== undefined && { budget: { cost_usd: maxCost } }),
    ...(plan.isFork && { forked: true }),
    ...mark,
    last_used: ctx.clock.now(),
    launch: { ...toRepeat(request) },
  };
}

/** The path that the transcript will have; `null` if only the agent knows it. */
function futureTranscript({ transcript }: Backend, place: AgentPlace): string | null {
  const [first] = transcript.held ? [] : transcript.candidates(place);
  return first === undefined || first.includes('*') ? null : first;
}
