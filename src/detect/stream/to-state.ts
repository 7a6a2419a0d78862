import type { State } from '../../contract/state.ts';
import type { StreamGate } from '../agent/stream-grammar.ts';
import { findQuestion } from '../questions/find-question.ts';
import { markOf } from '../screen/gates/gates.ts';
import { type EndedTurn, isBusy, type StreamState, waitingPrompts } from './fold-stream.ts';

/**
 * What a session is doing, by its records, and the deciding rule. An open gate takes precedence over everything else.
 */
export function toState(stream: StreamState): { state: State; rule: string } {
  const { state, rule } = decide(stream);
  return { state: { ...state, ...extrasOf(stream, state) } as State, rule };
}

function decide(stream: StreamState): { state: State; rule: string } {
  const [gate] = stream.gates;
  if (gate) return { state: gateState(gate), rule: 'open-gate' };
  if (isBusy(stream)) return { state: working(stream), rule: stream.running ? 'turn-in-flight' : 'prompt-on-its-way' };
  if (stream.last) return { state: over(stream.last), rule: 'turn-ended' };
  return { state: { status: 'spawning' }, rule: stream.ready ? 'no-turn' : 'starting' };
}

/** The turn that the state is about, the prompts waiting behind it, and what runs alongside it. */
function extrasOf(stream: StreamState, state: State): Partial<State> {
  const { running, background } = stream;
  const [next, ...behind] = waitingPrompts(stream);
  const isDue = !running && next !== undefined;
  const turn = state.status === 'spawning' ? undefined : isDue ? next.turn : stream.turn;
  const queued = isDue ? behind.length : next === undefined ? 0 : behind.length + 1;
  const { shells, agents, other } = background;
  return {
    ...(turn === undefined ? {} : { turn }),
    ...(queued > 0 ? { queued } : {}),
    ...(shells + agents + other > 0 ? { background: { shells, agents, ...(other > 0 ? { other } : {}) } } : {}),
  };
}

function working({ tools, detail, retry }: StreamState): State {
  const commands = tools.flatMap(({ command }) => command ?? []);
  const found = detail ?? (tools.length > 0 ? 'tool' : undefined);
  return {
    status: 'working',
    tools: tools.map(({ name }) => name),
    ...(commands.length > 0 ? { commands } : {}),
    ...(found ? { detail: found } : {}),
    ...(retry !== undefined && found === 'retrying' ? { retry } : {}),
  };
}

function gateState(gate: StreamGate): State {
  const options = gate.options.map(({ label }) => label);
  const common = { options, selected: options.length > 0 ? 1 : 0, gate_id: gate.id };
  if (gate.kind === 'plan') {
    const { path = null, text = null } = gate.plan ?? {};
    return { status: 'plan_ready', plan_file: path, plan: text, ...common };
  }
  if (gate.kind === 'question') {
    const [first] = gate.questions ?? [];
    return {
      status: 'awaiting_answer',
      question: first?.question ?? gate.question,
      ...common,
      ...(gate.questions ? { questions: gate.questions } : {}),
    };
  }
  const { prompt, question, tool, input, description } = gate;
  return {
    status: 'blocked',
    gate: 'permission',
    prompt,
    question,
    ...common,
    tool,
    input,
    ...(description === undefined ? {} : { description }),
  };
}

/** A closing message that asks is a question in text, as on the screen. */
function over({ text, interrupted, error, stopReason }: EndedTurn): State {
  const asks = interrupted || error !== undefined ? undefined : findQuestion(text);
  if (asks !== undefined) return { status: 'awaiting_answer', question: text, asks, gate_id: markOf(text) };
  return {
    status: 'idle_done',
    text,
    ...(interrupted ? { interrupted } : {}),
    ...(error === undefined ? {} : { error }),
    ...(stopReason === undefined ? {} : { stop_reason: stopReason }),
  };
}
