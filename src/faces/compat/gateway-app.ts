import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { CsdError } from '../../contract/errors.ts';
import { showValue } from '../../operations/call-operation.ts';
import { type Entrance, guardOrigin, guardToken } from '../http/check-access.ts';
import { toResponse } from '../http/to-response.ts';
import type { DevSessions } from './dev-sessions.ts';

/** The largest request, bytes: enough for a long message. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * The routes of `dev-sessions` over HTTP. `time` is ms since 1970; `serve` creates the handler for one request, until
 * its signal.
 */
export function createGateway(
  serve: (signal: AbortSignal) => DevSessions,
  entrance: Entrance,
  time: () => number,
): Hono {
  const app = new Hono();
  app.use(secureHeaders({ strictTransportSecurity: false }));
  app.use(guardOrigin(entrance));
  // It reveals no more than a connection does.
  app.get('/health', (c) => c.json({ status: 'healthy', timestamp: new Date(time()).toISOString() }));
  app.use(guardToken(entrance));
  const onError = () => toResponse(new CsdError('too_large', `a request holds at most ${MOST_BYTES} bytes`));
  app.use(bodyLimit({ maxSize: MOST_BYTES, onError }));
  app.onError((error) => (error instanceof HTTPException ? error.getResponse() : toResponse(error)));
  app.notFound((c) => toResponse(new CsdError('not_found', `no route ${c.req.method} ${c.req.path}`)));
  const of = (c: Context) => serve(c.req.raw.signal);
  app.post('/create-session', async (c) => {
    const { hostPath, description, creator } = await readBody(c, ['hostPath'], ['description', 'creator']);
    return c.json(await of(c).create({ hostPath: hostPath ?? '', description, creator }));
  });
  app.get('/list-sessions', async (c) => c.json(await of(c).list({ status: c.req.query('status') })));
  app.post('/send-message', async (c) => {
    const { sessionId = '', message = '' } = await readBody(c, ['sessionId', 'message'], []);
    return c.json(await of(c).send({ sessionId, message }));
  });
  app.get('/read-output', async (c) => {
    const { sessionId, lines } = c.req.query();
    if (sessionId === undefined) throw new CsdError('bad_input', 'sessionId is missing');
    return c.json(await of(c).read({ sessionId, lines: lines === undefined ? undefined : toNumber(lines) }));
  });
  return app;
}

/** A value that is not a number is refused later, by the check of the bounds. */
function toNumber(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
}

/** The strings of a JSON object; throws `bad_input` for anything else. */
async function readBody(c: Context, wanted: string[], optional: string[]): Promise<Record<string, string | undefined>> {
  if (!/^application\/json\s*(?:;|$)/i.test(c.req.header('content-type') ?? ''))
    throw new CsdError('bad_input', 'the body must be sent as Content-Type: application/json');
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new CsdError('bad_input', 'the body must be a JSON object');
  const given = body as Record<string, unknown>;
  for (const name of wanted) if (given[name] === undefined) throw new CsdError('bad_input', `${name} is missing`);
  return Object.fromEntries(
    [...wanted, ...optional].map((name) => {
      const value = given[name] ?? undefined;
      if (value !== undefined && typeof value !== 'string')
        throw new CsdError('bad_input', `${name}: expected a text, got ${showValue(value)}`);
      return [name, value];
    }),
  );
}
