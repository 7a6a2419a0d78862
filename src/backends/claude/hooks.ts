import { isObject } from '../../contract/json.ts';
import type { HookEvent, HookGrammar } from '../../detect/agent/hook-grammar.ts';

/** Observed on 2.1.158 and 2.1.330, with `--settings`; `SubagentStop` according to the agent's settings schema. */
const EVENTS = [
  'SessionStart',
  'UserPromptSubmit',
  'PreToolUse',
  'PermissionRequest',
  'PostToolUse',
  'Stop',
  'SubagentStop',
  'SessionEnd',
  'Notification',
];
/** The agent continues without a hook that takes longer, in s. */
const TIMEOUT_S = 5;

/** Lifecycle events of Claude Code, through `--settings FILE`. */
export const hooks: HookGrammar = {
  events: EVENTS,
  settingsFlag: '--settings',
  settings(command, base, events = EVENTS) {
    const known = isObject(base.hooks) ? base.hooks : {};
    const own = { hooks: [{ type: 'command', command, timeout: TIMEOUT_S }] };
    const added = events.map((event): [string, unknown[]] => {
      const before = known[event];
      return [event, [...(Array.isArray(before) ? before : []), own]];
    });
    return { ...base, hooks: { ...known, ...Object.fromEntries(added) } };
  },
  read(record) {
    if (!isObject(record) || typeof record.hook_event_name !== 'string') return undefined;
    const { hook_event_name: event, session_id, prompt, tool_name } = record;
    return {
      event,
      ...(typeof session_id === 'string' ? { sessionId: session_id } : {}),
      ...(event === 'UserPromptSubmit' && typeof prompt === 'string' ? { prompt } : {}),
      ...(typeof tool_name === 'string' ? { tool: tool_name } : {}),
    };
  },
  readCut(text) {
    const event = stringAt(text, 'hook_event_name');
    if (event === undefined) return undefined;
    const [sessionId, tool] = [stringAt(text, 'session_id'), stringAt(text, 'tool_name')];
    const prompt = event === 'UserPromptSubmit' ? stringAt(text, 'prompt') : undefined;
    const found: HookEvent = { event, cut: true };
    if (sessionId !== undefined) found.sessionId = sessionId;
    if (tool !== undefined) found.tool = tool;
    if (prompt !== undefined) found.prompt = prompt;
    return found;
  },
};

/** The string value of a key in JSON without its end; as much of it as is there. */
function stringAt(text: string, key: string): string | undefined {
  const inside = new RegExp(`"${key}"\\s*:\\s*"((?:[^"\\\\]|\\\\(?:u[0-9a-fA-F]{4}|[^u]))*)`).exec(text)?.[1];
  return inside === undefined ? undefined : (JSON.parse(`"${withoutHalfCharacters(inside)}"`) as string);
}

/** Without the replacement characters for a character whose bytes were cut. */
function withoutHalfCharacters(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\ufffd') end--;
  return text.slice(0, end);
}
