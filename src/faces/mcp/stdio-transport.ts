import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ErrorCode, type JSONRPCMessage, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import { problemInRequest, withoutTask } from './check-request.ts';

/** The longest accepted message, bytes. */
const MESSAGE_BYTES = 10 * 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * Messages as lines of JSON. Anything else is answered as JSON-RPC requires: -32700 for a line that is not JSON, -32600
 * for JSON that is not a message and for a line that is too long, which is discarded, -32602 for a request with the
 * wrong parameters for its method. The following lines are processed as usual.
 */
export class LineTransport implements Transport {
  onmessage?: (message: JSONRPCMessage) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  private chunks: Buffer[] = [];
  private length = 0;
  private readonly take = (chunk: Buffer) => this.read(chunk);
  /** Unfinished input at the end counts as a line. */
  private readonly finish = () => this.length > 0 && this.finishLine();

  constructor(
    private readonly input: Readable,
    private readonly output: Writable,
    private readonly longest = MESSAGE_BYTES,
  ) {}

  async start(): Promise<void> {
    this.input.on('data', this.take);
    this.input.once('end', this.finish);
  }

  /** Resolves when the message was written, or when there is no reader. */
  send(message: JSONRPCMessage | Refusal): Promise<void> {
    return new Promise((done) => {
      this.output.write(`${JSON.stringify(message)}\n`, () => done());
    });
  }

  async close(): Promise<void> {
    this.input.off('data', this.take);
    this.input.off('end', this.finish);
    this.input.pause();
    this.chunks = [];
    this.onclose?.();
  }

  private read(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, end));
      this.finishLine();
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
  }

  private keep(bytes: Buffer): void {
    this.length += bytes.length;
    if (this.length > this.longest) this.chunks = [];
    else if (bytes.length > 0) this.chunks.push(bytes);
  }

  private finishLine(): void {
    const { chunks, length } = this;
    this.chunks = [];
    this.length = 0;
    if (length > this.longest) {
      void this.refuse(null, ErrorCode.InvalidRequest, `a message of ${length} bytes is above ${this.longest}`);
      return;
    }
    const line = Buffer.concat(chunks).toString('utf8').trim();
    if (line !== '') this.takeLine(line);
  }

  private takeLine(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      void this.refuse(null, ErrorCode.ParseError, `a line that is not JSON: ${(error as Error).message}`);
      return;
    }
    const message = JSONRPCMessageSchema.safeParse(value);
    if (!message.success) {
      void this.refuse(idOf(value), ErrorCode.InvalidRequest, 'no JSON-RPC 2.0 message');
      return;
    }
    const asked = withoutTask(message.data);
    const problem = problemInRequest(asked);
    if (problem === undefined) this.onmessage?.(asked);
    else void this.refuse(idOf(value), ErrorCode.InvalidParams, problem);
  }

  private refuse(id: string | number | null, code: number, message: string): Promise<void> {
    this.onerror?.(new Error(message));
    return this.send({ jsonrpc: '2.0', id, error: { code, message } });
  }
}

/**
 * The answer to something that is not a message: JSON-RPC requires the id `null` if none can be read, which the
 * protocol's types do not allow.
 */
interface Refusal {
  jsonrpc: '2.0';
  id: string | number | null;
  error: { code: number; message: string };
}

function idOf(value: unknown): string | number | null {
  const id = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
