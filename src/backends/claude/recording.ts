import { type Json, pick } from '../../contract/json.ts';
import type { RecordingGrammar } from '../../detect/agent/backend.ts';
import { trimStreamRecord } from './stream-recording.ts';

const BARE = ['type', 'subtype', 'uuid', 'parentUuid', 'timestamp', 'isSidechain', 'sessionId'];
const ATTACHMENT = ['type', 'prompt', 'commandMode', 'planFilePath', 'planExists'];
/** Longer texts that the agent wrote for the model are its own prompts. */
const META_LIMIT = 400;
/** Only the beginning of a refused tool's result says what happened; instructions to the model follow. */
const ERROR_LIMIT = 160;

/** What a recording may contain of a Claude Code session. */
export const claudeRecording: RecordingGrammar = {
  names: [/(plans\/)([a-z0-9-]+)(\.md)/g, /("slug":")([a-z0-9-]+)(")/g],
  statusStandIns: { procStart: '100' },
  statusFields: [
    'pid',
    'sessionId',
    'cwd',
    'startedAt',
    'procStart',
    'version',
    'kind',
    'entrypoint',
    'tmux',
    'status',
    'waitingFor',
    'updatedAt',
    'statusUpdatedAt',
  ],
  trimStreamRecord,
  trim: trimRecord,
  withoutOutput: dropOutput,
};

/** Removes what the agent wrote for the model, and thinking signatures. */
export function trimRecord(record: Json): Json {
  const type = String(record.type);
  if (type.startsWith('api-request')) return pick(record, BARE);
  if (type === 'attachment') {
    return { ...pick(record, BARE), attachment: pick((record.attachment ?? {}) as Json, ATTACHMENT) };
  }
  const kept: Json = { ...record };
  for (const key of ['systemPrompt', 'system', 'tools']) delete kept[key];
  const message = record.message as Json | undefined;
  if (message) kept.message = { ...message, content: trimContent(message.content, record.isMeta === true) };
  if (typeof record.toolUseResult === 'string') kept.toolUseResult = record.toolUseResult.slice(0, ERROR_LIMIT);
  return kept;
}

/** Removes tool results (files, output of commands), and the content of file snapshots. */
function dropOutput(record: Json): Json {
  if (String(record.type).startsWith('file-history')) return pick(record, BARE);
  const { toolUseResult: _, ...kept } = record;
  const message = kept.message as Json | undefined;
  if (!message || !Array.isArray(message.content)) return kept;
  const content = message.content.map((block: Json) =>
    block?.type === 'tool_result' ? { ...block, content: '' } : block,
  );
  return { ...kept, message: { ...message, content } };
}

function trimContent(content: unknown, meta: boolean): unknown {
  if (typeof content === 'string') return meta && content.length > META_LIMIT ? '' : content;
  if (!Array.isArray(content)) return content;
  return content.map((block: Json) => {
    if (block.type === 'thinking') return { ...block, signature: '' };
    if (block.is_error === true && typeof block.content === 'string') {
      return { ...block, content: block.content.slice(0, ERROR_LIMIT) };
    }
    if (meta && typeof block.text === 'string' && block.text.length > META_LIMIT) return { ...block, text: '' };
    return block;
  });
}
