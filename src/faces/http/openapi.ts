import { ERRORS } from '../../contract/errors.ts';
import { Event } from '../../contract/event.ts';
import type { AnyOperation } from '../../contract/operation.ts';
import type { FaceHost } from '../host.ts';
import { inputSchemaOf, type JsonSchema, outputSchemaOf, sayExclusive, toJsonSchema } from '../schemas.ts';

const FAILURE = { $ref: '#/components/responses/Failure' };

/** The description of this server in OpenAPI 3.1, generated from the schemas of the operations. */
export async function describeApi(host: FaceHost): Promise<Record<string, unknown>> {
  const operations = await Promise.all(Object.values(host.operations).map((load) => load()));
  const calls = operations.map(async (operation) => [pathOf(operation.name), { post: await describeCall(operation) }]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'csd',
      version: host.version,
      description: 'Drives interactive coding agents in detached tmux sessions.',
    },
    paths: { ...Object.fromEntries(await Promise.all(calls)), ...OWN_PATHS },
    components: {
      schemas: { Event: toJsonSchema(Event, 'output'), Failure: FAILURE_SCHEMA },
      responses: {
        Failure: { description: 'A failure; its status is that of its code', content: json(ref('Failure')) },
      },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    // The socket requires no token.
    security: [{ token: [] }, {}],
  };
}

/** The path of an operation, for `POST`. */
export function pathOf(operation: string): string {
  return `/v1/${operation}`;
}

async function describeCall(operation: AnyOperation): Promise<Record<string, unknown>> {
  const exclusive = sayExclusive(operation);
  return {
    operationId: operation.name,
    summary: operation.summary,
    ...(exclusive !== '' && { description: exclusive }),
    requestBody: { content: json(inputSchemaOf(operation)) },
    responses: { 200: { description: 'done', content: json(await outputSchemaOf(operation)) }, default: FAILURE },
  };
}

const FAILURE_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['error', 'code'],
  properties: { error: { type: 'string' }, code: { type: 'string', enum: Object.keys(ERRORS) } },
};

const integer = { type: 'integer', minimum: 0 };

/** The server's own paths, for `GET`: exactly these are served and described. */
export const OWN_PATHS = {
  '/events': {
    get: {
      operationId: 'events',
      summary: 'what changes, as server-sent events: a snapshot first, then one event per change',
      parameters: [
        {
          in: 'query',
          name: 'sessions',
          schema: { type: 'string' },
          description: 'names, comma-separated (default: all)',
        },
        { in: 'header', name: 'Last-Event-ID', schema: integer, description: 'go on after the event of this number' },
        { in: 'query', name: 'after', schema: integer, description: 'the same, for clients that set no header' },
      ],
      responses: {
        200: { description: 'each `data` is an Event', content: { 'text/event-stream': { schema: ref('Event') } } },
        default: FAILURE,
      },
    },
  },
  '/health': {
    get: {
      operationId: 'health',
      summary: 'that the server is up',
      responses: { 200: { description: 'up', content: json(healthSchema()) }, default: FAILURE },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'openapi',
      summary: 'this description',
      responses: { 200: { description: 'in OpenAPI 3.1', content: json({ type: 'object' }) }, default: FAILURE },
    },
  },
};

function healthSchema(): JsonSchema {
  const number = { type: 'number' };
  const properties = {
    ok: { const: true },
    version: { type: 'string' },
    pid: number,
    uptime_secs: number,
    sessions: number,
  };
  return { type: 'object', required: Object.keys(properties), properties };
}

function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function json(schema: JsonSchema): Record<string, { schema: JsonSchema }> {
  return { 'application/json': { schema } };
}
