import type { ServerResponse } from 'node:http';
import { chunks, type Exchange, json, type Protocol, type Reply, sleep } from './api-protocol.ts';

/** The Responses API, spoken by codex. */
export const responsesProtocol: Protocol = {
  path: /\/v1\/responses$/,
  read: readRequest,
  write,
};

interface ResponsesRequest {
  model: string;
  input: Item[];
  tools?: { type: string; name?: string }[];
}

interface Item {
  type?: string;
  role?: string;
  content?: { type: string; text?: string }[] | string;
  call_id?: string;
}

/** Side requests (a title for the session) carry no tool that runs commands. */
const SHELL = /^(?:exec_command|shell|shell_command|local_shell|container\.exec|exec)$/;
/** What the agent says of itself in the person's place. */
const INJECTED = /^\s*(?:<[a-z_]+(?: instructions)?>|# AGENTS\.md instructions)/;

function readRequest(body: unknown): Exchange {
  const { input, tools } = body as ResponsesRequest;
  const main = tools?.some(({ type, name }) => SHELL.test(name ?? type)) ?? false;
  if (!main) return { main, reply: { text: '{"title": "Scripted session"}' } };
  let step = 0;
  for (const item of input.toReversed()) {
    const call = /^call_lab\d+s(\d+)x/.exec(item.call_id ?? '');
    if (call) step = Math.max(step, Number(call[1]) + 1);
    const prompt = item.role === 'user' ? textOf(item) : '';
    if (prompt !== '') return { main, prompt, step };
  }
  return { main, prompt: '', step };
}

function textOf({ content = [] }: Item): string {
  const texts = typeof content === 'string' ? [content] : content.map(({ text = '' }) => text);
  return texts.filter((text) => !INJECTED.test(text)).join('\n');
}

async function write(res: ServerResponse, _: unknown, reply: Reply, serial: number, step: number): Promise<void> {
  if (reply.error) {
    const { status, type, message, headers } = reply.error;
    return json(res, status, { error: { type, message, code: type } }, headers);
  }
  const id = `resp_lab${serial}`;
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const emit = (type: string, data: object) =>
    res.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  emit('response.created', { response: { id } });
  const items = outputItems(reply, serial, step);
  for (const [index, item] of items.entries()) {
    const texts = item.type === 'message' ? (reply.text ?? '') : '';
    if (texts !== '') {
      emit('response.output_item.added', { output_index: index, item: { ...item, content: [] } });
      for (const delta of chunks(texts, reply.chunkMs ? 12 : 1)) {
        emit('response.output_text.delta', { item_id: item.id, output_index: index, content_index: 0, delta });
        if (reply.chunkMs) await sleep(reply.chunkMs);
        if (res.destroyed) return;
      }
    }
    if (reply.stall && index === items.length - 1) return;
    emit('response.output_item.done', { output_index: index, item });
  }
  if (reply.stall) return;
  const usage = { input_tokens: 10, output_tokens: 16, total_tokens: 26 };
  const details = { input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } };
  emit('response.completed', { response: { id, usage: { ...usage, ...details } } });
  res.end();
}

type OutputItem = { type: string; id: string; [field: string]: unknown };

/** A tool with a JSON input is called as a function; one that takes text is called with that text. */
function outputItems(reply: Reply, serial: number, step: number): OutputItem[] {
  const items: OutputItem[] = [];
  if (reply.thinking !== undefined) {
    const summary = [{ type: 'summary_text', text: reply.thinking }];
    items.push({ type: 'reasoning', id: `rs_lab${serial}`, summary, encrypted_content: 'c2VhbGVk' });
  }
  if (reply.text !== undefined) {
    const content = [{ type: 'output_text', text: reply.text, annotations: [] }];
    items.push({ type: 'message', id: `msg_lab${serial}`, role: 'assistant', status: 'completed', content });
  }
  for (const [n, { name, input }] of (reply.tools ?? []).entries()) {
    const call = { id: `fc_lab${serial}x${n}`, call_id: `call_lab${serial}s${step}x${n}`, name, status: 'completed' };
    items.push(
      typeof input === 'string'
        ? { ...call, type: 'custom_tool_call', input }
        : { ...call, type: 'function_call', arguments: JSON.stringify(input) },
    );
  }
  return items;
}
