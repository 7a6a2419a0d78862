import type { Event } from '../../../contract/event.ts';
import { token } from './page-token.ts';

/** A stream sends a heartbeat every 15 s; a longer silence is a lost connection, ms. */
const SILENCE_MS = 40_000;
const LONGEST_PAUSE_MS = 5000;

/** An error response of the server: its message, its code and the rest of its JSON. */
export class Refusal extends Error {
  readonly code: string;
  constructor(readonly json: { error: string; code: string }) {
    super(json.error);
    this.code = json.code;
  }
}

/** The server's version, and what this token may do. */
export interface About {
  access: 'full' | 'read_only';
  version: string;
  hosts: string[];
  backends: string[];
  folder: string;
}

/**
 * Removes the code from the address, so that no history keeps it, and exchanges it for the token; a code works once.
 */
export async function redeemCode(): Promise<void> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (!code) return;
  history.replaceState(null, '', location.pathname);
  const response = await fetch('session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (!response.ok) return;
  const { token: given } = (await response.json()) as { token: string };
  token.drop();
  token.set(given);
}

/** Runs an operation; throws `Refusal`. */
export async function call<Output>(operation: string, input: object, signal?: AbortSignal): Promise<Output> {
  return post(`/v1/${operation}`, input, signal);
}

/** Calls one of the page's own routes; throws `Refusal`. */
export async function post<Output>(path: string, input: object, signal?: AbortSignal): Promise<Output> {
  const response = await request(path, { method: 'POST', body: JSON.stringify(input), ...(signal && { signal }) });
  return (await response.json()) as Output;
}

/** The server's `/page/about`. */
export async function askAbout(): Promise<About> {
  return (await (await request('/page/about', {})).json()) as About;
}

/** The items of a stream, until it ends or the signal aborts; throws `Refusal` for a failure in it. */
export async function* items<Item>(path: string, input: object | undefined, signal: AbortSignal): AsyncGenerator<Item> {
  const call = input === undefined ? {} : { method: 'POST', body: JSON.stringify(input) };
  const patience = new AbortController();
  const either = AbortSignal.any([signal, patience.signal]);
  const response = await request(path, { ...call, signal: either });
  for await (const { event, data } of readEvents(response.body, patience)) {
    if (event === 'failure') throw new Refusal(JSON.parse(data));
    yield JSON.parse(data) as Item;
  }
}

/** Receives each event, and the state of the connection. */
export interface Listener {
  event(event: Event): void;
  up(): void;
  down(): void;
  /** The token is no longer valid. */
  refused(): void;
}

/**
 * Listens to the events forever. After a lost connection it continues where it stopped; the server says if that is no
 * longer possible.
 */
export async function listen(on: Listener): Promise<void> {
  let last: string | undefined;
  for (let tries = 0; ; tries++) {
    try {
      const headers: Record<string, string> = last === undefined ? {} : { 'last-event-id': last };
      const patience = new AbortController();
      const response = await request('/events', { headers, signal: patience.signal });
      on.up();
      tries = 0;
      for await (const { id, event, data } of readEvents(response.body, patience)) {
        if (event === 'failure') throw new Refusal(JSON.parse(data));
        if (id !== undefined) last = id;
        on.event(JSON.parse(data));
      }
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unauthorized') return on.refused();
    }
    on.down();
    await pause(Math.min(LONGEST_PAUSE_MS, 300 * 2 ** tries));
  }
}

/** Waits, ms. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

interface Request {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

async function request(path: string, init: Request): Promise<Response> {
  const headers = { authorization: `Bearer ${token.get() ?? ''}`, 'content-type': 'application/json', ...init.headers };
  const response = await fetch(path, { ...init, headers });
  if (response.ok) return response;
  const fallback = { error: `the server answered ${response.status}`, code: 'internal' };
  throw new Refusal(await response.json().catch(() => fallback));
}

interface Sent {
  id?: string;
  event?: string;
  data: string;
}

async function* readEvents(
  body: ReadableStream<Uint8Array> | null,
  patience: AbortController,
): AsyncGenerator<Sent, void, undefined> {
  if (body === null) return;
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let rest = '';
  try {
    for (;;) {
      const timer = setTimeout(() => patience.abort(), SILENCE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
        if (fields.data !== undefined) yield fields;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
