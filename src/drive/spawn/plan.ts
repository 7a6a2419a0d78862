import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import { quote } from '../../contract/json.ts';
import { SessionId } from '../../contract/session.ts';
import type { Backend, LaunchGrammar } from '../../detect/agent/backend.ts';
import type { Launch } from '../../detect/agent/launch.ts';
import { type GuardPlan, planGuard } from '../guard/plan-guard.ts';
import { DEFAULT_BACKEND, findBackend } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { filesName, freeFilesName } from '../session/sidecars/files-name.ts';
import { checkName, defaultName } from '../session/sidecars/session-names.ts';
import { addSettings, type HooksPlan, planHooks } from '../signals/hooks.ts';
import { planTap, type TapPlan } from '../usage/plan-tap.ts';
import { costArgs, requireHeard } from './cost-limit.ts';
import { optionArgs } from './option-args.ts';
import type { LaunchRequest, WorkerStart } from './request.ts';
import { cannotStream, requireTrusted, streamOf } from './stream-trust.ts';

/** How long an agent may take to print its flags, ms. */
const HELP_MS = 3000;
const DEFAULT_SIZE = { width: 220, height: 50 };

/** A launch request that was checked: all that is needed to start the agent. */
export interface LaunchPlan {
  backend: Backend;
  name: string;
  /** The name under which its files are to stand. */
  filesName: string;
  /** Empty where the agent chooses the id of a new conversation itself. */
  sessionId: string;
  cwd: string;
  /** `cwd` with symbolic links resolved, as the agent will see it. */
  realCwd: string;
  /** Absolute path of the agent. */
  program: string;
  args: string[];
  /** What an agent without a screen is told first. */
  opening?: unknown;
  permissionMode: string | null;
  size: { width: number; height: number };
  /** The agent copies the conversation that it takes up, and continues under another id. */
  isFork: boolean;
  /** What makes the agent report its events, where asked for. */
  hooks?: HooksPlan;
  /** What makes it tell what it uses, where it can and may. */
  tap?: TapPlan;
  /** What denies tools before they run, where asked for. */
  guard?: GuardPlan;
}

/** Checks a request against the contract and the machine, starting nothing; throws `bad_input` or `no_agent`. */
export async function planLaunch(ctx: Context, request: LaunchRequest): Promise<LaunchPlan> {
  const backend = findBackend(ctx, request.backend ?? DEFAULT_BACKEND);
  const sessionId = checkSessionId(request, backend);
  refuseTakingUp(backend, request);
  const permissionMode = choosePermissionMode(backend.launch, request);
  const cwd = path.resolve(ctx.cwd, request.cwd ?? '.');
  if (!(await ctx.files.isFolder(cwd))) throw new CsdError('bad_input', `cwd is not a folder: ${cwd}`);
  const realCwd = await ctx.files.realPath(cwd);
  const name = checkName(request.name ?? defaultName(cwd, sessionId || randomUUID()));
  const files = request.again ? filesName(request.again) : await freeFilesName(ctx, name);
  // Another agent cannot continue this one's conversation.
  const program =
    request.resume || request.again ? await findProgram(ctx, backend) : await findOneToStart(ctx, backend);
  const { agentArgs, ...parts } = await planParts(ctx, request, {
    name: files,
    backend,
    cwd: realCwd,
    program,
    sessionId,
  });
  const launched = await planArgs(ctx, request, { backend, program, realCwd, sessionId, permissionMode, agentArgs });
  return {
    backend,
    name,
    filesName: files,
    sessionId,
    cwd,
    realCwd,
    program,
    ...launched,
    permissionMode,
    size: request.size ?? DEFAULT_SIZE,
    isFork: isFork(backend, launched.args, request.fork),
    ...parts,
  };
}

/** Whose arguments are planned. `name` is that of its files, `cwd` has its links resolved. */
interface Planned {
  name: string;
  backend: Backend;
  cwd: string;
  program: string;
  sessionId: string;
}

