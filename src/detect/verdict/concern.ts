import type { State } from '../../contract/state.ts';
import { standingOf } from './entry.ts';
import type { Findings } from './evidence.ts';
import type { Signals } from './signals.ts';

/** A verdict of a finished turn must be about the newest entered prompt, or a later one. */
export function concern(state: State, signals: Signals, findings: Findings): State {
  if (!isOver(state)) return state;
  const standing = standingOf(signals);
  switch (standing.kind) {
    case 'current':
    case 'left':
      return state;
    case 'elsewhere':
      findings.rule('prompt', 'in-flight-elsewhere');
      return {
        status: 'unknown',
        reason: 'the turn of the newest prompt is in flight in another conversation than the one that is shown',
      };
    case 'older':
      findings.rule('prompt', 'turn-before');
      return { status: 'working', tools: [] };
    case 'refused':
      findings.rule('prompt', 'refused');
      return { status: 'idle_done', text: '', error: refusalOf(standing.reason) };
    case 'taken-back':
      findings.rule('prompt', 'taken-back');
      return { status: 'idle_done', text: '', error: 'the queued prompt was taken back: it had no turn' };
    case 'lost':
      findings.rule('prompt', 'no-turn-of-it');
      return {
        status: 'unknown',
        reason:
          signals.entry?.outcome === 'pending'
            ? 'the newest prompt was being sent, and neither screen nor files tell whether it was taken'
            : 'the newest prompt was taken, but neither screen nor files tell of its turn',
      };
  }
}

/** The message for a refused prompt, with the reason of the user's hook. */
function refusalOf(reason: string): string {
  return `a hook refused the prompt${reason === '' ? '' : `: ${reason}`}`;
}

/** True for a verdict about a finished turn or no turn, and not about what the screen shows now. */
function isOver(state: State): boolean {
  if (state.status === 'awaiting_answer') return state.options === undefined;
  if (state.status === 'blocked') return state.gate === 'limit' && state.options.length === 0;
  return state.status === 'idle_done' || state.status === 'spawning';
}
