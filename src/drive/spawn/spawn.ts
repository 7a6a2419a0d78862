import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Look, PaneCapture } from '../../ports/tmux.ts';
import { howItEnded, readWords } from '../observe/last-rows.ts';
import { explainWarning, readVersion } from '../session/agent-version.ts';
import { DEFAULT_BACKEND } from '../session/backend-of.ts';
import { findCreator } from '../session/caller.ts';
import { guardStart } from '../session/consent.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { addressOf } from '../session/panes/pane.ts';
import { pollUntil } from '../session/poll-until.ts';
import { refuseLent } from '../session/sidecars/files-name.ts';
import { writeOpen } from '../session/sidecars/open-record.ts';
import { tmuxNameOf } from '../session/sidecars/session-names.ts';
import { removeSidecar, saveSidecar, withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { claimWorkerDir, registerWorker, workerFiles } from '../session/sidecars/worker-files.ts';
import { unhurried } from '../session/unhurried.ts';
import { findConversation } from '../signals/open-transcript.ts';
import { refuseOpen } from './already-open.ts';
import { withinLimit } from './creator-limit.ts';
import { endAgent, endAndForget } from './kill/kill.ts';
import { endLeftBehind } from './kill/left-behind.ts';
import { withCause } from './last-words.ts';
import { freeName, type Replaced } from './names/free-name.ts';
import { firstSidecar, openPane, type Start } from './open-pane.ts';
import { wideningFlags } from './option-args.ts';
import { passTrust } from './pass-trust.ts';
import { planLaunch } from './plan.ts';
import type { LaunchRequest, WorkerStart } from './request.ts';
import { waitForHost } from './start-stream.ts';
import { addWorktree, dropWorktree } from './worktree.ts';

/** A started session, and csd's remark about the agent's release. */
export interface Launched {
  sidecar: Sidecar;
  marker_warning?: string;
  replaced?: Replaced;
}

/** How long an agent may take to draw something or to fail because of its arguments, ms. */
const START_MS = 10_000;
const POLL_MS = 100;

/**
 * Starts an agent in a tmux session of its own and writes its sidecar. Everything is checked first: a refused request
 * starts nothing, and an agent that ends at once (`spawn_failed`, with its last screen) leaves nothing. The caller is its
 * creator unless the request names one; throws `too_many_sessions` where that one has as many as it may.
 */
export async function launch(ctx: Context, request: LaunchRequest): Promise<Launched> {
  const { ids, mark, again } = request;
  const creator = mark?.creator ?? (again ? undefined : await findCreator(ctx));
  const made = creator === undefined ? request : { ...request, mark: { ...mark, creator } };
  if (ids === undefined) return launchNamed(ctx, made);
  const { withFreshName } = await import('./names/fresh-name.ts');
  return withFreshName(ctx, ids, (name) => launchNamed(ctx, { ...made, name }));
}

async function launchNamed(ctx: Context, request: LaunchRequest): Promise<Launched> {
  if (request.worktree !== undefined) return launchInWorktree(ctx, request, request.worktree);
  const worker = request.worker ?? (request.hooks ? await asWorker(ctx, request.backend) : undefined);
  const plan = await planLaunch(ctx, worker ? { ...request, worker } : request);
  const { permissionMode } = plan;
  await guardStart(ctx, plan.backend, {
    permissionMode,
    agentArgs: [...wideningFlags(plan.backend, request), ...(request.agentArgs ?? [])],
  });
  if (request.resume && !plan.isFork) await endLeftBehind(ctx, plan.sessionId);
  const begin = (onKept: () => void) =>
    withSidecarLock(ctx, plan.name, async () => {
      if (request.resume && !plan.isFork) await refuseOpen(ctx, plan.backend, plan.sessionId);
      const { inPlace, replaced } = await freeName(ctx, plan.name, request);
      await refuseLent(ctx, plan);
      const sidecar = await start(ctx, { plan, request: { ...request, ...(worker && { worker }) }, inPlace }, onKept);
      return { sidecar, replaced };
    });
  const { sidecar, replaced } = await withinLimit(ctx, request, begin);
  // Nothing is left of an interrupted start.
  const giveUp = async (error: unknown) => {
    if (ctx.signal?.aborted && !request.again)
      await withSidecarLock(ctx, sidecar.name, () => endAndForget(unhurried(ctx), sidecar));
    throw error;
  };
  const ended = request.trust && request.driver !== 'stream' ? await passTrust(ctx, sidecar).catch(giveUp) : undefined;
  if (ended) throw await diedOnTrust(ctx, sidecar, ended);
  const warning = explainWarning(plan.backend, sidecar.backend_version, ctx.env);
  return { sidecar, ...(warning === undefined ? {} : { marker_warning: warning }), ...(replaced && { replaced }) };
}

/** Creates the worktree after the request was checked, and removes it again if the agent does not start. */
async function launchInWorktree(ctx: Context, request: LaunchRequest, named: string | true): Promise<Launched> {
  const { worktree: _, ...rest } = request;
  const { name, cwd } = await planLaunch(ctx, rest);
  const { worktree, folder } = await addWorktree(ctx, cwd, named === true ? name : named);
  try {
    return await launchNamed(ctx, { ...rest, name, cwd: folder, mark: { ...rest.mark, worktree } });
  } catch (error) {
    await dropWorktree(ctx, worktree);
    throw error;
  }
}

/** A session that reports its events can be used as a worker if there is a folder for workers' files. */
async function asWorker(ctx: Context, backend = DEFAULT_BACKEND): Promise<WorkerStart | undefined> {
  if (!ctx.backends.get(backend)?.worker) return undefined;
  try {
    return { dir: await claimWorkerDir(ctx), invocation: [], unattended: false };
  } catch (error) {
    if (error instanceof CsdError) return undefined;
    throw error;
  }
}

/** `onKept` is called once the sidecar exists, long before the agent has drawn anything. */
async function start(ctx: Context, checked: Start, onKept: () => void): Promise<Sidecar> {
  const { plan, inPlace } = checked;
  const { worker, again, driver } = checked.request;
  const { backend, name, size } = plan;
  const version = readVersion(ctx, backend, plan.program);
  const pane = await openPane(ctx, checked);
  const sidecar = firstSidecar(ctx, checked, pane);
  try {
    // Saved first: a csd that is killed here must leave a session that can be found and ended.
    await saveSidecar(ctx, sidecar);
    if (sidecar.budget) await writeOpen(ctx, name, { begun_at: ctx.clock.now() });
    onKept();
    if (worker) await registerWorker(ctx, worker, plan, sidecar);
    if (!inPlace && (pane.width !== size.width || pane.height !== size.height)) {
      const got = `${pane.width}x${pane.height}`;
      throw new CsdError('spawn_failed', `tmux made the pane ${got} instead of ${size.width}x${size.height}`);
    }
    const conversation =
      driver === 'stream'
        ? await waitForHost(ctx, sidecar, START_MS, (look) => endedAtOnce(ctx, sidecar, look))
        : await waitForFirstScreen(ctx, sidecar).then(() => findConversation(ctx, backend, pane.pid));
    const known = conversation === undefined ? {} : { session_id: conversation };
    const complete = { ...sidecar, ...known, backend_version: await version };
    await saveSidecar(ctx, complete);
    if (worker) await registerWorker(ctx, worker, plan, complete);
    return complete;
  } catch (error) {
    const calm = unhurried(ctx);
    await (again ? endAgent(calm, sidecar) : endAndForget(calm, sidecar)).catch(async () => {
      await ctx.tmux.killSession(tmuxNameOf(name), pane.socket);
      if (!again) await removeSidecar(ctx, name);
    });
    if (again) await saveSidecar(ctx, again);
    throw error;
  }
}

/**
 * Waits until the agent has drawn something and is alive in two consecutive looks, or has reported an event; stops
 * waiting for a silent one after 10 s.
 */
async function waitForFirstScreen(ctx: Context, sidecar: Sidecar): Promise<void> {
  const reports = sidecar.worker_dir && workerFiles(sidecar.worker_dir, sidecar.session_id, sidecar.name).events;
  let drawn = 0;
  // What an agent draws just before it ends is not its first screen.
  await pollUntil(ctx, { withinMs: START_MS, everyMs: POLL_MS, afterMs: POLL_MS }, async () => {
    if (reports && (await ctx.files.stat(reports)) !== undefined) return true;
    const [look] = await ctx.tmux.look([addressOf(sidecar)]);
    if (look?.kind === 'gone' || (look?.kind === 'seen' && look.capture.dead))
      throw await endedAtOnce(ctx, sidecar, look);
    if (look?.kind === 'seen') drawn = look.capture.screen.trim() === '' ? 0 : drawn + 1;
    return drawn >= 2 || undefined;
  });
}

async function endedAtOnce(ctx: Context, sidecar: Sidecar, look: Look): Promise<CsdError> {
  if (look.kind === 'seen') return endedWith('the agent ended at once', await withCause(ctx, sidecar, look.capture));
  return new CsdError('spawn_failed', `the agent ended at once: ${look.reason}`);
}

/** The error for an agent whose pane is dead: how it ended, and its last output. */
async function endedWith(what: string, capture: PaneCapture, state?: State): Promise<CsdError> {
  const { exitCode } = capture;
  const screen = await readWords(capture.screen);
  const data = { ...(exitCode === undefined ? {} : { exit_code: exitCode }), screen, ...(state && { state }) };
  const words = screen === '' ? '(nothing on its screen)' : screen;
  return new CsdError('spawn_failed', `${what}${howItEnded(capture)}: ${words}`, data);
}

async function diedOnTrust(ctx: Context, sidecar: Sidecar, { verdict, pane }: Observation): Promise<CsdError> {
  const { state } = verdict;
  const capture = pane && (await withCause(ctx, sidecar, pane));
  await withSidecarLock(ctx, sidecar.name, () => endAndForget(ctx, sidecar));
  const what = 'the agent ended while its folder was being trusted';
  return capture ? endedWith(what, capture, state) : new CsdError('spawn_failed', what, { state });
}
