import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { SessionName } from '../../contract/session.ts';
import type { SessionTable } from './session-table.ts';

const PREFIX = 'csd://sessions/';
const TYPE = { mimeType: 'application/json' };

/** The sessions that the client has subscribed to. */
export interface Subscriptions {
  /** Notifies a subscriber that the session's resource has changed. */
  tell(session: string): Promise<void>;
}

/** Offers each session as the resource `csd://sessions/NAME`: its state according to the newest events. */
export function offerResources(server: Server, table: SessionTable): Subscriptions {
  const subscribed = new Set<string>();
  server.setRequestHandler(ListResourcesRequestSchema, async () => {
    await table.ready;
    const sessions = table.all();
    return {
      resources: sessions.map(({ session, state }) => ({
        uri: PREFIX + session,
        name: session,
        description: state.status,
        ...TYPE,
      })),
    };
  });
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [
      { uriTemplate: `${PREFIX}{name}`, name: 'session', description: 'the state of a session', ...TYPE },
    ],
  }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }) => {
    await table.ready;
    const seen = table.get(sessionOf(uri));
    // The MCP code for a missing resource.
    if (seen === undefined) throw new McpError(-32002, `no session behind ${uri}`);
    return { contents: [{ uri, text: JSON.stringify(seen), ...TYPE }] };
  });
  server.setRequestHandler(SubscribeRequestSchema, ({ params: { uri } }) => {
    subscribed.add(sessionOf(uri));
    return {};
  });
  server.setRequestHandler(UnsubscribeRequestSchema, ({ params: { uri } }) => {
    subscribed.delete(sessionOf(uri));
    return {};
  });
  return {
    tell: async (session) => {
      if (subscribed.has(session)) await server.sendResourceUpdated({ uri: PREFIX + session });
    },
  };
}

function sessionOf(uri: string): string {
  const session = uri.startsWith(PREFIX) ? uri.slice(PREFIX.length) : '';
  if (SessionName.safeParse(session).success) return session;
  throw new McpError(ErrorCode.InvalidParams, `no resource ${JSON.stringify(uri)}: they are ${PREFIX}NAME`);
}
