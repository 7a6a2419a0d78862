import { CsdError, ERRORS, type ErrorCode } from '../../contract/errors.ts';
import { type Json, parseObject } from '../../contract/json.ts';
import type { Created, DevSession, DevSessions } from './dev-sessions.ts';

/** A remote gateway: its address, and the token if it requires one. */
export interface Gateway {
  url: string;
  token?: string | undefined;
}

/** `dev-sessions` behind a gateway; its errors are thrown with their own codes. */
export function onGateway({ url, token }: Gateway, signal: AbortSignal | undefined): DevSessions {
  const call = async (path: string, body?: object): Promise<Json> => {
    const headers = {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const request = { method: body ? 'POST' : 'GET', headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(new URL(path, url), { ...request, ...(signal && { signal }) }).catch(unreachable);
    const text = await response.text().catch(unreachable);
    const answer = parseObject(text);
    if (response.ok && answer !== undefined) return answer;
    const { error, code } = answer ?? {};
    const other = response.ok || response.status >= 500 ? 'remote_failed' : 'bad_input';
    const known = typeof code === 'string' && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : other;
    const said = typeof error === 'string' ? error : `status ${response.status}, and no JSON that csd knows`;
    throw new CsdError(known, `the gateway ${url} refused: ${said}`);
  };
  const unreachable = (error: Error): never => {
    // A call that was aborted here says nothing about the gateway.
    signal?.throwIfAborted();
    const why = error.cause instanceof Error ? error.cause.message || error.message : error.message;
    throw new CsdError('unreachable', `the gateway ${url} is unreachable: ${why}; see GATEWAY_URL`, {
      host: new URL(url).host,
    });
  };
  return {
    create: async (input) => (await call('/create-session', input)) as unknown as Created,
    list: async ({ status }) =>
      (await call(status === undefined ? '/list-sessions' : `/list-sessions?${new URLSearchParams({ status })}`)) as {
        sessions: DevSession[];
      },
    send: async (input) => (await call('/send-message', input)) as Awaited<ReturnType<DevSessions['send']>>,
    read: async ({ sessionId, lines }) => {
      const query = new URLSearchParams({ sessionId, ...(lines !== undefined && { lines: String(lines) }) });
      return (await call(`/read-output?${query}`)) as Awaited<ReturnType<DevSessions['read']>>;
    },
  };
}
