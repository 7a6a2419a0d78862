import { isObject } from '../../contract/json.ts';
import type { DelegateGrammar } from '../../detect/agent/delegate-grammar.ts';
import { guard } from './guard.ts';

/** codex reads by running commands, and its sandbox prevents these from writing; it has no mode without commands. */
const READING = { mode: 'read-only' };

/** What a delegate on codex may do: enforced by the sandbox of each mode. */
export const delegate: DelegateGrammar = {
  presets: {
    'read-only': READING,
    review: READING,
    edit: { mode: 'auto' },
    full: 'a person starts it without permission checks, with `csd spawn --backend codex --yolo`',
    plan: 'its plan mode is switched on by a person, inside the agent',
  },
  // It pursues its own goal from turn to turn.
  wakes: ['create_goal', 'update_goal'],
  changed,
  guard,
};

/** An applied patch names its files (0.150.0, 0.171.0). */
function changed(record: unknown): string[] {
  if (!isObject(record) || !isObject(record.payload)) return [];
  const { type, success, changes } = record.payload;
  return type === 'patch_apply_end' && success === true && isObject(changes) ? Object.keys(changes) : [];
}
