import path from 'node:path';
import { CONVERSATION_ID, SESSION_NAME, SESSION_NAME_RULE } from '../../../contract/names.ts';
import type { Sidecar } from '../../../contract/session.ts';

/**
 * What a field must satisfy before it becomes part of a path, a tmux target or a command, and the error text otherwise.
 */
type Rule = [holds: (value: string, sidecar: Sidecar) => boolean, wrong: string];

const ABSOLUTE: Rule = [isPlace, 'not an absolute path'];
const WORD: Rule = [(value) => /^[\w-]{1,200}$/.test(value), 'not letters, digits, "_" and "-"'];

const ID: Rule = [(value) => value === '' || CONVERSATION_ID.test(value), 'not the id of a conversation'];

/** Text fields, which other files have as well. */
const TEXTS: Partial<Record<keyof Sidecar, Rule>> = {
  name: [(value) => SESSION_NAME.test(value), SESSION_NAME_RULE],
  session_id: ID,
  cwd: ABSOLUTE,
  jsonl_path: ABSOLUTE,
  pane: [(value) => /^%\d{1,10}$/.test(value), 'not the id of a tmux pane'],
  tmux_session: [(value) => /^[\w-]+$/.test(value), 'not a name that csd gives'],
  tmux_socket: ABSOLUTE,
  config_dir: ABSOLUTE,
  events_path: [isEventsOf, 'not the file of events that csd makes for this session'],
  worker_dir: ABSOLUTE,
  background_id: WORD,
  files_name: [(value) => SESSION_NAME.test(value), SESSION_NAME_RULE],
  conversation: ID,
  parent: [(value) => SESSION_NAME.test(value), SESSION_NAME_RULE],
  parent_session_id: ID,
};
const PROCESSES = ['pane_pid', 'agent_pid', 'carrier_pid', 'background_pid'] as const;
const RULES = Object.entries(TEXTS) as [keyof Sidecar & string, Rule][];

/** What is wrong with the values of a sidecar that become paths, targets and signals; `undefined` if they are valid. */
export function checkValues(sidecar: Sidecar): string | undefined {
  for (const [name, [holds, wrong]] of RULES) {
    const value = sidecar[name];
    if (typeof value === 'string' && !holds(value, sidecar)) return `${name}: ${wrong}`;
  }
  for (const name of PROCESSES) {
    const value = sidecar[name];
    // A negative id would signal a process group, 0 the caller's own.
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0)) return `${name}: not the id of a process`;
  }
  return undefined;
}

function isPlace(value: string): boolean {
  return path.isAbsolute(value) && !value.includes('\0') && value.length <= 4096 && !value.split('/').includes('..');
}

/** `…/hooks/NAME/events.jsonl`, next to the sidecar folder of some home. */
function isEventsOf(value: string, { name, files_name = name }: Sidecar): boolean {
  return isPlace(value) && path.normalize(value).endsWith(path.join('/hooks', files_name, 'events.jsonl'));
}
