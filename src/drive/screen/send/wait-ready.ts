import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { State } from '../../../contract/state.ts';
import { isAbandoned } from '../../../detect/verdict/entry.ts';
import { screenOf } from '../../../detect/verdict/signals.ts';
import { lookWhileStarting } from '../../observe/look-while-starting.ts';
import { backendOf } from '../../session/backend-of.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { isShell } from '../../session/panes/pane.ts';
import { gatedError, requireScreen } from '../preconditions.ts';
import { isGhost } from './paste.ts';

/** The pause between two looks, in ms. */
const POLL_MS = 50;
/**
 * How long after the last sign of a start a composer may look like that of a starting agent before it only lacks its
 * footer, in ms.
 */
export const STARTING_MS = 6000;
/** How long a composer may take to appear, after the last sign that the agent is starting, in ms. */
const READY_MS = 15_000;
/** How long a shell in the foreground without a composer may be a wrapper that is about to start the agent, in ms. */
const SHELL_MS = 2000;

/** `readyMs` and `withinMs` as in `InjectOptions`. */
interface ReadyOptions {
  ifIdle?: boolean;
  readyMs?: number;
  withinMs?: number;
}

/**
 * Waits for an empty composer and returns the look that showed it: for `readyMs`, or for 15 s, of a starting agent
 * since the last sign that it starts, and at most `withinMs`. Presses no key except the blank that detects an unmarked
 * ghost text. Throws `dead`, `gated`, `composer_busy` (someone's draft), `not_an_agent` (a shell), or `not_ready`.
 */
export async function waitUntilReady(
  ctx: Context,
  sidecar: Sidecar,
  { ifIdle = false, readyMs, withinMs }: ReadyOptions = {},
): Promise<Observation> {
  const since = ctx.clock.elapsed();
  let state: State | undefined;
  const wait = { quietMs: READY_MS, readyMs, mostMs: withinMs, everyMs: POLL_MS };
  const ready = await lookWhileStarting(ctx, sidecar, wait, async (seen, limit) => {
    state = seen.verdict.state;
    const startingMs = isLoading(seen) ? limit.withinMs : isStarting(seen) ? limit.within(STARTING_MS) : 0;
    if ((await takesText(ctx, seen)) && ctx.clock.elapsed() - since >= startingMs) {
      if (ifIdle && state.status === 'working') throw busy(seen);
      return seen;
    }
    const waited = ctx.clock.elapsed() - since;
    if (seen.pane && sidecar.agent_pid === undefined && isShell(seen.pane.command) && waited > SHELL_MS) {
      throw new CsdError(
        'not_an_agent',
        `the pane of ${sidecar.name} runs ${seen.pane.command}, not an agent: nothing was typed`,
      );
    }
    return undefined;
  });
  if (ready) return ready;
  const waited = Math.round((ctx.clock.elapsed() - since) / 1000);
  const view = state?.overlay === undefined ? '' : ` (covered by ${state.overlay})`;
  const cause = state?.status === 'unknown' ? ` (${state.reason})` : view;
  const why = `session ${sidecar.name} shows no composer after ${waited} s${cause}: look at it with \`csd state ${sidecar.name} --explain\``;
  throw new CsdError('not_ready', why, { state });
}

/**
 * True while the composer is drawn and the agent is still starting: text would wait there, and a gate may come before
 * it.
 */
export function isStarting({ signals }: Observation): boolean {
  if (signals.screen.kind !== 'seen') return false;
  const { starting, prompted } = signals.screen.screen;
  return starting && !prompted;
}

const isLoading = ({ signals }: Observation): boolean => screenOf(signals.screen)?.loading === true;

/**
 * True if the composer is drawn and empty, false while there is none; throws for content that a person has to clear
 * first.
 */
async function takesText(ctx: Context, seen: Observation): Promise<boolean> {
  const { name } = seen.sidecar;
  const screen = requireScreen(seen);
  // A gate that is not in the state is still being drawn.
  if (screen.menu && seen.verdict.state.status === 'working') return false;
  if (screen.menu) throw gatedError(name, seen.verdict.state, screen, backendOf(ctx, seen.sidecar).gates);
  const { composer } = screen;
  if (!composer) return false;
  if (screen.commandMode) throw notText(name, 'in command mode, where text acts as keys');
  if (composer.draft !== '' && !(await isGhost(ctx, seen.sidecar, composer))) {
    const { entry } = seen.signals;
    const isOurs = entry !== undefined && isAbandoned(entry, composer.draft);
    const whose = isOurs
      ? 'a prompt that a csd typed and did not submit before it ended'
      : 'a draft that csd did not type';
    const message = `the composer of ${name} holds ${whose}: send or clear it first`;
    throw new CsdError('composer_busy', message, { draft: composer.draft, ...(isOurs && { abandoned: true }) });
  }
  if (composer.shell) throw notText(name, 'in shell mode, where text runs as a command');
  return true;
}

function busy({ sidecar, verdict }: Observation): CsdError {
  return new CsdError(
    'not_ready',
    `a turn of ${sidecar.name} is in flight: wait for it to end, or let the prompt be queued`,
    { state: verdict.state },
  );
}

function notText(name: string, why: string): CsdError {
  return new CsdError('not_ready', `the composer of ${name} is ${why}: leave that mode first`);
}
