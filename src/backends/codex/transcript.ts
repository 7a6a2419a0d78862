import { isObject, type Json } from '../../contract/json.ts';
import type { AskedQuestion } from '../../contract/state.ts';
import type { HeldGrammar } from '../../detect/agent/backend.ts';
import type { FactBase, ServiceError, ToolUse, TranscriptFact } from '../../detect/transcript/facts.ts';
import { readRunning, readScript, SCRIPT_TOOL, WAIT_TOOL } from './scripts.ts';

/**
 * Facts of one record of a rollout (`sessions/YYYY/MM/DD/rollout-<start>-<id>.jsonl`), as observed on 0.105.0 to
 * 0.171.0. Turns are explicit (`task_started`, `task_complete`, `turn_aborted`); answers and tools are `response_item`
 * records. A prompt is `user_message` up to 0.145.0 and an `item_completed` later.
 */
export function readCodexRecord(record: unknown): TranscriptFact[] {
  if (!isObject(record) || !isObject(record.payload)) return [];
  const { payload } = record;
  const base = readBase(record);
  if (record.type === 'event_msg') return readEvent(payload, base);
  if (record.type === 'response_item') return readItem(payload, base, String(record.timestamp));
  return record.type === 'compacted' ? [{ ...base, kind: 'compacted', ...readSummary(payload) }] : [];
}

/**
 * A provider without its own compaction is asked for a summary, whose message precedes the record (0.150.0, 0.171.0).
 */
function readSummary({ message }: Json): { summary?: string } {
  return typeof message === 'string' ? { summary: message } : {};
}

function readEvent(payload: Json, base: FactBase): TranscriptFact[] {
  switch (payload.type) {
    case 'task_started':
    case 'turn_started':
      return [{ ...base, kind: 'started', ...readCopied(payload.started_at, base, timeOf(payload.turn_id)) }];
    case 'user_message':
      return typeof payload.message === 'string' ? [{ ...base, kind: 'prompt', text: payload.message }] : [];
    case 'item_completed':
      return isObject(payload.item) ? readCompleted(payload.item, base) : [];
    case 'task_complete':
    case 'turn_complete':
      return [{ ...base, kind: 'ended', ...readCopied(payload.completed_at, base), ...readFailure(payload.error) }];
    case 'turn_aborted':
      return [{ ...base, kind: payload.reason === 'interrupted' ? 'interrupted' : 'ended' }];
    default:
      return [];
  }
}

/**
 * Records are written at once: one whose event is older than this, ms, is a copy; the limit is larger if the time is
 * known only in whole seconds.
 */
const COPIED_MS = 300;
const COPIED_SECONDS_MS = 2000;

/**
 * Up to 0.145.0 a fork begins with its parent's records, each with the time of the copy; the event has its own time,
 * and so does a turn's id.
 */
function readCopied(seconds: unknown, { at }: FactBase, exactly?: number): { happenedAt?: number } {
  if (at === undefined) return {};
  if (exactly !== undefined) return at - exactly < COPIED_MS ? {} : { happenedAt: exactly };
  if (typeof seconds !== 'number' || at - seconds * 1000 < COPIED_SECONDS_MS) return {};
  return { happenedAt: seconds * 1000 };
}

/**
 * A complete part of the turn. Answers and tools are read from their `response_item` records, which every release has.
 */
function readCompleted(item: Json, base: FactBase): TranscriptFact[] {
  if (item.type === 'UserMessage') return [{ ...base, kind: 'prompt', text: joinTexts(item.content) }];
  // 0.171.0: a question that does not block the turn.
  if (item.type === 'AgentMessage' && item.delivery === 'async' && Array.isArray(item.questions)) {
    return [{ ...base, kind: 'asks', questions: item.questions.filter(isObject).map(readAside) }];
  }
  if (item.type === 'Plan' && typeof item.text === 'string') return [{ ...base, kind: 'plan', text: item.text }];
  return [];
}

function readAside({ title, options }: Json): AskedQuestion {
  return {
    question: String(title ?? ''),
    options: Array.isArray(options) ? options.map(String) : [],
    multiple: false,
  };
}

function readItem(item: Json, base: FactBase, timestamp: string): TranscriptFact[] {
  const call = typeof item.call_id === 'string' ? item.call_id : String(item.id ?? timestamp);
  switch (item.type) {
    case 'message':
      return item.role === 'assistant' ? readAnswer(item, base, timestamp) : [];
    case 'reasoning':
      return [{ ...base, kind: 'answer', thinking: true }];
    case 'function_call':
      return [{ ...base, kind: 'answer', tools: [readCall(call, String(item.name), parse(item.arguments))] }];
    case 'custom_tool_call':
      return [
        {
          ...base,
          kind: 'answer',
          tools:
            item.name === SCRIPT_TOOL
              ? readScript(call, String(item.input))
              : [{ id: call, name: String(item.name), input: item.input }],
        },
      ];
    case 'local_shell_call':
      return [{ ...base, kind: 'answer', tools: [{ id: call, name: 'local_shell', input: item.action }] }];
    case 'function_call_output':
    case 'custom_tool_call_output':
    case 'local_shell_call_output':
      return [{ ...base, kind: 'results', tools: [call], ...readStillRunning(item.output) }];
    default:
      return [];
  }
}

function readCall(id: string, name: string, input: unknown): ToolUse {
  const { cmd, cell_id: cell } = isObject(input) ? input : {};
  return {
    id,
    name,
    input,
    ...(typeof cmd === 'string' ? { command: cmd } : {}),
    ...(name === WAIT_TOOL && cell !== undefined ? { waitsFor: String(cell) } : {}),
  };
}

