import type { DelegateResult, Limit } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import { ENFORCE_WORD } from '../../contract/names.ts';
import type { State } from '../../contract/state.ts';
import { readViolations, sizeOfLog } from '../guard/plan-guard.ts';
import type { Context } from '../session/context.ts';
import { type Moment, momentOf } from '../session/moment.ts';
import { requireOwnProgram } from '../session/own-program.ts';
import { sessionIdOf } from '../session/sidecars/session-id-of.ts';
import { findSidecar } from '../session/sidecars/sidecar-store.ts';
import { deathReason } from '../turns/turn-wait.ts';
import { settleUsage } from '../usage/read-usage.ts';
import { awaitTurn, closedAs, type Ending } from './await-turn.ts';
import { sayLimit, spentOf, usedUp } from './limits.ts';
import { Meter } from './meter.ts';
import {
  closeInteraction,
  type Delegated,
  findOpen,
  openInteraction,
  updateDelegate,
  withInteraction,
} from './open-interaction.ts';
import { type Outcome, outcomeOf, textOf } from './outcome.ts';
import { restIfAwakened } from './rest.ts';
import { stopTurn } from './stop-turn.ts';

/** How an interaction begins: sends the agent a prompt or an answer by `until`, on the monotonic clock. */
export type Begin = (sidecar: Delegated, until: number) => Promise<void>;

/**
 * Runs one interaction with a delegate: begins it, and follows it to its end, a gate, a question or a limit, at which
 * its turn is interrupted. Throws `locked` while another process does so, and what `begin` throws.
 */
export async function interact(
  ctx: Context,
  { name }: Delegated,
  begin: Begin,
  inBackground = false,
): Promise<DelegateResult> {
  const result = await withInteraction(ctx, name, async () => {
    const sidecar = await updateDelegate(ctx, name, (delegate) => delegate);
    return new Interaction(ctx, sidecar).play(begin, inBackground);
  });
  if (result.status === 'running') await enforceApart(ctx, name);
  else if ((await findOpen(ctx, name))?.rests)
    await enforceApart(ctx, name).catch((error: unknown) => {
      // The next csd that looks enforces its limits, as if this csd had been killed.
      if (!(error instanceof CsdError)) throw error;
    });
  return result;
}

/** Leaves the delegate to a separate csd process, which enforces its limits until the interaction is over. */
async function enforceApart(ctx: Context, name: string): Promise<void> {
  const [program = 'csd', ...args] = await requireOwnProgram(ctx);
  await ctx.processes.startApart(program, [...args, ENFORCE_WORD, name], ctx.cwd);
}

class Interaction {
  private readonly meter: Meter;
  private readonly begunAt: Moment;
  /** How long the log of denials was then, in bytes. */
  private logged = 0;
  private readonly begun: number;

  constructor(
    private readonly ctx: Context,
    private sidecar: Delegated,
  ) {
    this.meter = new Meter(ctx, sidecar);
    this.begunAt = momentOf(ctx.clock);
    this.begun = ctx.clock.elapsed();
  }

  async play(begin: Begin, inBackground: boolean): Promise<DelegateResult> {
    const { ctx, sidecar, meter } = this;
    this.logged = await sizeOfLog(ctx, sidecar);
    const used = await meter.read();
    meter.begin();
    const up = usedUp(sidecar.delegate, used);
    if (up) return this.refuse(up);
    const timeMs = sidecar.delegate.limits.time_s * 1000;
    await openInteraction(ctx, sidecar.name, { begun_at: ctx.clock.now(), timed: this.begunAt });
    const until = this.begun + timeMs;
    try {
      await begin(sidecar, until);
    } catch (error) {
      // If the caller is stopped meanwhile, the interaction stays open, and its limits are enforced.
      if (error instanceof CsdError) await closeInteraction(ctx, sidecar.name);
      throw error;
    }
    // The conversation may have become known since the entry.
    this.sidecar = { ...sidecar, ...(await findSidecar(ctx, sidecar.name)), delegate: sidecar.delegate };
    if (inBackground) return this.toResult({ status: 'running', response: '', error: null, reached: null }, false);
    const ending = await awaitTurn(ctx, { sidecar: this.sidecar, meter, until });
    const told = await this.end(ending);
    const result = await this.toResult(told);
    await this.keep(result);
    return result;
  }

