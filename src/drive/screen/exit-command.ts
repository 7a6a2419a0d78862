import { CsdError, type ErrorCode } from '../../contract/errors.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { interrupt } from './gates/interrupt.ts';
import { inject } from './send/send.ts';

/** How long to wait for an agent to be ready before its exit command, ms. */
const READY_MS = 1000;

/**
 * Types the agent's own exit command, after an interrupt if it is working. False if something prevents that (a gate, a
 * draft, an unknown screen), so that force is left; true also for an error code in `gone`, which means that the agent
 * may have ended meanwhile.
 */
export async function typeExitCommand(ctx: Context, seen: Observation, gone: readonly ErrorCode[]): Promise<boolean> {
  const { sidecar, signals } = seen;
  if (signals.screen.kind !== 'seen' || !signals.screen.screen.composer) return false;
  const { exitCommand } = backendOf(ctx, sidecar).input;
  const options = { submit: true, command: true, readyMs: READY_MS, evenPaused: true };
  try {
    if (seen.verdict.state.status === 'working') await interrupt(ctx, sidecar, 'queue');
    await inject(ctx, sidecar, exitCommand, options);
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
    return gone.includes(error.code);
  }
  return true;
}
