import { type Gate, gateOf } from './gate-text.ts';
import type { Effect, Mode, Model } from './model.ts';

/** The model after a key, and what the key requests. */
export interface Pressed {
  model: Model;
  effect?: Effect;
}

export type ModeOf<Kind extends Mode['kind']> = Extract<Mode, { kind: Kind }>;

/** Back to the list, without a message. */
export function toList(model: Model): Model {
  return { ...model, mode: { kind: 'list' }, notice: undefined };
}

/** Only shows a message. */
export function say(model: Model, text: string): Pressed {
  return { model: { ...model, notice: { text, isBad: false } } };
}

/** Calls an operation. */
export function call(operation: string, input: Record<string, unknown>, doing: string, done: string): Effect {
  return { kind: 'call', operation, input, doing, done };
}

/** True while the gate that is shown is still the one that waits. */
export function isCurrent(model: Model, gate: Gate): boolean {
  const seen = model.sessions.find(({ session }) => session === gate.session);
  return seen !== undefined && gate.gateId !== undefined && gateOf(gate.session, seen.state)?.gateId === gate.gateId;
}
