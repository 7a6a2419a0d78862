import { turnOf } from '../../detect/verdict/signals.ts';
import type { Observation } from '../session/observation.ts';
import { createdAt } from '../signals/locate-transcript.ts';

/**
 * When what the session does now began, as far as one look can tell, in ms since 1970: the prompt of a turn in flight, the record
 * that a gate or a question is about, the end of a turn, the end of a session. `undefined` where nothing tells.
 */
export function sinceOf({ sidecar, verdict: { state }, signals }: Observation): number | undefined {
  const turn = turnOf(signals.transcript);
  switch (state.status) {
    case 'spawning':
      return turn?.clearedAt ?? (createdAt(sidecar) || undefined);
    case 'working':
      return turn?.phase === 'running' ? turn.promptAt : undefined;
    case 'dead':
      return sidecar.ended?.at ?? turn?.lastAt;
    case 'unknown':
      return undefined;
    default:
      return turn?.lastAt;
  }
}
