import { isObject, type Json } from '../../contract/json.ts';
import type { TurnPart } from '../../detect/transcript/markdown.ts';
import { readClaudeRecord } from './transcript.ts';

/** The readable content of one record of `<session id>.jsonl`, without what the agent writes for itself. */
export function readClaudeParts(record: unknown): TurnPart[] {
  const facts = readClaudeRecord(record);
  for (const fact of facts) {
    if (fact.kind === 'prompt') return [{ kind: 'prompt', text: fact.text }];
    if (fact.kind === 'joined') return [{ kind: 'prompt', text: fact.text, joined: true }];
  }
  const content = isObject(record) && isObject(record.message) ? record.message.content : undefined;
  if (!Array.isArray(content)) return [];
  const kinds = facts.map(({ kind }) => kind);
  if (kinds.includes('answer')) return content.filter(isObject).flatMap(readBlock);
  return kinds.includes('results') ? content.filter(isObject).flatMap(readResult) : [];
}

function readBlock(block: Json): TurnPart[] {
  if (block.type === 'thinking' && typeof block.thinking === 'string' && block.thinking !== '')
    return [{ kind: 'thinking', text: block.thinking }];
  if (block.type === 'text' && typeof block.text === 'string') return [{ kind: 'text', text: block.text }];
  return block.type === 'tool_use' ? [{ kind: 'tool', name: String(block.name), input: block.input }] : [];
}

/** A result is a string, or blocks of text and images. */
function readResult(block: Json): TurnPart[] {
  if (block.type !== 'tool_result') return [];
  const { content } = block;
  const blocks = Array.isArray(content) ? content.filter(isObject) : [];
  const text =
    typeof content === 'string'
      ? content
      : blocks.map((part) => (typeof part.text === 'string' ? part.text : `(${String(part.type)})`)).join('\n');
  return [{ kind: 'result', text, failed: block.is_error === true }];
}
