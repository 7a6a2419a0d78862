import { screenOf, statusOf } from '../../../detect/verdict/signals.ts';
import type { Observation } from '../../session/observation.ts';

/**
 * True if `now` proves that the gate in `before` was answered, even if the next gate has the same words: the dialog is
 * another one or gone, its checkbox is toggled, its tool has a result, or the agent's status has moved on. Late records
 * (a tool call in the transcript, the status of this very gate) and a failed look prove nothing.
 */
export function isAnswered(before: Observation, now: Observation, target: number): boolean {
  if (now.verdict.state.status === 'dead') return true;
  if (now.signals.screen.kind === 'absent') return false;
  const [was, is] = [menuOf(before), menuOf(now)];
  if (!was || !is || was.mark !== is.mark) return true;
  if (was.options[target]?.checked !== is.options[target]?.checked) return true;
  return hasResult(before, now) || hasMovedOn(before, now);
}

function menuOf({ signals }: Observation) {
  return screenOf(signals.screen)?.menu;
}

function hasResult(before: Observation, now: Observation): boolean {
  const [was, is] = [openTools(before), openTools(now)];
  return was?.some((id) => is?.includes(id) === false) ?? false;
}

function openTools({ signals }: Observation): string[] | undefined {
  return signals.transcript.kind === 'read' ? signals.transcript.turn.openTools.map(({ id }) => id) : undefined;
}

function hasMovedOn(before: Observation, now: Observation): boolean {
  const [was, is] = [statusOf(before.signals.statusFile), statusOf(now.signals.statusFile)];
  if (!was || !is) return false;
  if (was.status === 'waiting') return is.status !== 'waiting' || is.updatedAt !== was.updatedAt;
  return was.status === 'idle' && is.status === 'busy';
}

/**
 * True while the agent's status does not show yet that it waits, so that it cannot distinguish this gate from the next.
 */
export function isStatusBehind(seen: Observation): boolean {
  const status = statusOf(seen.signals.statusFile);
  return status !== undefined && status.status !== 'waiting';
}
