import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { PaneFacts } from '../../ports/tmux.ts';
import { requireConsent } from '../session/consent.ts';
import type { Context } from '../session/context.ts';
import { isShell } from '../session/panes/pane.ts';
import { shellWord } from '../session/shell-words.ts';
import { tmuxNameOf } from '../session/sidecars/session-names.ts';
import { callsWorker, claimWorkerDir } from '../session/sidecars/worker-files.ts';
import { killSession } from '../spawn/kill/kill.ts';
import type { LaunchRequest } from '../spawn/request.ts';
import { launch } from '../spawn/spawn.ts';
import { toWorker, type Worker } from './find-worker.ts';
import { proveReady } from './prove-ready.ts';

/** A worker to start; `resume` continues this conversation. */
export interface WorkerRequest {
  name: string;
  cwd: string;
  backend: Backend;
  /** The agent asks before it acts, and someone answers. */
  gated: boolean;
  resume?: string;
  /** End whatever runs in a tmux session of that name. */
  force?: boolean;
  /** Its other start options, and the command-line flags for them. */
  start: LaunchRequest;
  flags: string[];
}

/** A ready worker, its shim, and the command that starts another one like it. */
export interface LaunchedWorker {
  worker: Worker;
  reproduce: string;
  /** The agent was started in an existing pane. */
  inPlace: boolean;
  marker_warning?: string;
}

/**
 * Starts a worker and returns when it is ready for a prompt: an agent with hooks, in a folder that it trusts, and a
 * shim with its name. A worker that asks nobody needs consent (`forbidden`). Nothing is left of a worker that could not
 * be started.
 */
export async function launchWorker(ctx: Context, request: WorkerRequest): Promise<LaunchedWorker> {
  const { name, backend, gated, resume } = request;
  if (!backend.worker) {
    const why = `${backend.name} cannot be a worker: it does not report its events, which workers need`;
    throw new CsdError('bad_input', `${why}; start a session with \`csd spawn --backend ${backend.name}\``);
  }
  if (!gated) await requireConsent(ctx, backend);
  const dir = await claimWorkerDir(ctx);
  const inPlace = resume !== undefined && (await isFreeToRespawn(ctx, name, request.force ?? false));
  const words = invocationOf(ctx, request);
  const start: LaunchRequest = {
    ...request.start,
    // A worker's folder is trusted, as with a screen, where csd answers the question.
    ...(request.start.driver === 'stream' && { trust: true }),
    cwd: request.cwd,
    name,
    backend: backend.name,
    sessionId: resume ?? randomUUID(),
    worker: { dir, invocation: words, unattended: !gated },
    ...(resume === undefined ? {} : { resume: true, respawn: true }),
    ...(gated ? gatedMode(request) : { bypass: true }),
  };
  const { sidecar, marker_warning } = await launch(ctx, start);
  const worker = toWorker(ctx, sidecar);
  try {
    await proveReady(ctx, worker);
    await writeShim(ctx, worker);
  } catch (error) {
    await killSession(ctx, name);
    throw error;
  }
  const verb = resume === undefined ? 'launch' : 'adopt';
  const reproduce = [...programOf(ctx), verb, ...words].map(shellWord).join(' ');
  return { worker, reproduce, inPlace, ...(marker_warning === undefined ? {} : { marker_warning }) };
}

/** The permission mode that asks before tools, unless the caller gives the agent another one. */
function gatedMode({ backend, start: { agentArgs = [] } }: WorkerRequest): Pick<LaunchRequest, 'permissionMode'> {
  const { worker } = backend;
  const chosen = agentArgs.some((arg) => arg === worker?.modeFlag || arg.startsWith(`${worker?.modeFlag}=`));
  return chosen || !worker ? {} : { permissionMode: worker.gatedMode };
}

/**
 * True if a tmux session has the name and its pane is at a bare shell prompt, or dead; throws `name_taken` if anything
 * else runs there, unless `force` allows ending it.
 */
async function isFreeToRespawn(ctx: Context, name: string, force: boolean): Promise<boolean> {
  const tmuxName = tmuxNameOf(name);
  if (!(await ctx.tmux.hasSession(tmuxName))) return false;
  if (force) return true;
  const [look] = await ctx.tmux.look([{ target: `=${tmuxName}:` }]);
  if (look?.kind === 'failed') throw new CsdError('tmux_failed', look.reason);
  if (look?.kind !== 'seen' || look.capture.dead || (await isBareShell(ctx, look.capture))) return true;
  const { command } = look.capture;
  throw new CsdError(
    'name_taken',
    `the tmux session ${JSON.stringify(name)} runs ${command}, which adopt would end: choose another name, or end it first (--force does)`,
    { command },
  );
}

/** True if a pane's own process is a shell without a script, in the foreground and without children. */
async function isBareShell(ctx: Context, { pid, command }: PaneFacts): Promise<boolean> {
  if (!isShell(command) || (await ctx.processes.look(pid))?.standing !== 'foreground') return false;
  const processes = await ctx.processes.list([]);
  const own = processes.find((process) => process.pid === pid);
  const isPlain = own?.words.slice(1).every((word) => word.startsWith('-') && !/^-\w*c/.test(word)) ?? false;
  return isPlain && !processes.some(({ parent }) => parent === pid);
}

/** The arguments of `launch` or `adopt` that start this worker again from anywhere. */
function invocationOf(ctx: Context, { name, cwd, gated, resume, start, flags }: WorkerRequest): string[] {
  const { agentArgs = [] } = start;
  return [
    name,
    path.resolve(ctx.cwd, cwd),
    ...(resume === undefined ? [] : [resume]),
    ...(gated ? ['--gated'] : []),
    ...flags,
    ...(agentArgs.length > 0 ? ['--', ...agentArgs] : []),
  ];
}

/** Writes the worker's own command: `bin/NAME SUB` is `csd --worker NAME SUB`, from anywhere and for any caller. */
async function writeShim(ctx: Context, { dir, shim, sidecar }: Worker): Promise<void> {
  const words = programOf(ctx).map(shellWord);
  const exec = ['exec', ...words.slice(0, -1), '"$csd"', callsWorker(sidecar.name), '"$@"'].join(' ');
  const text = `#!/bin/sh\ncsd=${words.at(-1)} CSD_WORKER_DIR=${shellWord(dir)}; export CSD_WORKER_DIR\n${exec}\n`;
  await ctx.files.writeAtomic(shim, text, 0o700);
}

function programOf(ctx: Context): string[] {
  return ctx.program ?? ['csd'];
}
