import { CsdError, ERRORS, type ErrorCode } from '../../contract/errors.ts';
import type { Created, DevSession, DevSessions } from './dev-sessions.ts';

/** A gateway elsewhere: its address, and the token where it asks for one. */
export interface Gateway {
  url: string;
  token?: string | undefined;
}

/** `dev-sessions` behind a gateway; what that refuses is thrown with its own code. */
export function onGateway({ url, token }: Gateway, signal: AbortSignal | undefined): DevSessions {
  const call = async (path: string, body?: object): Promise<unknown> => {
    const headers = {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const request = { method: body ? 'POST' : 'GET', headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(new URL(path, url), { ...request, ...(signal && { signal }) }).catch(
      (error: Error) => {
        const why = error.cause instanceof Error ? error.cause.message : error.message;
        throw new CsdError('bad_input', `the gateway ${url} cannot be reached: ${why}; see GATEWAY_URL`);
      },
    );
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    const { error, code } = Object(answer) as { error?: unknown; code?: unknown };
    const known = typeof code === 'string' && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'bad_input';
    const said = typeof error === 'string' ? error : `status ${response.status}`;
    throw new CsdError(known, `the gateway ${url} refused: ${said}`);
  };
  return {
    create: async (input) => (await call('/create-session', input)) as Created,
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
