import type { ServerResponse } from 'node:http';
import { chunks, type Exchange, json, type Protocol, type Reply, sleep, type ToolCall } from './api-protocol.ts';

/** The Responses API, used by codex. */
export const responsesProtocol: Protocol = {
  path: /\/v1\/responses$/,
  read: readRequest,
  write,
};

interface ResponsesRequest {
  model: string;
  input: Item[];
  tools?: Tool[];
  text?: { format?: { type: string } };
}

interface Tool {
  type: string;
  name?: string;
  /** The tools of a namespace. */
  tools?: Tool[];
}

interface Item {
  type?: string;
  tools?: Tool[];
  role?: string;
  content?: { type: string; text?: string }[] | string;
  call_id?: string;
}

const SHELL = /^(?:exec_command|shell|shell_command|local_shell|container\.exec|exec)$/;
/**
 * The tool in which a model that the agent knows by its slug runs scripts; these call all other tools (0.145.0 to
 * 0.171.0).
 */
const SCRIPTS = 'exec';
/** What the agent says about itself in the person's name. */
const INJECTED = /^\s*(?:<[a-z_]+(?: instructions)?>|# AGENTS\.md instructions)/;

function readRequest(body: unknown): Exchange {
  const { input, text } = body as ResponsesRequest;
  // Side requests (a title for the session) ask for JSON, or have no tool that runs commands.
  const main =
    text?.format?.type !== 'json_schema' && toolNames(body as ResponsesRequest).some((name) => SHELL.test(name));
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

/** The tools that the model may call directly: at the top of the request, or in an item of its input. */
function toolNames({ tools = [], input }: ResponsesRequest): string[] {
  const offered = [...tools, ...input.flatMap((item) => (item.type === 'additional_tools' ? (item.tools ?? []) : []))];
  return offered.flatMap((tool) => [tool, ...(tool.tools ?? [])]).map(({ type, name }) => name ?? type);
}

/** The call as such a model makes it: directly if the tool is offered, otherwise in a script. */
function asOffered(call: ToolCall, offered: string[]): ToolCall {
  const { name, input, namespace } = call;
  if (offered.includes(name) || !offered.includes(SCRIPTS)) return call;
  const path = namespace === undefined ? name : `${namespace}__${name}`;
  return { name: SCRIPTS, input: `const result = await tools.${path}(${JSON.stringify(input)});\ntext(result);` };
}

function textOf({ content = [] }: Item): string {
  const texts = typeof content === 'string' ? [content] : content.map(({ text = '' }) => text);
  return texts.filter((text) => !INJECTED.test(text)).join('\n');
}

async function write(res: ServerResponse, body: unknown, reply: Reply, serial: number, step: number): Promise<void> {
  if (reply.error) {
    const { status, type, message, headers } = reply.error;
    return json(res, status, { error: { type, message, code: type } }, headers);
  }
  const id = `resp_lab${serial}`;
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const emit = (type: string, data: object) =>
    res.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  emit('response.created', { response: { id } });
  const offered = toolNames(body as ResponsesRequest);
  const tools = reply.tools?.map((call) => asOffered(call, offered));
  const items = outputItems({ ...reply, ...(tools && { tools }) }, serial, step);
  for (const [index, item] of items.entries()) {
    const texts = item.type === 'message' ? (reply.text ?? '') : '';
    if (texts !== '') {
      emit('response.output_item.added', { output_index: index, item: { ...item, content: [] } });
      for (const delta of chunks(texts, reply.chunkMs ? 12 : 1)) {
        emit('response.output_text.delta', { item_id: item.id, output_index: index, content_index: 0, delta });
        if (reply.chunkMs) await sleep(reply.chunkMs);
        if (res.destroyed) return;
      }
      await reply.until;
    }
    if (res.destroyed) return;
    if (reply.stall && index === items.length - 1) return;
    emit('response.output_item.done', { output_index: index, item });
  }
  if (reply.stall) return;
  const { input, output, cacheRead = 0 } = reply.usage ?? { input: 10, output: 16 };
  // In the Responses API, tokens read from the cache are part of the input.
  const usage = { input_tokens: input + cacheRead, output_tokens: output, total_tokens: input + cacheRead + output };
  const details = {
    input_tokens_details: { cached_tokens: cacheRead },
    output_tokens_details: { reasoning_tokens: 0 },
  };
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
  for (const [n, { name, input, namespace }] of (reply.tools ?? []).entries()) {
    const ids = { id: `fc_lab${serial}x${n}`, call_id: `call_lab${serial}s${step}x${n}` };
    const call = { ...ids, name, ...(namespace && { namespace }), status: 'completed' };
    items.push(
      typeof input === 'string'
        ? { ...call, type: 'custom_tool_call', input }
        : { ...call, type: 'function_call', arguments: JSON.stringify(input) },
    );
  }
  return items;
}
