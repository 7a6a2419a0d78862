import { isObject, type Json } from '../../contract/json.ts';
import type { FactBase, ToolUse, TranscriptFact } from '../../detect/transcript/facts.ts';
import { unwrapPastes } from './pastes.ts';
import { joinTexts, NOTIFICATION, readNotice, readUser } from './user-records.ts';

/** The reader for each type of record: records of other types are skipped before parsing. */
const READERS = new Map<unknown, (record: Json, base: FactBase) => TranscriptFact[]>([
  ['user', readUser],
  ['assistant', readAssistant],
  ['system', readSystem],
  ['queue-operation', readQueue],
  ['attachment', readAttachment],
]);
/** The only attachment that is read: each turn has several. */
const QUEUED = 'queued_command';

/**
 * The beginnings by which these records are found; another record that contains the same words is parsed needlessly.
 */
export const TELLING = [...READERS.keys()].map((type) => `"type":"${type === 'attachment' ? QUEUED : type}"`);

/** What a later turn may still need: prompts in the queue, and the plan. */
const LASTING = ['queue-operation', '"slug"', 'ExitPlanMode', '/plans/'];
const TIME = '"timestamp":"';
const ISO_LENGTH = '2026-01-01T00:00:00.000Z'.length;

/** True for a line whose times are all before `since`; false for a line without a time, or with a lasting word. */
export function isPastClaudeLine(line: string, since: string): boolean {
  let timed = false;
  for (let at = line.indexOf(TIME); at !== -1; at = line.indexOf(TIME, at)) {
    at += TIME.length;
    const time = line.slice(at, at + ISO_LENGTH);
    if (!time.endsWith('Z') || time >= since) return false;
    timed = true;
  }
  return timed && !LASTING.some((word) => line.includes(word));
}

/** Facts of one record of `<session id>.jsonl`, as 2.1.158 to 2.1.330 write it. */
export function readClaudeRecord(record: unknown): TranscriptFact[] {
  if (!isObject(record) || record.isSidechain === true) return [];
  const base = readBase(record);
  const facts = READERS.get(record.type)?.(record, base) ?? [];
  // With a plan, every record of the conversation contains the plan file's slug.
  return typeof record.slug === 'string' ? [{ ...base, kind: 'plan', slug: record.slug }, ...facts] : facts;
}

/**
 * 2.1.330 writes it next to the conversation's own `sessionId`; they differ after `/clear`. 2.1.158 does not write it.
 */
export function readClaudeWriter(record: unknown): string | undefined {
  return isObject(record) && typeof record.session_id === 'string' ? record.session_id : undefined;
}

/** The id under which a conversation that was moved to the background continues (2.1.332). */
export function readContinuedIn(record: unknown): string | undefined {
  if (!isObject(record) || record.type !== 'continued-in') return undefined;
  return typeof record.continuedInSessionId === 'string' ? record.continuedInSessionId : undefined;
}

function readSystem(record: Json, base: FactBase): TranscriptFact[] {
  if (record.subtype === 'turn_duration') return [{ ...base, kind: 'ended' }];
  // Written for each failed attempt on 2.1.158; 2.1.330 shows it only on the screen.
  if (record.subtype === 'api_error') {
    return [{ ...base, kind: 'retrying', attempt: `attempt ${record.retryAttempt}/${record.maxRetries}` }];
  }
  if (record.subtype === 'compact_boundary') return [{ ...base, kind: 'compacted' }];
  return typeof record.content === 'string' ? readNotice(record.content, base) : [];
}

function readAssistant(record: Json, base: FactBase): TranscriptFact[] {
  const { message } = record;
  if (!isObject(message) || !Array.isArray(message.content)) return [];
  // Inserted by the agent if a resumed conversation needs an answer; not a real answer (2.1.173: "No response
  // requested.").
  if (message.model === '<synthetic>' && record.isApiErrorMessage !== true) return [];
  const blocks = message.content.filter(isObject);
  const tools = blocks.filter((block) => block.type === 'tool_use').map(readTool);
  const text = joinTexts(blocks);
  const stop = typeof message.stop_reason === 'string' ? message.stop_reason : undefined;
  const answer: TranscriptFact = {
    ...base,
    kind: 'answer',
    message: String(message.id ?? record.uuid ?? ''),
    ...(text === '' ? {} : { text }),
    ...(blocks.some((block) => block.type === 'thinking') ? { thinking: true } : {}),
    ...(tools.length === 0 ? {} : { tools }),
    ...(stop === undefined ? {} : { stop }),
    ...(record.isApiErrorMessage === true ? { error: readError(record, text) } : {}),
  };
  return [answer, ...tools.flatMap((tool) => readPlan(tool, base))];
}

