import type { Limit } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import { endSession } from '../conversations/end.ts';
import { lookAt } from '../observe/look-at.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { ageOf, momentOf } from '../session/moment.ts';
import type { Observation } from '../session/observation.ts';
import { type OpenInteraction, writeOpen } from '../session/sidecars/open-record.ts';
import { isOver, limitAt } from './await-turn.ts';
import { sayLimit, usedUp } from './limits.ts';
import { Meter } from './meter.ts';
import { closeInteraction, type Delegated, updateDelegate } from './open-interaction.ts';
import { stopTurn } from './stop-turn.ts';

/*
 * An agent whose turn is over may wake up by itself: when a command that it left running ends, or at a time that it has
 * set; and its subagents may still be working. No interaction continues then, but its limits are still enforced.
 */

/** Something that has ended may wake the agent up within this time, ms. */
const QUIET_MS = 5000;

/** What the agent has running besides its turns. */
export function runsBeside({ background }: Pick<State, 'background'>): boolean {
  const { shells = 0, agents = 0, monitors = 0, other = 0 } = background ?? {};
  return shells + agents + monitors + other > 0;
}

/**
 * Records that a delegate must be supervised after its interaction, if it may wake up by itself; true if so. `tools`:
 * those it used in the interaction.
 */
export async function restIfAwakened(ctx: Context, sidecar: Delegated, tools: readonly string[]): Promise<boolean> {
  const wakes = backendOf(ctx, sidecar).delegate?.wakes ?? [];
  const rests = tools.some((tool) => wakes.includes(tool)) ? 'any' : 'beside';
  const { turns: calls, helpers } = await new Meter(ctx, sidecar).read();
  try {
    const { alive, verdict } = await lookAt(ctx, sidecar);
    if (!alive || (rests === 'beside' && !runsBeside(verdict.state) && helpers === 0)) return false;
  } catch (error) {
    if (error instanceof CsdError) return false;
    throw error;
  }
  await writeOpen(ctx, sidecar.name, { begun_at: ctx.clock.now(), rests, calls });
  return true;
}

/**
 * True if an open interaction has used up its limit of time, whatever the machine's clock was set to meanwhile. Its time
 * counts from now if it did not count yet.
 */
export async function isLate(ctx: Context, { name, delegate }: Delegated, open: OpenInteraction): Promise<boolean> {
  if (open.timed) return ageOf(ctx.clock, open.timed) >= delegate.limits.time_s * 1000;
  await writeOpen(ctx, name, { ...open, timed: momentOf(ctx.clock) });
  return false;
}

/**
 * Enforces the limits of a delegate in turns that it began by itself, each of which may take as long as an interaction.
 * If its turns were too short to be interrupted but have used up a limit, it is ended, because it would wake up again.
 */
export async function enforceResting(
  ctx: Context,
  sidecar: Delegated,
  open: OpenInteraction,
  seen: Observation,
): Promise<void> {
  const { name, delegate } = sidecar;
  const { state } = seen.verdict;
  if (state.status === 'dead' || delegate.closed) return closeInteraction(ctx, name);
  if (isOver(seen)) {
    const used = await new Meter(ctx, sidecar).read();
    const up = used.turns > (open.calls ?? used.turns) ? usedUp(delegate, used) : undefined;
    if (up) {
      await endSession(ctx, name, false, true);
      await keepEnd(ctx, name, up, `${sayLimit(up, delegate)}: it woke up by itself, and was ended`);
      return closeInteraction(ctx, name);
    }
    const { timed, quiet, ...rest } = open;
    const isQuiet = open.rests === 'beside' && !runsBeside(state) && used.helpers === 0;
    if (isQuiet && quiet && ageOf(ctx.clock, quiet) >= QUIET_MS) return closeInteraction(ctx, name);
    if (timed || isQuiet !== (quiet !== undefined))
      await writeOpen(ctx, name, { ...rest, ...(isQuiet && { quiet: quiet ?? momentOf(ctx.clock) }) });
    return;
  }
  if (state.status !== 'working') return;
  const limit = (await isLate(ctx, sidecar, open)) ? 'time' : await limitAt(sidecar, new Meter(ctx, sidecar), seen);
  if (!limit) return;
  const stopped = await stopTurn(ctx, sidecar);
  if (stopped.kind === 'over') return;
  const why = stopped.kind === 'cut' ? 'a turn that it began by itself was cut off' : stopped.why;
  await keepEnd(ctx, name, limit, `${sayLimit(limit, delegate)}: ${why}`);
  // An interrupted one rests again, and its limits still apply.
  if (stopped.kind !== 'cut') await closeInteraction(ctx, name);
}

/** Records which limit was reached. */
async function keepEnd(ctx: Context, name: string, limit: Limit, error: string): Promise<void> {
  const last = { at: ctx.clock.now(), status: `${limit}_exceeded` as const, error };
  await updateDelegate(ctx, name, (now) => ({ ...now, last }));
}
