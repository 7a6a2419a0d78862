import { CsdError } from '../../contract/errors.ts';
import type { SafetyRequest } from '../../contract/safety.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { GuardGrammar } from '../../detect/agent/delegate-grammar.ts';
import { type Denial, judgeTool } from '../guard/judge-tool.ts';
import { checkProtection, type GuardRequest, globsOf } from '../guard/policy.ts';
import type { Disk } from '../guard/resolve-path.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { checkLimits, tellsCost } from './limits.ts';

/** Why a tool touches a protected path, and the command that it runs, if it is one; `undefined` if it does not. */
export type Judge = (tool: string, input: unknown) => (Denial & { command?: string }) | undefined;

/** Throws `bad_input` for a request that cannot be supervised in this session. */
export function checkSafety(ctx: Context, sidecar: Sidecar, request: SafetyRequest): void {
  const { max_cost: cost, max_turns: turns, max_time: timeS, protect = [] } = request;
  checkLimits({
    ...(cost !== undefined && { cost }),
    ...(turns !== undefined && { turns }),
    ...(timeS !== undefined && { timeS }),
  });
  if (cost !== undefined && !tellsCost(ctx, sidecar)) {
    const message = `max_cost: the agent of ${sidecar.name} does not report its cost, so csd could not enforce that limit: leave it out, and limit its turns and time`;
    throw new CsdError('bad_input', message, { session: sidecar.name });
  }
  checkProtection(toGuardRequest(request));
  if (protect.length > 0 && !grammarOf(ctx, sidecar))
    throw new CsdError(
      'bad_input',
      `csd cannot tell which paths the tools of ${sidecar.backend} touch: leave protect out`,
    );
}

/**
 * Judges the tools of a session. A delegate's guard judges its tools already, so only additionally protected paths are
 * judged here.
 */
export function judgeOf(ctx: Context, disk: Disk, sidecar: Sidecar, request: SafetyRequest): Judge {
  const grammar = grammarOf(ctx, sidecar);
  const wanted = toGuardRequest(request);
  const { protect, reads } = wanted;
  const all = globsOf(wanted, grammar?.own ?? []);
  const isGuarded = sidecar.guarded === true && sidecar.delegate?.safety === true;
  const globs = isGuarded ? { protect, secret: reads ? all.secret : [] } : all;
  if (!grammar || globs.protect.length + globs.secret.length === 0) return () => undefined;
  const policy = { backend: sidecar.backend, cwd: sidecar.cwd, home: ctx.home, log: '', armed: '', ...globs };
  return (tool, input) => {
    const call = grammar.call(tool, input, sidecar.cwd);
    const denial = judgeTool(policy, call, disk);
    return denial && { ...denial, ...(call.command !== undefined && { command: call.command.slice(0, KEPT) }) };
  };
}

function toGuardRequest({
  protect = [],
  protect_reads: reads = false,
  no_safety: isLifted,
}: SafetyRequest): GuardRequest {
  return { protect, reads, safety: !isLifted };
}

/** The most characters of a command in an event. */
const KEPT = 1000;

function grammarOf(ctx: Context, sidecar: Sidecar): GuardGrammar | undefined {
  return backendOf(ctx, sidecar).delegate?.guard;
}
