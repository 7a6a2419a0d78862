import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { State } from '../../../contract/state.ts';
import { screenOf } from '../../../detect/verdict/signals.ts';
import { lookAt } from '../../observe/look-at.ts';
import { backendOf } from '../../session/backend-of.ts';
import type { Context } from '../../session/context.ts';
import { readSmall } from '../../session/files/look-budget.ts';
import { isOwnBehindLink } from '../../session/files/private-files.ts';
import type { Observation } from '../../session/observation.ts';
import { addressOf } from '../../session/panes/pane.ts';
import { configDirOf } from '../../signals/locate-transcript.ts';
import { requireScreen, withInputLock } from '../preconditions.ts';
import { clearComposer } from '../send/paste.ts';

/** Whether a turn was interrupted, and the prompt that the agent had put back into its composer. */
export interface Interruption {
  interrupted: boolean;
  returned_prompt?: string;
  state: State;
}

const POLL_MS = 40;
/** An Escape that has changed nothing after this time was lost, in ms. */
const AGAIN_MS = 2500;
/** How long the agent may take to return to an empty composer, in ms. */
const BACK_MS = 15_000;
/** The statuses of a session whose turn is over. */
const OVER = new Set(['idle_done', 'awaiting_answer', 'spawning']);
/** Gates that Escape only closes; at any other it would decline or end something unasked. */
const CLOSABLE = new Set(['permission']);

/** What to stop: the turn in flight, or also those of the prompts that wait in the queue, which begin when it ends. */
export type Reach = 'turn' | 'queue';

/**
 * Interrupts the turn in flight; succeeds when the composer is live and empty again, or if the agent has begun the turn
 * of a queued prompt instead, which only the reach `queue` interrupts too. A prompt that the agent gave back is returned
 * and cleared, so that it does not become part of the next one. Presses nothing if no turn is in flight. Throws `gated`
 * at a gate that is not part of a turn, `dead`, or `not_accepted` if the turn continues.
 */
export async function interrupt(ctx: Context, sidecar: Sidecar, reach: Reach = 'turn'): Promise<Interruption> {
  return withInputLock(
    ctx,
    sidecar,
    async () => {
      const before = await lookAt(ctx, sidecar);
      requireScreen(before);
      if (!isInFlight(before)) return { interrupted: false, state: before.verdict.state };
      // A person's draft stays, with whatever the agent puts next to it.
      const typed = requireScreen(before).composer?.draft ?? '';
      const after = await pressUntilOver(ctx, sidecar, before, reach);
      const draft = requireScreen(after).composer?.draft ?? '';
      const returned = typed === '' && draft !== '' && OVER.has(after.verdict.state.status);
      if (returned) await clearComposer(ctx, sidecar);
      const { state } = after.verdict;
      // A turn that ended by itself in the meantime was not interrupted.
      const isWhole = (state.status === 'idle_done' || state.status === 'awaiting_answer') && !('interrupted' in state);
      return {
        interrupted: returned || !isWhole,
        ...(returned ? { returned_prompt: draft } : {}),
        state: after.verdict.state,
      };
    },
    { evenPaused: true },
  );
}

/** True while a turn can be interrupted; throws `gated` at a gate that Escape would answer. */
function isInFlight({ sidecar, verdict, signals }: Observation): boolean {
  const { state } = verdict;
  // The key would go to another conversation.
  if (screenOf(signals.screen)?.beside) return false;
  if (state.status === 'working' || state.status === 'plan_ready') return true;
  const menu = screenOf(signals.screen)?.menu;
  if (state.status === 'awaiting_answer') return menu !== undefined;
  if (state.status !== 'blocked') return false;
  if (CLOSABLE.has(state.gate)) return true;
  const message = `session ${sidecar.name} waits at the ${state.gate} gate, which an interrupt would decline: use approve or deny`;
  throw new CsdError('gated', message, { gate: state.gate, state });
}

