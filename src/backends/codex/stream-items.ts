import type { Json } from '../../contract/json.ts';
import type { StreamFact } from '../../detect/agent/stream-grammar.ts';

/** A part of a turn, when it begins and when it is complete. Calls have the same names as in the transcript. */
export function readItem(item: Json, isWhole: boolean): StreamFact[] {
  const { type, id, text, clientId } = item;
  if (typeof id !== 'string') return [];
  switch (type) {
    case 'userMessage':
      return typeof clientId === 'string' ? [{ kind: 'taken', id: clientId }] : [];
    case 'agentMessage':
    case 'plan':
      return isWhole && typeof text === 'string' && text !== '' ? [{ kind: 'text', text, message: id }] : [];
    case 'contextCompaction':
      // It lasts until the next text of the model, which shows that it was a part of the turn.
      return isWhole ? [] : [{ kind: 'detail', detail: 'compacting' }];
    default:
      return readCall(item, id, isWhole);
  }
}

function readCall(item: Json, id: string, isWhole: boolean): StreamFact[] {
  const call = callOf(item);
  if (!call) return [];
  if (!isWhole) return [{ kind: 'tool', id, ...call }];
  const { status, exitCode } = item;
  const failed = status === 'failed' || status === 'declined' || (typeof exitCode === 'number' && exitCode !== 0);
  return [{ kind: 'tool_ended', id, failed, text: outputOf(item) }];
}

type Call = Omit<Extract<StreamFact, { kind: 'tool' }>, 'kind' | 'id'>;

function callOf(item: Json): Call | undefined {
  const { command, cwd, changes, tool } = item;
  switch (item.type) {
    case 'commandExecution': {
      const plain = unwrapCommand(String(command ?? ''));
      return { name: 'exec_command', input: { command, cwd }, command: plain, outlives: true };
    }
    case 'fileChange':
      return { name: 'apply_patch', input: { changes }, keeps: true };
    case 'mcpToolCall':
    case 'dynamicToolCall':
      return { name: String(tool), input: item.arguments };
    case 'collabAgentToolCall':
      return { name: String(tool).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), input: item.prompt };
    case 'webSearch':
      return { name: 'web_search', input: item.query };
    case 'imageView':
      return { name: 'view_image', input: item.path };
    default:
      return undefined;
  }
}

function outputOf({ aggregatedOutput, changes, result, error }: Json): string {
  if (typeof aggregatedOutput === 'string') return aggregatedOutput;
  if (Array.isArray(changes)) return changes.map((change) => String((Object(change) as Json).path ?? '')).join('\n');
  const { message } = Object(error) as Json;
  if (typeof message === 'string') return message;
  const { content } = Object(result) as Json;
  const texts = Array.isArray(content) ? content.map((block) => (Object(block) as Json).text) : [];
  return texts.filter((text) => typeof text === 'string').join('\n');
}

/** The script of `/bin/bash -lc 'SCRIPT'`, as the model wrote it; any other command unchanged. */
export function unwrapCommand(command: string): string {
  const words = splitWords(command);
  const [shell, flag, script, ...more] = words ?? [];
  const isShell = /(?:^|\/)(?:ba|z|da|k)?sh$/.test(shell ?? '') && /^-l?c$/.test(flag ?? '');
  return isShell && script !== undefined && more.length === 0 ? script : command;
}

const WORD_PART = /([^\s'"\\]+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|(\s+)/y;

/** The words of a shell's line without their quotes; `undefined` if a quote is left open. */
function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  WORD_PART.lastIndex = 0;
  while (WORD_PART.lastIndex < line.length) {
    const part = WORD_PART.exec(line);
    if (!part) return undefined;
    const [, plain, single, double, escaped, space] = part;
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + (plain ?? single ?? double?.replace(/\\([$`"\\\n])/g, '$1') ?? escaped ?? '');
  }
  return word === undefined ? words : [...words, word];
}
