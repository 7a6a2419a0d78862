import type * as z from 'zod/mini';
import { CsdError, ERRORS, type ErrorCode } from '../../contract/errors.ts';
import { joinSignals } from '../../contract/join-signals.ts';
import { isTooDeep, type Json, parseObject } from '../../contract/json.ts';
import { Created, type DevSessions, Listed, Output, Sent } from './dev-sessions.ts';

/** A remote gateway: its address, the token if it requires one, and how long an answer may take (ms, `LIMIT_MS`). */
export interface Gateway {
  url: string;
  token?: string | undefined;
  limitMs?: number;
}

/** Far more than a gateway needs to start a session, which takes it longest, in ms. */
const LIMIT_MS = 300_000;

/** The longest accepted answer, bytes: a thousand lines of a wide screen, or a list of many sessions, are far less. */
const MOST_BYTES = 8 * 1024 * 1024;
/** How many characters of an error of the gateway to show. */
const MOST_ERROR = 16 * 1024;

/**
 * `dev-sessions` behind a gateway; its errors are thrown with their own codes. Throws `unreachable` if it does not
 * answer in time, `remote_failed` for an answer that is not what was asked for, is longer than 8 MB, or leads to another
 * address, which would get the message.
 */
export function onGateway({ url, token, limitMs = LIMIT_MS }: Gateway, signal?: AbortSignal): DevSessions {
  const call = async <Answer>(schema: z.ZodMiniType<Answer>, path: string, body?: object): Promise<Answer> => {
    const headers = {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const request = { method: body ? 'POST' : 'GET', headers, ...(body && { body: JSON.stringify(body) }) };
    const { response, text } = await ask(new URL(path, url), { ...request, redirect: 'manual' });
    const answer = text === undefined || isTooDeep(text) ? undefined : parseObject(text);
    if (!response.ok || answer === undefined) throw refusal(url, response, answer);
    const checked = schema.safeParse(answer);
    if (checked.success) return checked.data;
    const place = checked.error.issues[0]?.path.map(String).join('.') || 'answer';
    throw new CsdError('remote_failed', `the gateway ${url} sent an answer that csd does not understand (${place})`);
  };
  const ask = async (address: URL, request: RequestInit) => {
    const late = AbortSignal.timeout(limitMs);
    const { signal: either, release } = joinSignals([late, signal]);
    try {
      const response = await fetch(address, { ...request, signal: either });
      return { response, text: await textOf(response) };
    } catch (error) {
      // A call that was aborted here says nothing about the gateway.
      signal?.throwIfAborted();
      throw unreachable(late.aborted ? new Error(`no whole answer within ${limitMs / 1000} s`) : (error as Error));
    } finally {
      release();
    }
  };
  const unreachable = (error: Error): CsdError => {
    const why = error.cause instanceof Error ? error.cause.message || error.message : error.message;
    return new CsdError('unreachable', `the gateway ${url} is unreachable: ${why}; see GATEWAY_URL`, {
      host: new URL(url).host,
    });
  };
  return {
    create: (input) => call(Created, '/create-session', input),
    list: ({ status }) =>
      call(Listed, status === undefined ? '/list-sessions' : `/list-sessions?${new URLSearchParams({ status })}`),
    send: (input) => call(Sent, '/send-message', input),
    read: ({ sessionId, lines }) => {
      const query = new URLSearchParams({ sessionId, ...(lines !== undefined && { lines: String(lines) }) });
      return call(Output, `/read-output?${query}`);
    },
  };
}

function refusal(url: string, { ok, status }: Response, { error, code }: Json = {}): CsdError {
  const other = ok || status >= 500 || (status >= 300 && status < 400) ? 'remote_failed' : 'bad_input';
  const known = typeof code === 'string' && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : other;
  const said = typeof error === 'string' ? cut(error) : `status ${status}, and no JSON that csd knows`;
  return new CsdError(known, `the gateway ${url} refused: ${said}`);
}

function cut(error: string): string {
  return error.length > MOST_ERROR ? `${error.slice(0, MOST_ERROR)}…` : error;
}

/** The body of an answer; `undefined` if it is too long, and no more of it is read. */
async function textOf(response: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > MOST_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
