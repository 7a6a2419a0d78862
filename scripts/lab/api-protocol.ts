import type { ServerResponse } from 'node:http';

/** One tool the scripted model calls: `{name: 'Bash', input: {command: 'true'}}`. */
export interface ToolCall {
  name: string;
  /** An object, or the text of a tool that takes no JSON. */
  input: unknown;
  /** The group that the tool is offered in, where there are groups. */
  namespace?: string;
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
  /** The text is there, and its end comes when this is settled. */
  until?: Promise<void>;
  /** Send what is there, then hang until the client goes away. */
  stall?: boolean;
  /** Answer with this HTTP status and body instead. */
  error?: { status: number; type: string; message: string; headers?: Record<string, string> };
  stopReason?: string;
  /** The tokens that the answer says it used; 10 in and 16 out when absent. */
  usage?: ReplyUsage;
}

/** Tokens of one answer: `input` are those that no cache was read from or written to. */
export interface ReplyUsage {
  input: number;
  output: number;
  cacheRead?: number;
  cacheWrite?: number;
}

/** What a request asks for: the next step of a turn, or something beside the conversation with its ready answer. */
export type Exchange = { main: true; prompt: string; step: number } | { main: false; reply: Reply };

/** How one kind of agent speaks to its model. */
export interface Protocol {
  /** The requests it answers. */
  path: RegExp;
  /** What a request's parsed body asks for. */
  read(body: unknown): Exchange;
  /** Answers it; `serial` counts the answers of this server from 1. */
  write(res: ServerResponse, body: unknown, reply: Reply, serial: number, step: number): Promise<void>;
}

/** The text in about so many parts. */
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