/**
 * Presses the agent's interrupt key, at once for the screen in `before`, until the turn is over; a second time only
 * while the first has had no effect. With the reach `turn` it is also over once a later turn is in flight.
 */
async function pressUntilOver(ctx: Context, sidecar: Sidecar, before: Observation, reach: Reach): Promise<Observation> {
  const { input } = backendOf(ctx, sidecar);
  const streaming = sidecar.backend_version === null ? undefined : input.interruptStreaming?.(sidecar.backend_version);
  const keysFor = await readKeys(ctx, sidecar);
  let gated = false;
  const since = ctx.clock.elapsed();
  let pressedAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const now = ctx.clock.elapsed();
    if (now - since > BACK_MS) break;
    const seen = pressedAt < 0 ? before : await lookAt(ctx, sidecar);
    const screen = requireScreen(seen);
    const back = screen.composer !== undefined && pressedAt > 0 && OVER.has(seen.verdict.state.status);
    if (back || (reach === 'turn' && pressedAt > 0 && isLater(seen, before))) return seen;
    // The key has only closed a gate of the turn, which continues.
    const goesOn = gated && screen.menu === undefined && screen.activity !== undefined && pressedAt > 0;
    if ((goesOn || now - pressedAt > AGAIN_MS) && (pressedAt < 0 || isInFlight(seen))) {
      gated = screen.menu !== undefined;
      const ignored = pressedAt > 0 && !goesOn && isStreaming(seen);
      const keys = ignored && streaming !== undefined ? [streaming] : keysFor(seen);
      await ctx.tmux.press(addressOf(sidecar), keys);
      pressedAt = ctx.clock.elapsed();
    }
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
  throw new CsdError(
    'not_accepted',
    `the turn of ${sidecar.name} continues: the interrupt was not accepted by the TUI`,
  );
}

/** True if the agent works on a later turn than before. */
function isLater({ verdict: { state } }: Observation, before: Observation): boolean {
  return state.status === 'working' && (state.turn ?? 0) > (before.verdict.state.turn ?? Number.POSITIVE_INFINITY);
}

/**
 * True while text is streaming, by the terminal's title and without an activity row, in a session without a draft. The
 * other key ends an idle agent and clears a draft, so it is pressed in no other state.
 */
function isStreaming(seen: Observation): boolean {
  const { composer, menu, activity, busyTitle } = requireScreen(seen);
  const isQuiet = menu === undefined && activity === undefined && composer?.draft === '';
  return isQuiet && busyTitle && seen.verdict.state.status === 'working';
}

/**
 * The interrupt keys for the observed screen, with the person's own key bindings; they throw `not_accepted` if no key
 * interrupts.
 */
async function readKeys(ctx: Context, sidecar: Sidecar): Promise<(seen: Observation) => string[]> {
  const backend = backendOf(ctx, sidecar);
  const { bindings, interrupt } = backend.input;
  const file = bindings?.file(configDirOf(ctx, sidecar, backend));
  // The file decides which keys are typed, so another user's file does not count.
  const text = file !== undefined && (await isOwnBehindLink(ctx, file)) ? await readSmall(ctx.files, file) : undefined;
  if (bindings === undefined || file === undefined || text === undefined) return () => [interrupt];
  const all = bindings.interrupts(text);
  return (seen) => {
    const { menu, composer } = requireScreen(seen);
    const place = menu ? 'menu' : 'turn';
    const [press] = all[place];
    const isBare = composer?.draft === '' && seen.verdict.state.status === 'working';
    if (press && (!press.endsIdle || isBare)) return press.keys;
    const what = menu ? 'the open menu' : 'a turn';
    const why = press ? `only ${press.keys.join(' ')}, which also clears the draft, interrupts` : 'no key interrupts';
    const message = `the turn of ${sidecar.name} continues: in ${file} ${why} ${what}; ${bindings.remedy[place]}`;
    throw new CsdError('not_accepted', message, { path: file });
  };
}