/** What reports or denies in the agent, and with that the arguments of the caller. */
async function planParts(
  ctx: Context,
  request: LaunchRequest,
  { sessionId, program, ...place }: Planned,
): Promise<Pick<LaunchPlan, 'hooks' | 'tap' | 'guard'> & { agentArgs: string[] }> {
  const { backend, cwd } = place;
  const { resume = false } = request;
  const callerArgs = [
    ...(await optionArgs(ctx, backend, request)),
    ...(await withConsent(ctx, request, backend, cwd)),
    ...(await costArgs(ctx, backend, request)),
  ];
  const worker = request.worker && planWorker(backend, request.worker, sessionId);
  const guard = request.guard && (await planGuard(ctx, { ...place, callerArgs, program }, request.guard));
  const ownArgs = [...(worker?.args ?? []), ...(guard?.args ?? callerArgs)];
  const isStream = request.driver === 'stream';
  // Throws for an agent that has no driver without its screen.
  if (isStream) streamOf(backend);
  // One that is started again like this was trusted when it was first; on its screen the agent may still be asking.
  if (isStream && !request.trust && request.again?.driver !== 'stream') await requireTrusted(ctx, backend, cwd);
  // Without a screen there is no status line, and the records tell what is used.
  const own = { ...place, callerArgs: ownArgs };
  const tap = request.noUsage || isStream ? undefined : await planTap(ctx, { ...own, goesOn: resume });
  requireHeard(request, tap !== undefined);
  const reporting = { ...own, callerArgs: tap?.inlineArgs ?? ownArgs, worker };
  const hooks = request.hooks || worker ? await planHooks(ctx, reporting) : undefined;
  const agentArgs = hooks?.agentArgs ?? tap?.fileArgs ?? ownArgs;
  return { agentArgs, ...(hooks && { hooks }), ...(tap && { tap }), ...(guard && { guard }) };
}

/** All arguments of the agent, and what one without a screen is told first. */
async function planArgs(
  ctx: Context,
  { driver, bypass, resume = false, fork }: LaunchRequest,
  plan: Pick<LaunchPlan, 'backend' | 'program' | 'realCwd' | 'sessionId' | 'permissionMode'> & { agentArgs: string[] },
): Promise<Pick<LaunchPlan, 'args' | 'opening'>> {
  const { backend, program, realCwd, sessionId, permissionMode, agentArgs } = plan;
  const choices: Launch = {
    sessionId,
    resume,
    agentArgs,
    help: await readHelp(ctx, backend, program),
    ...(fork === undefined ? {} : { fork: { ...fork, cwd: realCwd } }),
    ...(bypass || permissionMode === null ? {} : { permissionMode }),
    ...(bypass ? { bypass } : {}),
  };
  const args = backend.launch.args(choices);
  const started = driver === 'stream' ? streamOf(backend).start(choices, args, realCwd) : undefined;
  if (typeof started === 'string') throw cannotStream(backend, started);
  return { args, opening: undefined, ...started };
}

/** A conversation that the agent is told to take up behind csd's back would be another than the session's. */
function refuseTakingUp({ launch }: Backend, { agentArgs = [] }: LaunchRequest): void {
  const flag = launch.takesUp?.(agentArgs);
  if (flag === undefined) return;
  const message = `${flag} among the agent's own arguments: to continue a conversation give csd its id (\`csd spawn --resume ID\`), or start a session that has ended again (\`csd resume NAME\`)`;
  throw new CsdError('bad_input', message);
}

function isFork({ launch: { forkFlag } }: Backend, args: string[], fork: LaunchRequest['fork']): boolean {
  return fork !== undefined || (forkFlag !== undefined && args.includes(forkFlag));
}

/**
 * The caller's arguments; where the caller has agreed to an agent without permission checks, also the setting that spares
 * this session the agent's own warning. Answering the warning would spare it every later session of the person's too.
 */
async function withConsent(ctx: Context, request: LaunchRequest, backend: Backend, cwd: string): Promise<string[]> {
  const { bypass, consented, agentArgs = [] } = request;
  const { hooks, worker } = backend;
  if (!bypass || !consented || !hooks || !worker) return agentArgs;
  return addSettings(ctx, { flag: hooks.settingsFlag, args: agentArgs, cwd }, worker.unattendedSettings);
}

