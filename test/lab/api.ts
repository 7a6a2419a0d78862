import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One tool the scripted model calls: `{name: 'Bash', input: {command: 'true'}}`. */
export interface ToolCall {
  name: string;
  input: unknown;
}

/**
 * One answer of the scripted model. A turn is a list of them: the first answers the prompt, each later one
 * answers the tool results of the one before.
 */
export interface Reply {
  thinking?: string;
  text?: string;
  tools?: ToolCall[];
  /** Milliseconds before the first byte. */
  delayMs?: number;
  /** Milliseconds between text chunks; the text is then cut into about 12 chunks. */
  chunkMs?: number;
  /** Send what is there, then hang until the client goes away. */
  stall?: boolean;
  /** Answer with this HTTP status and body instead. */
  error?: { status: number; type: string; message: string; headers?: Record<string, string> };
  stopReason?: string;
}

/** Computes a turn's replies from the request, for tools whose input must be read off the prompt (a plan's path). */
export type Turn = Reply[] | ((request: MessagesRequest) => Reply[]);

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

/** What the model received, in order: prompts are the texts of main-loop requests, whole. */
export interface Received {
  at: number;
  prompt: string;
  step: number;
  request: MessagesRequest;
}

/** A Messages API on loopback that plays scripted turns, chosen by the newest prompt's text. */
export class ScriptedApi {
  readonly received: Received[] = [];
  private readonly turns: { match: string | RegExp; turn: Turn }[] = [];
  private readonly server: Server;
  private readonly open = new Set<ServerResponse>();
  private messageCount = 0;

  private constructor() {
    this.server = createServer((req, res) => {
      this.open.add(res);
      res.on('close', () => this.open.delete(res));
      this.handle(req, res).catch((error: unknown) => {
        if (!res.headersSent) res.writeHead(500);
        res.end(String(error));
      });
    });
  }

  /** Starts on a free loopback port, or on `port`. */
  static async start(port = 0): Promise<ScriptedApi> {
    const api = new ScriptedApi();
    await new Promise<void>((done) => api.server.listen(port, '127.0.0.1', done));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A prompt that contains `match` plays `turn`; the latest rule that matches wins. */
  on(match: string | RegExp, turn: Turn): this {
    this.turns.unshift({ match, turn });
    return this;
  }

  /** The distinct prompts of the main loop in the order the model first saw them. */
  prompts(): string[] {
    return this.received.filter((r) => r.step === 0).map((r) => r.prompt);
  }

  async stop(): Promise<void> {
    for (const res of this.open) res.destroy();
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await readBody(req);
    const path = (req.url ?? '').split('?')[0] ?? '';
    if (process.env.LAB_API_LOG) console.error(req.method, path, body.length);
    if (req.method !== 'POST') return void res.writeHead(200).end();
    if (path.endsWith('/count_tokens')) return json(res, 200, { input_tokens: 42 });
    if (!path.endsWith('/v1/messages')) return json(res, 404, errorBody('not_found_error', path));
    const request = JSON.parse(body) as MessagesRequest;
    await this.answer(request, res);
  }

  private async answer(request: MessagesRequest, res: ServerResponse): Promise<void> {
    const main = request.tools?.some((tool) => tool.name === 'Bash') ?? false;
    if (!main) return this.write(request, res, { text: sideAnswer(request) });
    const { prompt, step } = newestPrompt(request);
    this.received.push({ at: Date.now(), prompt, step, request });
    const rule = this.turns.find(({ match }) =>
      typeof match === 'string' ? prompt.includes(match) : match.test(prompt),
    );
    const turn = rule ? (typeof rule.turn === 'function' ? rule.turn(request) : rule.turn) : [{ text: 'Understood.' }];
    await this.write(request, res, turn[step] ?? { text: 'Done.' });
  }

  private async write(request: MessagesRequest, res: ServerResponse, reply: Reply): Promise<void> {
    if (reply.delayMs) await sleep(reply.delayMs);
    if (reply.error) {
      const { status, type, message, headers } = reply.error;
      res.writeHead(status, { 'content-type': 'application/json', ...headers });
      return void res.end(JSON.stringify(errorBody(type, message)));
    }
    const id = `msg_lab${String(++this.messageCount).padStart(6, '0')}`;
    const blocks = contentBlocks(reply, this.messageCount);
    const stopReason = reply.stopReason ?? (reply.tools?.length ? 'tool_use' : 'end_turn');
    const usage = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 16 };
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
      if (reply.stall && index === blocks.length - 1) return;
      emit('content_block_stop', { index });
    }
    if (reply.stall) return;
    emit('message_delta', { delta: { stop_reason: stopReason, stop_sequence: null }, usage });
    emit('message_stop', {});
    res.end();
  }
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

function chunks(text: string, parts: number): string[] {
  const size = Math.max(1, Math.ceil(text.length / parts));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
}

/** Titles are asked as JSON; the safety check of the auto mode (2.1.158 to 2.1.173) wants a `block` element. */
function sideAnswer(request: MessagesRequest): string {
  const check = JSON.stringify(request.system ?? '').includes('<block>no</block>');
  return check ? '<block>no</block>' : '{"title": "Scripted session", "isNewTopic": false}';
}

/** The newest user text that is no reminder, and how many rounds of tool results came after it. */
export function newestPrompt(request: MessagesRequest): { prompt: string; step: number } {
  let step = 0;
  for (const message of [...request.messages].reverse()) {
    if (message.role !== 'user') continue;
    const blocks: Block[] =
      typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
    const texts = blocks.filter((b) => b.type === 'text').map((b) => b.text ?? '');
    const own = texts.filter((text) => !isInjected(text));
    const results = blocks.some((b) => b.type === 'tool_result');
    if (own.length > 0 && !results) return { prompt: own.join('\n'), step };
    if (results) step++;
  }
  return { prompt: '', step };
}

function isInjected(text: string): boolean {
  return /^\s*<(system-reminder|local-command|command-name|task-notification)/.test(text);
}

function readBody(req: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    req.on('error', reject);
  });
}

function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}

function errorBody(type: string, message: string) {
  return { type: 'error', error: { type, message } };
}

const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
