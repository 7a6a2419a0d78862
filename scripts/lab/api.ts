import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type MessagesRequest, messagesProtocol } from './api-messages.ts';
import { json, type Protocol, type Reply, type ReplyUsage, sleep } from './api-protocol.ts';
import { responsesProtocol } from './api-responses.ts';

export type { Block, MessagesRequest } from './api-messages.ts';
export type { Reply, ToolCall } from './api-protocol.ts';

/** Computes a turn's replies from the request, for tools whose input must be taken from the prompt (a plan's path). */
export type Turn = Reply[] | ((request: MessagesRequest) => Reply[]);

/** What the model received, in order: prompts are the complete texts of main-loop requests. */
export interface Received {
  at: number;
  prompt: string;
  step: number;
  /** The parsed body, in the agent's own protocol. */
  request: MessagesRequest;
  /** When the answer was complete, and when the agent hung up before that; ms since 1970. */
  answeredAt?: number;
  cutAt?: number;
  /** The usage that the answer reports. */
  usage?: ReplyUsage;
}

const PROTOCOLS: Protocol[] = [messagesProtocol, responsesProtocol];

/** A model API on loopback, in the client's protocol, that plays scripted turns chosen by the newest prompt's text. */
export class ScriptedApi {
  readonly received: Received[] = [];
  /** For the `until` of replies: settled by `release`. */
  readonly released: Promise<void>;
  release: () => void = () => undefined;
  private readonly turns: { match: string | RegExp; turn: Turn }[] = [];
  private readonly server: Server;
  private readonly open = new Set<ServerResponse>();
  private answerCount = 0;

  private constructor() {
    this.released = new Promise((done) => {
      this.release = done;
    });
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

  /** The distinct prompts of the main loop, in the order in which the model first saw them. */
  prompts(): string[] {
    return this.received.filter((r) => r.step === 0).map((r) => r.prompt);
  }

  async stop(): Promise<void> {
    this.release();
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
    const protocol = PROTOCOLS.find((one) => one.path.test(path));
    if (!protocol) return json(res, 404, { type: 'error', error: { type: 'not_found_error', message: path } });
    await this.answer(protocol, JSON.parse(body), res);
  }

  private async answer(protocol: Protocol, body: unknown, res: ServerResponse): Promise<void> {
    const exchange = protocol.read(body);
    const reply = exchange.main
      ? this.replyTo(exchange.prompt, exchange.step, body as MessagesRequest)
      : exchange.reply;
    const received = exchange.main ? this.received.at(-1) : undefined;
    res.on('close', () => {
      if (received && received.answeredAt === undefined) received.cutAt = Date.now();
    });
    if (reply.delayMs) await sleep(reply.delayMs);
    res.on('finish', () => {
      if (!received) return;
      received.answeredAt = Date.now();
      if (reply.usage) received.usage = reply.usage;
    });
    await protocol.write(res, body, reply, ++this.answerCount, exchange.main ? exchange.step : 0);
  }

  private replyTo(prompt: string, step: number, request: MessagesRequest): Reply {
    this.received.push({ at: Date.now(), prompt, step, request });
    const rule = this.turns.find(({ match }) =>
      typeof match === 'string' ? prompt.includes(match) : match.test(prompt),
    );
    const turn = rule ? (typeof rule.turn === 'function' ? rule.turn(request) : rule.turn) : [{ text: 'Understood.' }];
    return turn[step] ?? { text: 'Done.' };
  }
}

function readBody(req: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    req.on('error', reject);
  });
}
