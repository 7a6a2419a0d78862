import { isObject } from '../../contract/json.ts';
import type { DelegateGrammar } from '../../detect/agent/delegate-grammar.ts';
import { guard } from './guard.ts';

/** codex reads by commands, which its sandbox keeps from writing; it has no mode in which it runs none. */
const READING = { mode: 'read-only' };

/** What a delegate on codex may do: the sandbox of each mode keeps it. */
export const delegate: DelegateGrammar = {
  presets: {
    'read-only': READING,
    review: READING,
    edit: { mode: 'auto' },
    full: 'a person starts it without permission checks, with `csd spawn --backend codex --yolo`',
    plan: 'its plan mode is switched on by a person, inside the agent',
  },
  // It pursues a goal of its own from turn to turn.
  wakes: ['create_goal', 'update_goal'],
  changed,
  guard,
};

/** A patch that was applied names its files (0.150.0, 0.171.0). */
function changed(record: unknown): string[] {
  if (!isObject(record) || !isObject(record.payload)) return [];
  const { type, success, changes } = record.payload;
  return type === 'patch_apply_end' && success === true && isObject(changes) ? Object.keys(changes) : [];
}
