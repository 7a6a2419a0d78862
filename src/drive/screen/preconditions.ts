import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { GateGrammar } from '../../detect/agent/backend.ts';
import { labelsOf } from '../../detect/screen/gates/gates.ts';
import type { Screen } from '../../detect/screen/screen.ts';
import type { Context } from '../session/context.ts';
import { refuseUntrusted } from '../session/files/private-files.ts';
import type { Observation } from '../session/observation.ts';
import { filesName } from '../session/sidecars/files-name.ts';
import { findSelf } from '../session/sidecars/sidecar-store.ts';
import { folderOf } from '../signals/entries.ts';
import { aGate, howToAnswer } from './gate-words.ts';

/** How long a sender waits for another one on the same session, in ms. */
const LOCK_WAIT_MS = 30_000;

/**
 * Runs `body` while no other process types into this session; waits up to 30 s for another one, at most `withinMs`,
 * then throws `locked`.
 * The lock is next to the session's entry, so that homes that share a worker exclude each other. Throws `paused` for a
 * paused session, unless the input only stops the agent (`evenPaused`).
 */
export async function withInputLock<T>(
  ctx: Context,
  sidecar: Sidecar,
  body: () => Promise<T>,
  { evenPaused = false, withinMs = LOCK_WAIT_MS }: { evenPaused?: boolean; withinMs?: number } = {},
): Promise<T> {
  const lock = path.join(folderOf(ctx, sidecar), `${filesName(sidecar)}.input.lock`);
  await refuseUntrusted(ctx, lock);
  return ctx.files.withLock(lock, Math.min(withinMs, LOCK_WAIT_MS), async () => {
    if (!evenPaused) await refusePaused(ctx, sidecar);
    return body();
  });
}

async function refusePaused(ctx: Context, sidecar: Sidecar): Promise<void> {
  const { name = sidecar.name, paused } = (await findSelf(ctx, sidecar)) ?? {};
  if (!paused) return;
  const since = new Date(paused.at).toISOString();
  const message = `session ${name} is paused, by ${paused.by} since ${since}: \`csd resume ${name}\` lets prompts through again; nothing was typed`;
  throw new CsdError('paused', message, { paused: { ...paused } });
}

/** The screen of a running session; throws `dead`, or `tmux_failed` if nothing could be read. */
export function requireScreen({ sidecar, verdict, signals, pane }: Observation): Screen {
  const { state } = verdict;
  if (state.status === 'dead') {
    const { name, ended } = sidecar;
    const again = `\`csd resume ${name}\` starts it again, and \`csd send ${name} --resume\` sends a prompt then`;
    const remedy = state.resumable ? again : `\`csd ${ended ? 'forget' : 'kill'} ${name}\` removes it`;
    const what = ended ? 'has ended' : `is dead (${state.reason ?? 'ended'})`;
    throw new CsdError('dead', `session ${name} ${what}: ${remedy}`, { state });
  }
  if (signals.screen.kind === 'absent') {
    const reason = state.status === 'unknown' ? state.reason : 'no answer';
    if (pane !== undefined)
      throw new CsdError('not_an_agent', `session ${sidecar.name} takes no input: ${reason}; nothing was typed`);
    throw new CsdError('tmux_failed', `tmux command failed: the pane of ${sidecar.name} could not be read: ${reason}`);
  }
  return signals.screen.screen;
}

/** The error for a prompt that meets a menu, with the gate and its options. */
export function gatedError(name: string, state: State, screen: Screen, gates: GateGrammar): CsdError {
  const options = screen.menu ? labelsOf(screen.menu) : [];
  // While it is being drawn the state is `working`; it is one of the gates within a turn.
  const inTurn = state.status === 'working' ? 'permission' : 'question';
  const gate = state.status === 'blocked' ? state.gate : state.status === 'plan_ready' ? 'plan' : inTurn;
  const asks = gate === 'question';
  const waits = asks ? `session ${name} asks a question in a menu` : `session ${name} waits at ${aGate(gate)}`;
  return new CsdError('gated', `${waits} and takes no prompt: ${howToAnswer(name, gate, screen.menu, gates)}`, {
    gate,
    options,
    state,
  });
}
