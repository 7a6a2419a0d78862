import type { State } from '../../../contract/state.ts';

/** The id of what waits for an answer, as `expect` takes it; `undefined` if nothing waits or it has none. */
export function gateIdOf(state: State): string | undefined {
  switch (state.status) {
    case 'blocked':
    case 'plan_ready':
    case 'awaiting_answer':
      return state.gate_id;
    default:
      return undefined;
  }
}
