import type { State } from '../../contract/state.ts';
import { inputLines } from '../../operations/tool-input.ts';

/** A gate or question that waits for a person, as it was when it was shown: the answer names it. */
export interface Gate {
  session: string;
  gateId: string | undefined;
  /** What it is about, in one line. */
  title: string;
  /** All that it says, line by line. */
  lines: string[];
  options: string[];
  /** The agent told less than the whole of it. */
  truncated: boolean;
}

/** What is asked one by one, until there is an answer to each. */
export interface Questions {
  session: string;
  /** The mark of what asks, so that nothing else is answered. */
  gateId: string | undefined;
  asked: readonly { question: string; options: readonly string[]; multiple?: boolean }[];
  answers: readonly string[];
}

/** What waits for a person in this state, whole; `undefined` where nothing does that can be approved or denied. */
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

/** What the session asks in words or by the fields of a form; `undefined` where it asks nothing. */
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
