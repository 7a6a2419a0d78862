import { type Json, pick } from '../../contract/json.ts';
import type { RecordingGrammar } from '../../detect/agent/backend.ts';
import { trimStreamRecord } from './stream-recording.ts';

/** Events that concern a turn; for all others only the type is kept. */
const EVENTS = /^(?:task_started|turn_started|task_complete|turn_complete|turn_aborted|user_message|agent_message)$/;
const META = ['id', 'session_id', 'timestamp', 'cwd', 'originator', 'cli_version', 'source', 'model_provider'];
/** The beginning of texts that the agent writes on the user's behalf; others are in a developer's message. */
const INJECTED = /^\s*(?:<[a-z_]+(?: instructions)?>|# AGENTS\.md instructions)/;

/** What a recording may contain of a codex session. */
export const codexRecording: RecordingGrammar = {
  trimStreamRecord,
  names: [],
  statusFields: [],
  trim(record) {
    const payload = record.payload as Json | undefined;
    if (typeof payload !== 'object' || payload === null) return pick(record, ['timestamp', 'ordinal', 'type']);
    return { ...pick(record, ['timestamp', 'ordinal', 'type']), payload: trimPayload(record.type, payload) };
  },
  withoutOutput(record) {
    const payload = record.payload as Json | undefined;
    if (typeof payload !== 'object' || payload === null || !('output' in payload)) return record;
    return { ...record, payload: { ...payload, output: '' } };
  },
};

function trimPayload(type: unknown, payload: Json): Json {
  if (type === 'session_meta') return pick(payload, META);
  if (type === 'event_msg') return trimEvent(payload);
  if (type === 'compacted') return { message: withoutPreface(payload.message) };
  if (type !== 'response_item') return pick(payload, ['turn_id']);
  if (payload.type === 'additional_tools') return pick(payload, ['type', 'id']);
  if (payload.type === 'reasoning') return pick(payload, ['type', 'id']);
  if (payload.type !== 'message') return without(payload, ['internal_chat_message_metadata_passthrough']);
  const content = Array.isArray(payload.content) ? (payload.content as Json[]) : [];
  const own = content.filter(({ text }) => payload.role !== 'developer' && !INJECTED.test(String(text)));
  return { ...pick(payload, ['type', 'id', 'role']), content: own };
}

/** A summary follows a line of the agent. */
function withoutPreface(message: unknown): string {
  const text = typeof message === 'string' ? message : '';
  return text.slice(text.indexOf('\n') + 1);
}

function trimEvent(payload: Json): Json {
  if (EVENTS.test(String(payload.type))) return without(payload, ['turn_attribution']);
  const item = payload.item as Json | undefined;
  const kept = item?.type === 'UserMessage' || item?.type === 'Plan' || item?.delivery === 'async';
  if (payload.type === 'item_completed' && kept) return pick(payload, ['type', 'turn_id', 'item']);
  return pick(payload, ['type']);
}

function without(fields: Json, names: string[]): Json {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
