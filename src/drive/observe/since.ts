import { turnOf } from '../../detect/verdict/signals.ts';
import type { Observation } from '../session/observation.ts';
import { createdAt } from '../signals/locate-transcript.ts';

/**
 * When the session's present activity began, as far as one look shows, in ms since 1970: the prompt of a turn in
 * flight, the record of a gate or a question, the end of a turn, the end of a session. `undefined` if unknown.
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