  /** Nothing is sent to a delegate without calls or money left. */
  private async refuse(limit: Exclude<Limit, 'time'>): Promise<DelegateResult> {
    const { name } = this.sidecar;
    const flag = limit === 'cost' ? '--max-cost' : '--max-turns';
    const error = `${sayLimit(limit, this.sidecar.delegate)}, and nothing was sent: raise it with \`csd continue ${name} ${flag} …\``;
    const status = limit === 'cost' ? 'cost_exceeded' : 'turns_exceeded';
    return this.toResult({ status, response: '', error, reached: limit });
  }

  private async end(ending: Ending): Promise<Outcome> {
    const { ctx, sidecar } = this;
    const closed = await closedAs(ctx, sidecar.name);
    if (closed || (ending.kind === 'gone' && !(await findSidecar(ctx, sidecar.name)))) {
      const error = `the delegate was ${closed ?? 'killed'} in the meantime`;
      return { status: 'aborted', response: textOf(ending.state), error, reached: null, gone: true };
    }
    if (ending.kind === 'over') return this.overAs(ending.state);
    if (ending.kind === 'limit') return this.stop(ending);
    const error = `the agent ended during the turn${deathReason(ending.state)}`;
    return { status: 'failed', response: '', error, reached: null, gone: true };
  }

  /** A turn that failed with its money spent was ended by the agent's own budget. */
  private async overAs(state: State): Promise<Outcome> {
    const told = outcomeOf(state);
    const { delegate } = this.sidecar;
    if (told.status !== 'failed' || usedUp(delegate, await this.meter.read()) !== 'cost') return told;
    const error = `${sayLimit('cost', delegate)}: the agent ended the turn`;
    return { ...told, status: 'cost_exceeded', error, reached: 'cost' };
  }

  /** Interrupts the turn at a limit; an agent that cannot be interrupted is ended. */
  private async stop({ limit, state }: Ending & { kind: 'limit' }): Promise<Outcome> {
    const { ctx, sidecar } = this;
    const status = `${limit}_exceeded` as const;
    const error = sayLimit(limit, sidecar.delegate);
    const stopped = await stopTurn(ctx, sidecar);
    // It reached its end or a question before the interrupt, so that is its outcome.
    if (stopped.kind === 'over' && sidecar.delegate.on_limit !== 'kill') return outcomeOf(stopped.state);
    const response = textOf(stopped.state ?? state);
    const told = { status, response, reached: limit };
    if (stopped.kind !== 'ended') return { ...told, error: `${error}: the turn was cut off` };
    return { ...told, error: `${error}: ${stopped.why}`, ...(!stopped.stays && { gone: true }) };
  }

  private async toResult(
    { status, response, error, reached, waits, gone }: Outcome,
    isOver = true,
  ): Promise<DelegateResult> {
    const { ctx, meter } = this;
    const newest = (await findSidecar(ctx, this.sidecar.name).catch(() => undefined)) ?? this.sidecar;
    if (!gone && isOver) await settleUsage(ctx, newest, undefined).catch(() => undefined);
    const used = await meter.read();
    const { delegate, name } = this.sidecar;
    const { cost, turns } = spentOf(delegate, used);
    const { tools, files } = meter.done();
    const { cost_usd, turns: calls, time_s } = delegate.limits;
    return {
      status,
      response,
      cost,
      turns,
      duration_ms: Math.round(ctx.clock.elapsed() - this.begun),
      session_id: sessionIdOf(newest),
      name,
      can_continue: !gone,
      tools_used: tools,
      files_changed: files,
      safety: {
        violations: await readViolations(ctx, this.sidecar, this.logged),
        limits: { cost_usd, turns: calls, time_s, reached: reached ?? usedUp(delegate, used) ?? null },
      },
      ...waits,
      error,
    };
  }

  private async keep({ status, error, gate, gate_id, can_continue, tools_used }: DelegateResult): Promise<void> {
    const { ctx } = this;
    const { name } = this.sidecar;
    const last = {
      at: ctx.clock.now(),
      status,
      ...(error !== null && { error }),
      ...(gate !== undefined && { gate }),
      ...(gate_id !== undefined && { gate_id }),
    };
    const kept = await updateDelegate(ctx, name, (delegate) => ({ ...delegate, last })).catch((cause: unknown) => {
      // A session that was killed has nothing to update.
      if (!(cause instanceof CsdError) || cause.code !== 'no_such_session') throw cause;
    });
    if (!kept || !can_continue || !(await restIfAwakened(ctx, kept, tools_used))) await closeInteraction(ctx, name);
  }
}
