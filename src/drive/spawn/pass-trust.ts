import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { labelsOf, nameGate } from '../../detect/screen/gates/gates.ts';
import type { Menu } from '../../detect/screen/menus/menu-types.ts';
import { screenOf } from '../../detect/verdict/signals.ts';
import { lookWhileStarting } from '../observe/look-while-starting.ts';
import { aGate, howToAnswer } from '../screen/gate-words.ts';
import { answer } from '../screen/gates/answer-gate.ts';
import { isStarting, STARTING_MS } from '../screen/send/wait-ready.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';

const POLL_MS = 100;
/** How long its first known screen may take, after the last sign that it is starting, ms. */
const TRUST_MS = 30_000;

/**
 * Answers the trust gate if it comes, and returns when it is gone or another known screen is open. Questions that an
 * agent asks before it, such as whether to update, are declined. Returns the last look if the agent ended meanwhile.
 * Throws `gated` at an earlier gate that nothing clearly declines, and 30 s after the last sign of a start `gated` at a
 * dialog that csd has no name for, which may be the trust gate in other words, or else `timeout`.
 */
export async function passTrust(ctx: Context, sidecar: Sidecar): Promise<Observation | undefined> {
  const begun = ctx.clock.elapsed();
  const backend = backendOf(ctx, sidecar);
  let state = { status: 'unknown', reason: 'not observed' } as State;
  let menu: Menu | undefined;
  const wait = { quietMs: TRUST_MS, everyMs: POLL_MS };
  const passed = await lookWhileStarting<{ ended?: Observation }>(ctx, sidecar, wait, async (seen, limit) => {
    state = seen.verdict.state;
    if (state.status === 'dead') return { ended: seen };
    menu = menuOf(seen);
    if (state.status === 'blocked' && state.gate === 'trust')
      await answerUnlessChanged(ctx, sidecar, { expect: state.gate_id });
    else if (menu && state.status === 'blocked' && nameGate(menu, backend.gates).beforeTrust)
      await decline(ctx, sidecar, state, menu);
    else if (isUp(seen) && !(isStarting(seen) && ctx.clock.elapsed() - begun < limit.within(STARTING_MS))) return {};
    return undefined;
  });
  if (passed) return passed.ended;
  if (menu && state.status === 'blocked') throw gatedBefore(sidecar, state, menu, backend);
  throw new CsdError('timeout', `${notProven(sidecar)}: ${whyNot(state)}; look with \`csd state ${sidecar.name}\``, {
    session: sidecar.name,
  });
}

const notProven = ({ name }: Sidecar) =>
  `session ${JSON.stringify(name)} is up, but it is not proven to trust its folder`;

function menuOf({ signals }: Observation): Menu | undefined {
  return screenOf(signals.screen)?.menu;
}

/** True if the agent shows a composer, a named gate or a question: the trust gate comes before nearly all of these. */
function isUp({ verdict: { state }, signals }: Observation): boolean {
  if (state.status === 'unknown' || (state.status === 'blocked' && state.gate === 'other')) return false;
  const screen = screenOf(signals.screen);
  return screen?.composer !== undefined || screen?.menu !== undefined;
}

async function decline(
  ctx: Context,
  sidecar: Sidecar,
  state: State & { status: 'blocked' },
  menu: Menu,
): Promise<void> {
  try {
    await answerUnlessChanged(ctx, sidecar, { expect: state.gate_id, deny: true });
  } catch (error) {
    if (!(error instanceof CsdError && error.code === 'no_such_option')) throw error;
    throw gatedBefore(sidecar, state, menu, backendOf(ctx, sidecar));
  }
}

function gatedBefore(sidecar: Sidecar, state: State & { status: 'blocked' }, menu: Menu, { gates }: Backend): CsdError {
  const how = howToAnswer(sidecar.name, state.gate, menu, gates);
  const message = `${notProven(sidecar)}: it waits at ${aGate(state.gate)}, which comes before that; ${how}`;
  return new CsdError('gated', message, { session: sidecar.name, gate: state.gate, options: labelsOf(menu), state });
}

async function answerUnlessChanged(
  ctx: Context,
  sidecar: Sidecar,
  choice: { expect: string; deny?: boolean },
): Promise<void> {
  try {
    await answer(ctx, sidecar, choice);
  } catch (error) {
    if (!(error instanceof CsdError && (error.code === 'no_gate' || error.code === 'gate_changed'))) throw error;
  }
}

function whyNot(state: State): string {
  if (state.status === 'unknown') return state.reason;
  return state.status === 'blocked' ? `${aGate(state.gate)} is still there` : 'no screen that csd knows came up';
}
