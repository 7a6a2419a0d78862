import type { Limit } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import { standingOf } from '../../detect/verdict/entry.ts';
import { transcriptPathOf, turnOf } from '../../detect/verdict/signals.ts';
import { violationsFile } from '../guard/plan-guard.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { filesName } from '../session/sidecars/files-name.ts';
import { findSidecar } from '../session/sidecars/sidecar-store.ts';
import { type Decision, takesPrompt, waitOnTurn } from '../turns/turn-wait.ts';
import { tapFiles } from '../usage/tap-files.ts';
import { spentOf, usedUp } from './limits.ts';
import type { Meter } from './meter.ts';
import type { Delegated } from './open-interaction.ts';

/** How the delegate's work ended, or what it waits for. */
export type Ending =
  | { kind: 'over'; state: State }
  | { kind: 'limit'; limit: Limit; state: State }
  | { kind: 'gone'; state: State };

/** How often to look while the turn continues, ms: its cost can be in files that no watch covers. */
const AGAIN_MS = 250;
/** A gate is reported once it has been unchanged for this long, ms. */
const DRAWN_MS = 400;
/** The pause before a prompt that the session would not accept is tried again, ms. */
const RETRY_MS = 250;

/** Follows a turn by its events, to its end or to a limit. `until`, on the monotonic clock, is the deadline. */
export async function awaitTurn(
  ctx: Context,
  { sidecar, meter, until }: { sidecar: Delegated; meter: Meter; until: number },
): Promise<Ending> {
  let state: State = { status: 'unknown', reason: 'not looked at yet' };
  let drawn: string | undefined;
  const ended = await waitOnTurn<Ending>(ctx, sidecar, {
    timeoutMs: Math.max(0, until - ctx.clock.elapsed()),
    // Its records show a model call before anything else does.
    files: [...tapFiles(ctx, filesName(sidecar)).reports, violationsFile(ctx, sidecar), ...(await meter.ownFiles())],
    async decide(seen): Promise<Decision<Ending>> {
      state = seen.verdict.state;
      if (state.status === 'dead') return { answer: { kind: 'gone', state } };
      if (isOver(seen)) {
        // A dialog that is still being drawn changes a moment later, and could not be answered by its present id.
        const { gate_id: gate } = state as { gate_id?: string };
        if (gate === drawn) return { answer: { kind: 'over', state } };
        drawn = gate;
        return { againMs: DRAWN_MS };
      }
      const limit = await limitAt(sidecar, meter, seen);
      return limit ? { answer: { kind: 'limit', limit, state } } : { againMs: AGAIN_MS };
    },
  });
  return ended?.answer ?? { kind: 'limit', limit: 'time', state };
}

/**
 * The limit that a turn in flight has reached. A turn that has just ended by itself exceeds none, unless it waits for
 * subagents that are still working: each of them starts another turn when it returns.
 */
export async function limitAt(
  { delegate }: Delegated,
  meter: Meter,
  { signals, verdict }: Observation,
): Promise<Exclude<Limit, 'time'> | undefined> {
  if (verdict.state.status !== 'working') return undefined;
  const { transcript } = signals;
  const turn = turnOf(transcript);
  const used = await meter.read(transcriptPathOf(transcript));
  if (turn?.phase === 'ended') return waitsForHelpers(verdict.state) ? usedUp(delegate, used) : undefined;
  const { cost, turns } = spentOf(delegate, used);
  const { limits } = delegate;
  if (limits.cost_usd !== null && cost !== null && cost >= limits.cost_usd) return 'cost';
  if (turns > limits.turns) return 'turns';
  // The last allowed call may be the answer, unless it uses tools, after which there is another call.
  const goesOn = turn !== undefined && (turn.openTools.length > 0 || !turn.streaming);
  return turns === limits.turns && goesOn ? 'turns' : undefined;
}

function waitsForHelpers(state: Extract<State, { status: 'working' }>): boolean {
  return state.detail === 'subagents' || (state.background?.agents ?? 0) > 0;
}

/** True if nothing more comes of the turn by itself: it has ended, or waits for someone. */
export function isOver({ verdict, signals }: Observation): boolean {
  const { state } = verdict;
  // A turn of another conversation, which a person has opened, is not an answer.
  if (standingOf(signals).kind === 'left') return false;
  if (state.status === 'blocked' || state.status === 'plan_ready') return true;
  if ((state.queued ?? 0) > 0) return false;
  return state.status === 'idle_done' || state.status === 'awaiting_answer';
}

/**
 * Waits until a session accepts a prompt, and sends it with `submit`. Throws `gated` if a gate comes first, `dead`, and
 * `timeout` at `until`; nothing was typed then.
 */
export async function submitWhenReady(
  ctx: Context,
  sidecar: Delegated,
  until: number,
  submit: () => Promise<unknown>,
): Promise<void> {
  const sent = await waitOnTurn<true>(ctx, sidecar, {
    timeoutMs: Math.max(0, until - ctx.clock.elapsed()),
    async decide({ verdict: { state } }) {
      if (state.status === 'dead') throw deadError(sidecar, state);
      if (isInTheWay(state)) throw gatedError(sidecar, state);
      if (!takesPrompt(state)) return undefined;
      try {
        await submit();
        return { answer: true };
      } catch (error) {
        if (error instanceof CsdError && (error.code === 'gated' || error.code === 'not_ready'))
          return { againMs: RETRY_MS };
        throw error;
      }
    },
  });
  if (sent) return;
  const message = `session ${sidecar.name} did not take the task in time: nothing was sent; look with \`csd state ${sidecar.name}\``;
  throw new CsdError('timeout', message, { session: sidecar.name });
}

function isInTheWay(state: State): boolean {
  if (state.status === 'awaiting_answer') return state.options !== undefined;
  return state.status === 'blocked' || state.status === 'plan_ready';
}

function gatedError({ name }: Delegated, state: State): CsdError {
  const gate = state.status === 'blocked' ? state.gate : state.status === 'plan_ready' ? 'plan' : 'question';
  const message = `session ${name} waits at the ${gate} gate, so the task was not sent: answer it with \`csd approve ${name}\`, \`csd deny ${name}\` or \`csd answer ${name}\`, and give the task again with \`csd continue ${name}\``;
  return new CsdError('gated', message, { session: name, gate, state });
}

function deadError({ name }: Delegated, state: State): CsdError {
  const why = state.status === 'dead' && state.reason ? `: ${state.reason}` : '';
  return new CsdError('dead', `session ${name} is dead${why}; nothing was sent`, { session: name, state });
}

/** How a delegate was closed, possibly by another process. */
export async function closedAs(ctx: Context, name: string): Promise<'finished' | 'aborted' | undefined> {
  return (await findSidecar(ctx, name).catch(() => undefined))?.delegate?.closed;
}
