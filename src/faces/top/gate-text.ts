import type { State } from '../../contract/state.ts';
import { inputLines } from '../../operations/text/tool-input.ts';

/** A gate or question that waits for the user, as it was when it was shown: the answer refers to it. */
export interface Gate {
  session: string;
  gateId: string | undefined;
  /** Its subject, in one line. */
  title: string;
  /** Its complete text, line by line. */
  lines: string[];
  options: string[];
  /** The agent reported only a part of it. */
  truncated: boolean;
}

/** Questions that are asked one by one, until each has an answer. */
export interface Questions {
  session: string;
  /** The id of the gate, so that nothing else is answered. */
  gateId: string | undefined;
  asked: readonly { question: string; options: readonly string[]; multiple?: boolean }[];
  answers: readonly string[];
}

/** The complete gate of this state; `undefined` if there is nothing to approve or deny. */
export function gateOf(session: string, state: State): Gate | undefined {
  if (state.status === 'blocked') {
    const tool = state.tool === undefined ? `${state.gate} gate` : `${state.tool} asks for permission`;
    const told = state.description === undefined ? [] : [state.description, ''];
    const input = state.input === undefined ? [] : [...inputLines(state.input), ''];
    const lines = [...told, ...input, 'On its screen:', '', ...state.prompt.split('\n')];
    return make(session, state, `${session}: ${tool}`, lines);
  }
  if (state.status === 'plan_ready') {
    const text = state.plan ?? `The plan could not be read${state.plan_file ? `: ${state.plan_file}` : ''}.`;
    return make(session, state, `${session}: a plan is ready`, text.split('\n'));
  }
  return undefined;
}

function make(
  session: string,
  { gate_id, options, truncated = false }: { gate_id?: string; options: string[]; truncated?: boolean | undefined },
  title: string,
  lines: string[],
): Gate {
  return { session, gateId: gate_id, title, lines, options, truncated };
}

/** The questions of the session, in text or as the fields of a form; `undefined` if it asks nothing. */
export function questionsOf(session: string, state: State): Questions | undefined {
  const make = (asked: Questions['asked'], gateId?: string): Questions => ({ session, gateId, asked, answers: [] });
  if (state.status === 'awaiting_answer') {
    const sole = { question: state.asks ?? state.question, options: state.options ?? [] };
    return make(state.questions?.length ? state.questions : [sole], state.gate_id);
  }
  if (state.status === 'working' && state.questions?.length) return make(state.questions);
  if (state.status === 'blocked' && state.fields?.length)
    return make(
      state.fields.map(({ label, description }) => ({
        question: description ? `${label}: ${description}` : label,
        options: [],
      })),
      state.gate_id,
    );
  return undefined;
}
