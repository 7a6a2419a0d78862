import path from 'node:path';
import type { Delegate, DelegateResult, Preset } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { PresetGrammar } from '../../detect/agent/delegate-grammar.ts';
import { resumeSession } from '../conversations/resume.ts';
import { waitArmed } from '../guard/plan-guard.ts';
import { checkProtection } from '../guard/policy.ts';
import { lookAt } from '../observe/look-at.ts';
import { DEFAULT_BACKEND, findBackend } from '../session/backend-of.ts';
import { requireConsent } from '../session/consent.ts';
import type { Context } from '../session/context.ts';
import { checkName } from '../session/sidecars/session-names.ts';
import { findSidecar } from '../session/sidecars/sidecar-store.ts';
import type { LaunchRequest } from '../spawn/request.ts';
import { launch } from '../spawn/spawn.ts';
import { inject } from './acts.ts';
import { submitWhenReady } from './await-turn.ts';
import { budgetArgs, renewBudget } from './budget.ts';
import { interact } from './interact.ts';
import { checkLimits, checkTask, type LimitsRequest, tellsCost, toLimits } from './limits.ts';
import { Meter } from './meter.ts';
import { atWork, type Delegated, findAtWork, requireDelegate, updateDelegate } from './open-interaction.ts';

/** A task to delegate. `start` has the other options for starting the session. */
export interface DelegateRequest {
  name: string;
  task: string;
  context?: string;
  preset: Preset;
  limits: LimitsRequest;
  onLimit: Delegate['on_limit'];
  /** Rules in the agent's syntax: what it may do without asking, and what it may not do at all. */
  allow: string[];
  deny: string[];
  /**
   * Further globs to protect; with `safety` false nothing is protected, with `reads` secrets must not be read either.
   */
  protect: string[];
  safety: boolean;
  reads: boolean;
  /** Return once the task is sent. */
  background: boolean;
  start: LaunchRequest;
}

/**
 * Delegates a task: starts a session under the preset, or continues the one of that name, sends the task and follows it
 * to its end or to a limit. Everything is checked before anything starts: throws `bad_input`, `forbidden` without the
 * consent that a preset needs, `not_a_delegate` or `name_taken` for a session that was started with other rights, and
 * what a start and a prompt throw.
 */
export async function delegateTask(ctx: Context, request: DelegateRequest): Promise<DelegateResult> {
  const text = taskText(request);
  const sidecar = await openDelegate(ctx, request);
  return interact(ctx, sidecar, (now, until) => sendTask(ctx, now, until, text), request.background);
}

/** The context and the task as one prompt; throws `bad_input` if it is empty or too long. */
function taskText({ context, task }: Pick<DelegateRequest, 'context' | 'task'>): string {
  checkTask(task);
  const text = context === undefined || context.trim() === '' ? task : `${context.trimEnd()}\n\n${task}`;
  checkTask(text);
  return text;
}

/** Sends a prompt once the session accepts one and the guard is known to be active. */
export async function sendTask(ctx: Context, sidecar: Delegated, until: number, text: string): Promise<void> {
  await waitArmed(ctx, sidecar);
  await submitWhenReady(ctx, sidecar, until, () => inject(ctx, sidecar, text, { submit: true }));
}

/** The session for the task, new or continued, with the limits of the request. Throws as `delegateTask` does. */
async function openDelegate(ctx: Context, request: DelegateRequest): Promise<Delegated> {
  checkLimits(request.limits);
  checkName(request.name);
  const backend = findBackend(ctx, request.start.backend ?? DEFAULT_BACKEND);
  const own = planStart(backend, request);
  const before = await findSidecar(ctx, request.name);
  if (before) return takeUp(ctx, requireDelegate(before), request, backend);
  const limits = toLimits(request.limits, backend.name, backend.usage?.tap !== undefined);
  const plan = { ...own, ...budgetArgs(backend, own, limits.cost_usd) };
  if (plan.bypass) await requireConsent(ctx, backend);
  const { sidecar } = await launch(ctx, {
    ...plan,
    mark: {
      delegate: {
        preset: request.preset,
        limits,
        on_limit: request.onLimit,
        safety: request.safety,
        since: ctx.clock.now(),
        before: { cost_usd: 0, turns: 0 },
      },
    },
  });
  return requireDelegate(sidecar);
}

