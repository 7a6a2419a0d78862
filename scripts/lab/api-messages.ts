import type { ServerResponse } from 'node:http';
import { chunks, type Exchange, json, type Protocol, type Reply, sleep } from './api-protocol.ts';

/** The Messages API, used by Claude Code. */
export const messagesProtocol: Protocol = {
  path: /\/v1\/messages$/,
  read: readRequest,
  write,
};

export interface MessagesRequest {
  model: string;
  system?: unknown;
  messages: { role: string; content: string | Block[] }[];
  tools?: { name: string }[];
  stream?: boolean;
  max_tokens?: number;
}

export interface Block {
  type: string;
  text?: string;
  tool_use_id?: string;
  content?: unknown;
  is_error?: boolean;
}

function readRequest(body: unknown): Exchange {
  const request = body as MessagesRequest;
  const main = request.tools?.some((tool) => tool.name === 'Bash') ?? false;
  return main ? { main, ...newestPrompt(request) } : { main, reply: { text: sideAnswer(request) } };
}

async function write(res: ServerResponse, body: unknown, reply: Reply, serial: number): Promise<void> {
  const request = body as MessagesRequest;
  if (reply.error) {
    const { status, type, message, headers } = reply.error;
    return json(res, status, { type: 'error', error: { type, message } }, headers);
  }
  const id = `msg_lab${String(serial).padStart(6, '0')}`;
  const blocks = contentBlocks(reply, serial);
  const stopReason = reply.stopReason ?? (reply.tools?.length ? 'tool_use' : 'end_turn');
  const { input, output, cacheRead = 0, cacheWrite = 0 } = reply.usage ?? { input: 10, output: 16 };
  const usage = {
    input_tokens: input,
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    output_tokens: output,
  };
  const message = { id, type: 'message', role: 'assistant', model: request.model, stop_sequence: null, usage };
  if (!request.stream) return json(res, 200, { ...message, content: blocks, stop_reason: stopReason });
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const emit = (type: string, data: object) =>
    res.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  emit('message_start', { message: { ...message, content: [], stop_reason: null } });
  for (const [index, block] of blocks.entries()) {
    for (const [type, data] of blockEvents(block, index, reply)) {
      emit(type, data);
      if (reply.chunkMs && type === 'content_block_delta') await sleep(reply.chunkMs);
      if (res.destroyed) return;
    }
    if (block.type === 'text') await reply.until;
    if (res.destroyed) return;
    if (reply.stall && index === blocks.length - 1) return;
    emit('content_block_stop', { index });
  }
  if (reply.stall) return;
  emit('message_delta', { delta: { stop_reason: stopReason, stop_sequence: null }, usage });
  emit('message_stop', {});
  res.end();
}

type ContentBlock =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: unknown };

function contentBlocks(reply: Reply, serial: number): ContentBlock[] {
  const blocks: ContentBlock[] = [];
  if (reply.thinking !== undefined)
    blocks.push({ type: 'thinking', thinking: reply.thinking, signature: 'c2lnbmF0dXJl' });
  if (reply.text !== undefined) blocks.push({ type: 'text', text: reply.text });
  for (const [n, tool] of (reply.tools ?? []).entries()) {
    blocks.push({ type: 'tool_use', id: `toolu_lab${serial}x${n}`, name: tool.name, input: tool.input });
  }
  return blocks;
}

function* blockEvents(block: ContentBlock, index: number, reply: Reply): Generator<[string, object]> {
  if (block.type === 'text') {
    yield ['content_block_start', { index, content_block: { type: 'text', text: '' } }];
    for (const text of chunks(block.text, reply.chunkMs ? 12 : 1)) {
      yield ['content_block_delta', { index, delta: { type: 'text_delta', text } }];
    }
  } else if (block.type === 'thinking') {
    yield ['content_block_start', { index, content_block: { type: 'thinking', thinking: '', signature: '' } }];
    yield ['content_block_delta', { index, delta: { type: 'thinking_delta', thinking: block.thinking } }];
    yield ['content_block_delta', { index, delta: { type: 'signature_delta', signature: block.signature } }];
  } else {
    yield ['content_block_start', { index, content_block: { ...block, input: {} } }];
    yield [
      'content_block_delta',
      { index, delta: { type: 'input_json_delta', partial_json: JSON.stringify(block.input) } },
    ];
  }
}

/** Titles are requested as JSON; the safety check of the auto mode (2.1.158 to 2.1.173) expects a `block` element. */
function sideAnswer(request: MessagesRequest): string {
  const check = JSON.stringify(request.system ?? '').includes('<block>no</block>');
  return check ? '<block>no</block>' : '{"title": "Scripted session", "isNewTopic": false}';
}

/**
 * The newest user text that is not a reminder, and how many rounds of tool results came after it. A prompt after an
 * interrupted call shares a message with the call's result. Text that wakes the model up, such as the end of a helper,
 * is a prompt too.
 */
export function newestPrompt(request: MessagesRequest): { prompt: string; step: number } {
  let step = 0;
  for (const message of [...request.messages].reverse()) {
    if (message.role !== 'user') continue;
    const blocks: Block[] =
      typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
    const results = blocks.some((b) => b.type === 'tool_result');
    const texts = blocks.filter((b) => b.type === 'text').map((b) => b.text ?? '');
    const own = texts.filter((text) => !isInjected(text) && !(results && isRelayed(text)));
    if (own.length > 0) return { prompt: own.join('\n'), step };
    if (results) step++;
  }
  return { prompt: '', step };
}

/** The end of a helper: an element (2.1.158), within a reminder (2.1.251), or bare (2.1.332). */
const NOTIFICATION = /^\s*(?:<task-notification|(?:<system-reminder>\s*)?\[SYSTEM NOTIFICATION)/;

/** True for a text that the agent inserts among a person's prompts and that asks for nothing itself. */
export function isInjected(text: string): boolean {
  if (NOTIFICATION.test(text)) return false;
  return /^\s*<(system-reminder|local-command|command-name)|^\s*\[Request interrupted/.test(text);
}

/** True for text that wakes the model up and is not a person's. */
export const isNotification = (text: string): boolean => NOTIFICATION.test(text);

/** True for text that the agent passes on during a turn (prompts as on 2.1.332): it continues that turn. */
function isRelayed(text: string): boolean {
  return isNotification(text) || text.startsWith('The user sent a new message while you were working:');
}
