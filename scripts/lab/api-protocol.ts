import type { ServerResponse } from 'node:http';

/** One tool call of the scripted model: `{name: 'Bash', input: {command: 'true'}}`. */
export interface ToolCall {
  name: string;
  /** An object, or the text for a tool without JSON input. */
  input: unknown;
  /** The namespace that the tool is offered in, if there are any. */
  namespace?: string;
}

/**
 * One answer of the scripted model. A turn is a list of them: the first answers the prompt, each later one answers the
 * tool results of the previous one.
 */
export interface Reply {
  thinking?: string;
  text?: string;
  tools?: ToolCall[];
  /** Milliseconds before the first byte. */
  delayMs?: number;
  /** Milliseconds between text chunks; the text is then split into about 12 chunks. */
  chunkMs?: number;
  /** The text is sent, and its end follows when this is settled. */
  until?: Promise<void>;
  /** Send the content, then hang until the client disconnects. */
  stall?: boolean;
  /** Answer with this HTTP status and body instead. */
  error?: { status: number; type: string; message: string; headers?: Record<string, string> };
  stopReason?: string;
  /** The token usage that the answer reports; 10 in and 16 out if absent. */
  usage?: ReplyUsage;
}

/** Tokens of one answer: `input` excludes those read from or written to a cache. */
export interface ReplyUsage {
  input: number;
  output: number;
  cacheRead?: number;
  cacheWrite?: number;
}

/** What a request asks for: the next step of a turn, or a side request with its ready answer. */
export type Exchange = { main: true; prompt: string; step: number } | { main: false; reply: Reply };

/** The API protocol of one kind of agent. */
export interface Protocol {
  /** The requests it answers. */
  path: RegExp;
  /** What a request's parsed body asks for. */
  read(body: unknown): Exchange;
  /** Sends the answer; `serial` counts the answers of this server from 1. */
  write(res: ServerResponse, body: unknown, reply: Reply, serial: number, step: number): Promise<void>;
}

/** Splits the text into about this many parts. */
export function chunks(text: string, parts: number): string[] {
  const size = Math.max(1, Math.ceil(text.length / parts));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
}

/** Answers with one JSON body. */
export function json(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(JSON.stringify(body));
}

export const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
