import {
  CallToolRequestSchema,
  InitializeRequestSchema,
  type JSONRPCMessage,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  PingRequestSchema,
  ReadResourceRequestSchema,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';

/**
 * The supported requests, by method; the library answers a request with wrong parameters as a failure of the server.
 */
const REQUESTS = {
  initialize: InitializeRequestSchema,
  ping: PingRequestSchema,
  'tools/list': ListToolsRequestSchema,
  'tools/call': CallToolRequestSchema,
  'resources/list': ListResourcesRequestSchema,
  'resources/templates/list': ListResourceTemplatesRequestSchema,
  'resources/read': ReadResourceRequestSchema,
  'resources/subscribe': SubscribeRequestSchema,
  'resources/unsubscribe': UnsubscribeRequestSchema,
  'logging/setLevel': SetLevelRequestSchema,
};

/** The error in a request's parameters, as a sentence that names the place; `undefined` for every other message. */
export function problemInRequest(message: JSONRPCMessage): string | undefined {
  if (!('method' in message && 'id' in message)) return undefined;
  const { method } = message;
  const schema = Object.hasOwn(REQUESTS, method) ? REQUESTS[method as keyof typeof REQUESTS] : undefined;
  const checked = schema?.safeParse(message);
  if (checked === undefined || checked.success) return undefined;
  const place = checked.error.issues[0]?.path.map(String).join('.') || 'params';
  return `${method}: ${place} is missing, or not what the protocol says`;
}

/**
 * Removes from a message the request to run as a task, which a server without tasks may ignore; the library would
 * answer it as a failure of the server.
 */
export function withoutTask(message: JSONRPCMessage): JSONRPCMessage {
  if (!('method' in message && 'id' in message) || message.params?.task === undefined) return message;
  const { task: _, ...params } = message.params;
  return { ...message, params };
}
