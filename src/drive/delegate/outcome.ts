import type { DelegateResult, DelegateStatus, Limit } from '../../contract/delegate.ts';
import type { State } from '../../contract/state.ts';

/** What an interaction reports besides the delegate's state. */
export interface Outcome {
  status: DelegateStatus;
  response: string;
  error: string | null;
  reached: Limit | null;
  waits?: Waits;
  /** The session has ended. */
  gone?: boolean;
}

type Waits = Pick<DelegateResult, 'question' | 'gate' | 'prompt' | 'options' | 'gate_id' | 'plan'>;

/** The outcome that a state means when a turn is over. */
export function outcomeOf(state: State): Outcome {
  const told = { response: textOf(state), error: null, reached: null };
  if (state.status === 'idle_done') {
    if (state.error !== undefined) return { ...told, status: 'failed', error: state.error };
    if (state.interrupted) return { ...told, status: 'failed', error: 'the turn was interrupted' };
    return { ...told, status: 'completed' };
  }
  const waits = waitsOf(state);
  if (waits) return { ...told, status: 'needs_input', waits };
  return { ...told, status: 'completed' };
}

/** What a state waits for, in the agent's words. */
function waitsOf(state: State): Waits | undefined {
  if (state.status === 'awaiting_answer') {
    const { question, options, gate_id } = state;
    return { question, ...(options && { options }), ...(gate_id !== undefined && { gate_id }) };
  }
  if (state.status === 'plan_ready') {
    const { plan, options, gate_id } = state;
    return { gate: 'plan', ...(plan !== null && { plan }), options, gate_id };
  }
  if (state.status !== 'blocked') return undefined;
  const { gate, prompt, question, options, gate_id } = state;
  return { gate, prompt, question, options, gate_id };
}

/** The agent's last message, from a state. */
export function textOf(state: State): string {
  if (state.status === 'idle_done') return state.text;
  return state.status === 'awaiting_answer' ? state.question : '';
}
