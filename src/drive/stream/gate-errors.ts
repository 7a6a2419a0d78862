import { CsdError } from '../../contract/errors.ts';
import type { StreamGate } from '../../detect/agent/stream-grammar.ts';
import { aGate } from '../screen/gate-words.ts';
import type { Observation } from '../session/observation.ts';

/** The name of a gate in states and errors. */
export function kindOf({ kind }: Pick<StreamGate, 'kind'>): string {
  return kind;
}

/** The error for a request that an open gate prevents, with the gate, its options, and how to answer it. */
export function gatedBy({ sidecar, verdict, stream }: Observation): CsdError {
  const { name } = sidecar;
  const [gate] = stream?.gates ?? [];
  const kind = gate?.kind ?? 'permission';
  const asks = kind === 'question';
  const waits = asks ? `session ${name} asks a question` : `session ${name} waits at ${aGate(kind)}`;
  const how = asks ? `csd answer ${name} ANSWER` : `csd approve ${name}`;
  return new CsdError('gated', `${waits} and takes no prompt: answer it with \`${how}\` first`, {
    gate: kind,
    options: gate?.options.map(({ label }) => label) ?? [],
    state: verdict.state,
  });
}

/** The error for an answer if no gate is open. */
export function noGate({ sidecar, verdict }: Observation): CsdError {
  const { state } = verdict;
  const message = `session ${sidecar.name} has no open gate (it is ${state.status}): nothing was sent to the agent`;
  return new CsdError('no_gate', message, { state });
}

/** The error for a gate that is not the expected one. */
export function gateChanged({ sidecar, verdict }: Observation, gate_id: string | undefined): CsdError {
  const { name } = sidecar;
  const message = `the gate of ${name} is not the expected one: nothing was sent to the agent; read it again with \`csd state ${name}\``;
  return new CsdError('gate_changed', message, { ...(gate_id !== undefined && { gate_id }), state: verdict.state });
}
