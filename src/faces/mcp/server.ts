import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type ServerNotification,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import type { Event, Watched } from '../../contract/event.ts';
import { describeFailure } from '../failure.ts';
import type { FaceHost } from '../host.ts';
import { shareHelp } from './compact.ts';
import { offerResources, type Subscriptions } from './resources.ts';
import { SessionTable } from './session-table.ts';
import { callTool, describeTool } from './tools.ts';
import { type Report, withProgress } from './with-progress.ts';

const INSTRUCTIONS =
  'Each tool drives interactive coding agents in detached terminal sessions. A session has a state, which says what the ' +
  'agent does and what it waits for. Each session is a resource too; its changes are told to subscribers.';

/**
 * The operations as an MCP server: one tool each, sessions as resources, and every change of a session as a log
 * notification of the logger `events`. It follows the sessions from `initialized` until it is closed.
 */
export function createMcpServer(host: FaceHost): Server {
  // The high-level class checks inputs with its own messages; these are the same as in every face.
  const server = new Server(
    { name: 'csd', version: host.version },
    {
      capabilities: { tools: {}, logging: {}, resources: { subscribe: true, listChanged: true } },
      instructions: INSTRUCTIONS,
    },
  );
  const table = new SessionTable();
  const listeners = new Set<(event: Event) => void>();
  const subscriptions = offerResources(server, table);
  offerTools(server, host, listeners);
  const over = new AbortController();
  server.onclose = () => over.abort();
  server.oninitialized = () => {
    follow(server, host, { table, subscriptions, listeners }, over.signal).finally(() => table.end());
  };
  return server;
}

function offerTools(server: Server, host: FaceHost, listeners: Set<(event: Event) => void>): void {
  let tools: Promise<Tool[]> | undefined;
  server.setRequestHandler(ListToolsRequestSchema, async () => {
    tools ??= Promise.all(Object.values(host.operations).map(async (load) => describeTool(await load()))).then(
      shareHelp,
    );
    return { tools: await tools };
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const { name, arguments: input = {}, _meta } = params;
    const load = Object.hasOwn(host.operations, name) ? host.operations[name] : undefined;
    if (load === undefined) throw new McpError(ErrorCode.InvalidParams, `no tool ${JSON.stringify(name)}`);
    const operation = await load();
    const report = reporter(_meta?.progressToken, extra.sendNotification);
    return withProgress(host, report, async (say) => {
      const listen = (event: Event) => {
        if (event.type === 'changed' && concerns(event as Watched, input)) say(summarise(event as Watched));
      };
      listeners.add(listen);
      const deliver = (item: unknown) => server.sendLoggingMessage({ level: 'info', logger: name, data: item });
      return callTool(host, { operation, input }, extra.signal, deliver).finally(() => listeners.delete(listen));
    });
  });
}

function reporter(
  progressToken: string | number | undefined,
  send: (notification: ServerNotification) => Promise<void>,
): Report | undefined {
  if (progressToken === undefined) return undefined;
  return (progress, message) =>
    send({ method: 'notifications/progress', params: { progressToken, progress, message } });
}

/** True for a session that the input names, or for every session if it names none. */
function concerns({ session }: Watched, input: Record<string, unknown>): boolean {
  const named = [input.session, input.sessions, input.name].flat().filter((name) => typeof name === 'string');
  return named.length === 0 || named.includes(session);
}

function summarise({ session, state }: Watched): string {
  return `${session}: ${state.status}`;
}

/** The receivers of each event: the table of sessions, the resources that the client watches, and calls that wait. */
interface Followers {
  table: SessionTable;
  subscriptions: Subscriptions;
  listeners: Set<(event: Event) => void>;
}

/** Reports events to the client one after the other: a client that does not read delays only itself. */
async function follow(
  server: Server,
  host: FaceHost,
  { table, subscriptions, listeners }: Followers,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of host.events({ signal })) {
      const { changed, listChanged } = table.take(event);
      for (const listen of listeners) listen(event);
      if (event.type !== 'snapshot') await log(server, event.type === 'notice' ? 'warning' : 'info', event);
      if (listChanged) await server.sendResourceListChanged();
      for (const session of changed) await subscriptions.tell(session);
    }
  } catch (error) {
    if (!signal.aborted) await log(server, 'error', describeFailure(error).json).catch(() => undefined);
  }
}

async function log(server: Server, level: 'info' | 'warning' | 'error', data: unknown): Promise<void> {
  await server.sendLoggingMessage({ level, logger: 'events', data });
}
