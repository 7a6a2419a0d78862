import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import { CsdError } from '../../contract/errors.ts';
import { type AnyOperation, isStreaming } from '../../contract/operation.ts';
import type { FaceHost } from '../host.ts';
import { type Entrance, guardActs, guardOrigin, guardToken } from './check-access.ts';
import { itemsToSent, toSent, wantedOf } from './events.ts';
import { describeApi, type OWN_PATHS, pathOf } from './openapi.ts';
import { type Page, servePage } from './page.ts';
import { type Panes, servePanes } from './panes.ts';
import { goneWith, readInput } from './read-input.ts';
import { streamEvents } from './sse.ts';
import { toResponse } from './to-response.ts';

/** The largest request body, bytes: enough for a prompt of a few megabytes. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** The largest body of a request that needs no token, bytes. */
const MAX_OPEN_BODY_BYTES = 4 * 1024;

/** The page runs only its own files, connects only to this server, and cannot be embedded in another page. */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  workerSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
  // The policy for the address of its service worker.
  trustedTypes: ['csd'],
};

/** The content of `GET /health` besides the version and process of the host. */
export interface Health {
  /** When the server started, ms since 1970. */
  started: number;
  /** How many sessions are watched. */
  sessions(): number;
}

/** The page, if it is served, and the terminals that it shows. */
export interface Ui {
  page?: Page | undefined;
  panes?: Panes | undefined;
}

/**
 * The operations over HTTP: `POST /v1/<operation>` takes the input as JSON and returns the output, or the failure with
 * the status of the error table. `GET /events` streams changes. `host` ends a call when its client has disconnected.
 */
export function createApp(host: FaceHost, entrance: Entrance, health: Health, { page, panes }: Ui = {}): Hono {
  const app = new Hono();
  app.use(secureHeaders({ contentSecurityPolicy: POLICY, strictTransportSecurity: false, xFrameOptions: 'DENY' }));
  app.use(guardOrigin(entrance));
  // Routes registered before the token check need no token, so their requests must be small.
  if (page !== undefined) {
    app.use('/ui/*', limitBody(MAX_OPEN_BODY_BYTES));
    servePage(app, page);
  }
  app.use(guardToken(entrance));
  app.use(guardActs());
  app.use(limitBody(MAX_BODY_BYTES));
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  // A middleware of the library refuses with an exception that contains the response.
  app.onError((error) => (error instanceof HTTPException ? error.getResponse() : toResponse(error)));
  app.notFound((c) => {
    const known = [...new Set(app.routes.filter(({ method }) => method !== 'ALL').map((r) => `${r.method} ${r.path}`))];
    return toResponse(new CsdError('not_found', `no route ${c.req.method} ${c.req.path}`, { known }));
  });

  const own: Record<keyof typeof OWN_PATHS, (c: Context) => Response | Promise<Response>> = {
    '/health': (c) =>
      c.json({
        ok: true,
        version: host.version,
        pid: host.pid,
        uptime_secs: Math.round((host.now() - health.started) / 1000),
        sessions: health.sessions(),
      }),
    '/openapi.json': async (c) => c.json(await describeApi(host)),
    '/events': (c) => {
      const gone = goneWith(c);
      return streamEvents(toSent(host.events({ ...wantedOf(c), signal: gone.signal })), host.pause, () => gone.abort());
    },
  };
  for (const [path, handle] of Object.entries(own)) app.get(path, handle);
  for (const [name, load] of Object.entries(host.operations)) {
    app.post(pathOf(name), async (c) => answer(c, host, await load()));
  }
  if (panes !== undefined) servePanes(app, panes, host);
  return app;
}

async function answer(c: Context, host: FaceHost, operation: AnyOperation): Promise<Response> {
  const input = await readInput(c, operation.name);
  const gone = goneWith(c);
  const outcome = await host.call(operation, input, gone.signal);
  if (!isStreaming(operation)) return c.json(outcome as object);
  return streamEvents(itemsToSent(outcome as AsyncIterable<unknown>), host.pause, () => gone.abort());
}

function refuseMethod(c: Context, methods: string[]): Response {
  const allow = methods.join(', ');
  const error = new CsdError('wrong_method', `${c.req.path} takes ${allow}, not ${c.req.method}`, { known: methods });
  return toResponse(error, { allow });
}

function limitBody(maxSize: number): MiddlewareHandler {
  const refuse = () => toResponse(new CsdError('too_large', `a request body holds at most ${maxSize} bytes`));
  return bodyLimit({ maxSize, onError: refuse });
}