/**
 * `ExitPlanMode` contains the plan and, on 2.1.330, its file; earlier releases write the plan to a file under `plans/`.
 */
function readPlan({ name, input }: ToolUse, base: FactBase): TranscriptFact[] {
  if (!isObject(input)) return [];
  if (name === 'ExitPlanMode') {
    return [
      {
        ...base,
        kind: 'plan',
        ...(typeof input.planFilePath === 'string' ? { path: input.planFilePath } : {}),
        ...(typeof input.plan === 'string' ? { text: input.plan } : {}),
      },
    ];
  }
  const path = input.file_path;
  return name === 'Write' && typeof path === 'string' && /\/plans\/[^/]+\.md$/.test(path)
    ? [{ ...base, kind: 'plan', path }]
    : [];
}

function readQueue(record: Json, base: FactBase): TranscriptFact[] {
  const { operation, content, reason } = record;
  const text = typeof content === 'string' ? content : undefined;
  if (operation === 'enqueue') {
    const synthetic = text !== undefined && NOTIFICATION.test(text);
    return [
      {
        ...base,
        kind: 'queued',
        change: 'added',
        ...(text === undefined ? {} : { text }),
        ...(synthetic && { synthetic }),
      },
    ];
  }
  if (operation === 'popAll') return [{ ...base, kind: 'queued', change: 'removed', fate: 'taken-back' }];
  const fate =
    reason === 'dropped_by_hook' ? { fate: 'refused' as const, ...(text === undefined ? {} : { text }) } : {};
  if (operation === 'dequeue' || operation === 'remove')
    return [{ ...base, kind: 'queued', change: 'removed', ...fate }];
  return [];
}

/**
 * A prompt that waited in the queue until a step of the turn was over, and went to the model with its results (2.1.158,
 * 2.1.330).
 */
function readAttachment({ attachment }: Json, base: FactBase): TranscriptFact[] {
  if (!isObject(attachment) || attachment.type !== QUEUED || attachment.commandMode !== 'prompt') return [];
  const { prompt } = attachment;
  const text = Array.isArray(prompt) ? joinTexts(prompt.filter(isObject)) : prompt;
  return typeof text === 'string' && !NOTIFICATION.test(text)
    ? [{ ...base, kind: 'joined', text: unwrapPastes(text) }]
    : [];
}

/** The refusal when a subscriber's limit is reached: `You've hit your session limit · resets 7pm (UTC)`. */
const LONGEST_REFUSAL = 1000;
const RESETS = /\blimit\b.* · resets (.+)$/m;

function readError(record: Json, text: string) {
  const { error, apiErrorStatus } = record;
  const resets = error === 'rate_limit' ? RESETS.exec(text.slice(0, LONGEST_REFUSAL))?.[1] : undefined;
  return {
    ...(resets === undefined ? {} : { resets }),
    message: text,
    ...(typeof apiErrorStatus === 'number' ? { status: apiErrorStatus } : {}),
    ...(typeof error === 'string' ? { kind: error } : {}),
  };
}

function readTool(block: Json): ToolUse {
  return { id: String(block.id), name: String(block.name), input: block.input };
}

function readBase(record: Json): FactBase {
  const at = typeof record.timestamp === 'string' ? Date.parse(record.timestamp) : Number.NaN;
  return {
    ...(typeof record.uuid === 'string' ? { id: record.uuid } : {}),
    ...(typeof record.parentUuid === 'string' ? { parent: record.parentUuid } : {}),
    ...(Number.isNaN(at) ? {} : { at }),
  };
}