/** How to start a session for a request; throws `bad_input` for what the agent or the preset cannot do. */
function planStart(backend: Backend, request: DelegateRequest): LaunchRequest {
  const { preset, start, allow, deny, protect, safety, reads, name } = request;
  const grammar = presetOf(backend, preset);
  checkProtection({ protect, safety, reads });
  const { mode, bypass, args = [], only } = grammar;
  if (only) for (const rule of allow) refuseWidening(rule, preset, only);
  const options = {
    ...start.options,
    ...(allow.length > 0 && { allowed_tools: allow }),
    ...(deny.length > 0 && { disallowed_tools: deny }),
  };
  return {
    ...start,
    name,
    trust: start.trust ?? true,
    ...(bypass ? { bypass, consented: true } : mode !== undefined && { permissionMode: mode }),
    ...(Object.keys(options).length > 0 && { options }),
    ...(args.length > 0 && { agentArgs: [...args, ...(start.agentArgs ?? [])] }),
    guard: {
      protect,
      safety,
      reads,
      ...(grammar.allow && { allow: grammar.allow }),
      ...(only && { only: { tools: only, by: `the preset ${preset}` } }),
    },
  };
}

function presetOf({ name, delegate }: Backend, preset: Preset): PresetGrammar {
  if (!delegate) throw new CsdError('bad_input', `no task can be delegated to the agent ${name}`);
  const grammar = delegate.presets[preset];
  if (typeof grammar !== 'string') return grammar;
  const others = Object.entries(delegate.presets).flatMap(([other, one]) => (typeof one === 'string' ? [] : [other]));
  throw new CsdError(
    'bad_input',
    `the agent ${name} cannot do the preset ${preset}: ${grammar}; choose from ${others.join(', ')}`,
  );
}

/** A rule names a tool and, in parentheses after it, a part of its use. */
function refuseWidening(rule: string, preset: Preset, only: readonly string[]): void {
  const tool = /^[^\s(]+/.exec(rule)?.[0] ?? rule;
  if (only.includes(tool)) return;
  const message = `allow: the preset ${preset} uses no tool that writes or runs anything, so it cannot allow ${JSON.stringify(rule)}: choose the preset edit, or one of ${only.join(', ')}`;
  throw new CsdError('bad_input', message);
}

/**
 * Gives an existing delegate another task, in the same conversation and with its original options, with limits that
 * count from zero.
 */
async function takeUp(
  ctx: Context,
  sidecar: Delegated,
  request: DelegateRequest,
  backend: Backend,
): Promise<Delegated> {
  const { name } = sidecar;
  refuseOther(ctx, sidecar, request, backend);
  if (await findAtWork(ctx, name)) throw atWork(name);
  const limits = toLimits(request.limits, backend.name, tellsCost(ctx, sidecar));
  const { costUsd, turns } = await new Meter(ctx, sidecar).read();
  const renewed = await updateDelegate(ctx, name, ({ preset, safety }) => ({
    preset,
    safety,
    limits,
    on_limit: request.onLimit,
    since: ctx.clock.now(),
    before: { cost_usd: costUsd, turns },
  }));
  await renewBudget(ctx, renewed);
  return (await lookAt(ctx, renewed)).alive ? renewed : requireDelegate((await resumeSession(ctx, name)).sidecar);
}

/** Throws `name_taken` if the session was started with other rights than requested: a running agent keeps its own. */
function refuseOther(ctx: Context, sidecar: Delegated, request: DelegateRequest, backend: Backend): void {
  const { name, delegate } = sidecar;
  const { preset, start, allow, deny, protect, safety, reads } = request;
  const isOther =
    delegate.preset !== preset ||
    delegate.safety !== safety ||
    sidecar.backend !== backend.name ||
    allow.length + deny.length + protect.length > 0 ||
    reads ||
    (start.cwd !== undefined && path.resolve(ctx.cwd, start.cwd) !== sidecar.cwd) ||
    start.options !== undefined;
  if (!isOther) return;
  const message = `a delegate named ${JSON.stringify(name)} already exists, and continues as it was started (preset ${delegate.preset}): leave out what should differ, choose another name, or forget it with \`csd kill ${name}\``;
  throw new CsdError('name_taken', message, { session: name, preset: delegate.preset });
}
