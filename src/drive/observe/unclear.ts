import type { Signals } from '../../detect/verdict/signals.ts';
import type { Observation } from '../session/observation.ts';

/**
 * True if another look may show more: the screen was caught between two redraws or while a dialog is being drawn, or no
 * record shows yet whether an entered command begins a turn.
 */
export function isUnclear({ verdict, signals }: Observation): boolean {
  const { state } = verdict;
  if (state.status === 'working') return isCommand(signals) || isHalfDrawn(signals);
  if (state.status === 'blocked') return isAheadOfFiles({ verdict, signals });
  if (state.status !== 'unknown' || signals.screen.kind !== 'seen') return false;
  const { overlay, beside, composer } = signals.screen.screen;
  return overlay === undefined && beside === undefined && composer === undefined;
}

/** The screen shows a menu without its question, which is still being drawn. */
function isHalfDrawn({ screen }: Signals): boolean {
  return screen.kind === 'seen' && screen.screen.menu !== undefined;
}

/** A gate is partly drawn, and the agent's files do not have it yet; soon they will have the rest. */
export function isAheadOfFiles({ verdict: { state }, signals }: Pick<Observation, 'verdict' | 'signals'>): boolean {
  const { statusFile } = signals;
  const isPart = state.status === 'blocked' && state.gate === 'permission' && state.truncated === true;
  return isPart && statusFile.kind === 'read' && statusFile.status.status !== 'waiting';
}

/** The newest row of the conversation is a command, the newest turn is over, and the agent is working on something. */
function isCommand({ screen, transcript }: Signals): boolean {
  if (screen.kind !== 'seen' || !screen.screen.commanded || transcript.kind !== 'read') return false;
  if (screen.screen.detail === 'compacting') return false;
  return transcript.turn.phase === 'ended' && screen.screen.composer !== undefined;
}