/** What the program prints of its flags, where its arguments depend on that; empty where it does not answer in 3 s. */
async function readHelp(ctx: Context, { launch }: Backend, program: string): Promise<string> {
  if (!launch.helpArgs) return '';
  return (await ctx.processes.output(program, launch.helpArgs, HELP_MS)) ?? '';
}

/** What a worker's hooks and arguments are; throws `bad_input` for an agent that cannot be one. */
function planWorker({ name, worker }: Backend, { dir, unattended }: WorkerStart, sessionId: string) {
  if (!worker) throw new CsdError('bad_input', `the agent ${name} cannot be a worker: it reports no events`);
  const settings = unattended ? worker.unattendedSettings : {};
  return { dir, sessionId, settings, args: unattended ? worker.unattendedArgs : [] };
}

function checkSessionId({ sessionId, resume }: LaunchRequest, backend: Backend): string {
  if (sessionId !== undefined && !resume && backend.transcript.held) {
    const message = `${backend.name} chooses the ids of its conversations itself: leave the session id out`;
    throw new CsdError('bad_input', message);
  }
  if (sessionId === undefined && resume) throw new CsdError('bad_input', 'resume needs the id of a conversation');
  if (sessionId !== undefined && !SessionId.safeParse(sessionId).success) {
    throw new CsdError('bad_input', `session id ${JSON.stringify(sessionId)} is not a UUID`);
  }
  return sessionId ?? (backend.transcript.held ? '' : randomUUID());
}

/** The mode in the agent's own spelling, aliases resolved, or `null` when none is asked for. */
function choosePermissionMode(launch: LaunchGrammar, request: LaunchRequest): string | null {
  const { permissionMode, autoAccept, bypass } = request;
  if ([permissionMode !== undefined, autoAccept, bypass].filter(Boolean).length > 1) {
    throw new CsdError('bad_input', 'permission mode, auto-accept and bypass exclude each other: give one');
  }
  if (autoAccept) return launch.autoAcceptMode;
  if (bypass) return launch.bypassMode;
  if (permissionMode === undefined) return null;
  const same = (word: string) => word.toLowerCase() === permissionMode.toLowerCase();
  const alias = Object.entries(launch.modeAliases).find(([word]) => same(word))?.[1];
  const mode = alias ?? launch.permissionModes.find(same);
  if (mode !== undefined) return mode;
  const known = [...new Set([...launch.permissionModes, ...Object.keys(launch.modeAliases)])].join(', ');
  throw new CsdError('bad_input', `unknown permission mode ${JSON.stringify(permissionMode)}: choose one of ${known}`);
}

/** The absolute path of the agent as the caller would start it; throws `no_agent`. */
export async function findProgram(ctx: Context, backend: Backend): Promise<string> {
  const found = await locateProgram(ctx, backend);
  if (found !== undefined) return found;
  const { program, programVariable, installHint } = backend.launch;
  const named = ctx.env[programVariable] || undefined;
  const where = named === undefined ? 'is not on PATH' : `(from ${programVariable}) is not an executable file`;
  const remedy = `install it (${installHint}), or set ${programVariable} to its program`;
  throw new CsdError('no_agent', `the agent ${quote(named ?? program)} ${where}: ${remedy}`);
}

/** The same for a new conversation: the error names the other agents that are installed. */
async function findOneToStart(ctx: Context, backend: Backend): Promise<string> {
  try {
    return await findProgram(ctx, backend);
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
    const others = [...ctx.backends.values()].filter(({ name }) => name !== backend.name);
    const found = await Promise.all(others.map((other) => locateProgram(ctx, other)));
    const installed = others.filter((_, n) => found[n] !== undefined);
    const remedies = installed.map(({ name }) => `; ${name} is installed: use it with --backend ${name}`);
    throw new CsdError(error.code, error.message + remedies.join(''), error.data, { cause: error });
  }
}

/** The path of an agent as the caller would start it, `undefined` if it is not installed. */
export function locateProgram({ cwd, env, processes }: Context, { launch }: Backend): Promise<string | undefined> {
  const wanted = env[launch.programVariable] || launch.program;
  return processes.find(wanted.includes('/') ? path.resolve(cwd, wanted) : wanted, env.PATH);
}
