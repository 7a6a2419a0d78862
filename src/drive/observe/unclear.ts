import type { Signals } from '../../detect/verdict/signals.ts';
import type { Observation } from '../session/observation.ts';

/**
 * True where the next look may tell more: the screen was caught between two drawings or while a dialog is drawn, or a command
 * was entered of which no record tells yet whether it begins a turn.
 */
export function isUnclear({ verdict, signals }: Observation): boolean {
  const { state } = verdict;
  if (state.status === 'working') return isCommand(signals) || isHalfDrawn(signals);
  if (state.status === 'blocked') return isAheadOfFiles({ verdict, signals });
  if (state.status !== 'unknown' || signals.screen.kind !== 'seen') return false;
  return signals.screen.screen.overlay === undefined && signals.screen.screen.composer === undefined;
}

/** A menu is on the screen, and is not told: what it asks about is still being drawn. */
function isHalfDrawn({ screen }: Signals): boolean {
  return screen.kind === 'seen' && screen.screen.menu !== undefined;
}

/** A gate of which a part is shown is drawn, and the agent's files do not tell of it yet: soon they tell the rest. */
export function isAheadOfFiles({ verdict: { state }, signals }: Pick<Observation, 'verdict' | 'signals'>): boolean {
  const { statusFile } = signals;
  const isPart = state.status === 'blocked' && state.gate === 'permission' && state.truncated === true;
  return isPart && statusFile.kind === 'read' && statusFile.status.status !== 'waiting';
}

/** The newest row of the conversation is a command, the newest turn is over, and the agent is at work on something. */
function isCommand({ screen, transcript }: Signals): boolean {
  if (screen.kind !== 'seen' || !screen.screen.commanded || transcript.kind !== 'read') return false;
  if (screen.screen.detail === 'compacting') return false;
  return transcript.turn.phase === 'ended' && screen.screen.composer !== undefined;
}