function readStillRunning(output: unknown): { running?: string } {
  const running = readRunning(output);
  return running === undefined ? {} : { running };
}

const PLAN = /<proposed_plan>\n?([\s\S]*?)(?:<\/proposed_plan>\n?|$)/;

/** The agent shows the plan separately from the text around it. */
function readAnswer(item: Json, base: FactBase, timestamp: string): TranscriptFact[] {
  const whole = joinTexts(item.content);
  const plan = PLAN.exec(whole)?.[1]?.trim();
  const around = whole.replace(PLAN, '').trim();
  const text = around === '' ? (plan ?? '') : around;
  // A message without an id (0.105.0) is identified by its time.
  const message = typeof item.id === 'string' ? item.id : timestamp;
  return [
    { ...base, kind: 'answer', message, ...(text === '' ? {} : { text }) },
    ...(plan === undefined ? [] : [{ ...base, kind: 'plan' as const, text: plan }]),
  ];
}

/** The account's limit: `You’ve hit your usage limit. … try again at 3:05 PM.` */
const LONGEST_REFUSAL = 1000;
const RESETS = /usage limit\b[\s\S]*try again (?:at|in) (.+?)\.?$/i;

function readFailure(error: unknown): { error?: ServiceError } {
  if (!isObject(error) || typeof error.message !== 'string') return {};
  const { message, codex_error_info: kind } = error;
  const resets = RESETS.exec(message.slice(0, LONGEST_REFUSAL))?.[1];
  return {
    error: {
      message,
      ...(typeof kind === 'string' ? { kind } : {}),
      ...(resets === undefined ? {} : { resets }),
    },
  };
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** Rewinding begins another file of the same conversation, with a further id after the first (0.169.0, 0.171.0). */
const ROLLOUT = new RegExp(`/sessions/\\d{4}/\\d\\d/\\d\\d/rollout-[\\dT-]+-(${UUID})(?:_${UUID})?\\.jsonl$`);
const LOCK = new RegExp(`/thread-writer-locks/(${UUID})\\.lock$`);
const DAY_MS = 86_400_000;
/** The ids are of version 7, which begins with the time in ms (0.145.0 to 0.171.0). */
const TIMED_ID = /^([0-9a-f]{8})-([0-9a-f]{4})-7/;
/** No agent runs longer; this also limits how many folders are searched. */
const LONGEST_DAYS = 400;

/**
 * codex chooses the id of a conversation. Its process has the rollout open from the first prompt on (0.105.0 to
 * 0.169.0), and a lock with the id in its name from the start (0.150.0 to 0.171.0).
 */
export const held: HeldGrammar = {
  record: (path) => ROLLOUT.exec(path)?.[1],
  conversation: (path) => LOCK.exec(path)?.[1] ?? ROLLOUT.exec(path)?.[1],
  begunAt: timeOf,
  opening(head) {
    const meta = openingOf(head);
    const cwd = /"cwd":("(?:[^"\\]|\\.)*")/.exec(meta)?.[1];
    const started = /"payload":\{.*?"timestamp":"([^"]+)"/.exec(meta)?.[1] ?? '';
    // A subagent's source is an object.
    if (cwd === undefined || /"source":\{/.test(meta)) return undefined;
    // 0.171.0; up to 0.150.0 a side chat has no record.
    const isBeside = meta.includes('"thread_source":"tui_side_chat"');
    const beside = isBeside ? new RegExp(`"forked_from_id":"(${UUID})"`).exec(meta)?.[1] : undefined;
    return { cwd: String(parse(cwd)), startedAt: Date.parse(started), ...(isBeside && { beside: beside ?? '' }) };
  },
  // Written by 0.150.0 and 0.171.0, before the long texts of its first record.
  parent: (head) => new RegExp(`"parent_thread_id":"(${UUID})"`).exec(openingOf(head))?.[1],
  // Where the file continues from: 0.150.0 (a forked conversation) to 0.171.0 (a further file of the same one).
  base(head, path) {
    const part = /"history_base":\{[^{}]*\}/.exec(head)?.[0] ?? '';
    const id = new RegExp(`"thread_id":"(${UUID})"`).exec(part)?.[1];
    const end = /"end_byte_offset":(\d+)/.exec(part)?.[1];
    const root = /^.*\/sessions\//.exec(path)?.[0];
    if (id === undefined || end === undefined || root === undefined) return undefined;
    return { pattern: `${root}*/*/*/rollout-*${id}.jsonl`, end: Number(end) };
  },
  folders(configDir, from, to) {
    const days = new Set<string>();
    // Folders are named by the agent's local date, which can differ from UTC's by a day.
    // The machine's clock may have been set back since the start.
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    for (let at = Math.max(first, last - LONGEST_DAYS * DAY_MS) - DAY_MS; at < last + 2 * DAY_MS; at += DAY_MS)
      days.add(new Date(at).toISOString().slice(0, 10));
    return [...days].map((day) => `${configDir}/sessions/${day.replaceAll('-', '/')}`);
  },
};

/** The first record, as far as it was read. */
function openingOf(head: string): string {
  return /"type":"session_meta".*/.exec(head)?.[0] ?? '';
}

/** When an id was created, ms since 1970, if it contains the time. */
function timeOf(id: unknown): number | undefined {
  const [, high = '', low = ''] = TIMED_ID.exec(String(id)) ?? [];
  return high === '' ? undefined : Number.parseInt(high + low, 16);
}

function joinTexts(content: unknown): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : '';
  return content
    .filter(isObject)
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .filter((text) => text !== '')
    .join('\n');
}

function readBase(record: Json): FactBase {
  const at = typeof record.timestamp === 'string' ? Date.parse(record.timestamp) : Number.NaN;
  return Number.isNaN(at) ? {} : { at };
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
