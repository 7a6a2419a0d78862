import { isObject, type Json, pick } from '../../contract/json.ts';

/**
 * The fields to keep of a record without a screen, by its type: those that determine a state. For any other type only
 * the type.
 */
const KEPT: Record<string, string[]> = {
  conversation_reset: ['session_id'],
  command_lifecycle: ['command_uuid', 'state'],
  control_cancel_request: ['request_id'],
  system: [
    ...['session_id', 'model', 'permissionMode', 'status', 'tasks'],
    ...['attempt', 'max_retries', 'retry_delay_ms', 'error_status', 'error'],
  ],
  result: [
    ...['session_id', 'is_error', 'result', 'errors', 'terminal_reason', 'stop_reason', 'num_turns'],
    ...['total_cost_usd', 'modelUsage', 'model_usage_since_last_result'],
  ],
  assistant: ['session_id', 'uuid', 'parent_tool_use_id', 'message'],
  user: ['session_id', 'uuid', 'parent_tool_use_id', 'isReplay', 'message'],
  stream_event: ['parent_tool_use_id', 'event'],
  control_request: ['request_id', 'request'],
  control_response: ['response'],
};
const ALWAYS = ['type', 'subtype'];
const REQUEST = [
  ...['subtype', 'tool_name', 'display_name', 'input', 'description', 'decision_reason'],
  ...['permission_suggestions', 'blocked_path', 'tool_use_id'],
];
const ANSWER = ['behavior', 'message', 'updatedInput', 'updatedPermissions'];

/** A record as it may be kept: without lists of commands and tools, the account, tool results, and partial text. */
export function trimStreamRecord(record: Json): Json {
  const kept = pick(record, [...ALWAYS, ...(KEPT[String(record.type)] ?? [])]);
  if (isObject(kept.request)) kept.request = pick(kept.request, REQUEST);
  if (isObject(kept.response)) {
    const { response } = kept.response;
    kept.response = {
      ...pick(kept.response, ['subtype', 'request_id']),
      ...(isObject(response) && { response: pick(response, ANSWER) }),
    };
  }
  if (isObject(kept.event)) kept.event = trimEvent(kept.event);
  if (isObject(kept.message)) kept.message = trimMessage(kept.message, isInjected(record));
  return kept;
}

/** Messages that the agent writes on the user's behalf: user records from the agent that do not return a prompt. */
function isInjected({ type, session_id, isReplay }: Json): boolean {
  return type === 'user' && session_id !== undefined && isReplay !== true;
}

function trimMessage(message: Json, injected: boolean): Json {
  const { content } = message;
  const kept = pick(message, ['id', 'role', 'model', 'usage']);
  if (!Array.isArray(content)) return injected ? kept : { ...kept, content };
  const blocks = injected ? content.filter((block) => isObject(block) && block.type === 'tool_result') : content;
  return { ...kept, content: blocks.map(trimBlock) };
}

/** Partial text arrives again as a whole: only its presence matters. */
function trimEvent(event: Json): Json {
  const { delta } = event;
  const isText = isObject(delta) && typeof delta.text === 'string';
  return { ...pick(event, ['type']), ...(isText && { delta: { ...pick(delta, ['type']), text: '' } }) };
}

function trimBlock(block: unknown): unknown {
  if (!isObject(block)) return block;
  if (block.type === 'tool_result') return { ...block, content: '' };
  return block.type === 'thinking' ? pick(block, ['type']) : block;
}
