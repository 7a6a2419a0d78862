import * as z from 'zod/mini';
import type { AnyOperation } from '../../contract/operation.ts';
import { callOperation } from '../../operations/call-operation.ts';
import { OPERATIONS, type OperationName } from '../../operations/index.ts';
import { type DevSession, type DevSessions, onOperations } from './dev-sessions.ts';
import { type Gateway, onGateway } from './gateway-client.ts';
import { toContainer, toHost, type Workspace } from './workspace.ts';

/** Where the tools work: through a gateway, or on this machine; in which folder, seen from where, and for whom. */
export interface Site {
  gateway: Gateway | undefined;
  cwd: string;
  workspace: Workspace;
  /** The most sessions of one creator at once, if there is no gateway to decide. */
  most: number;
  /** The caller, if known. */
  creator(): Promise<string | undefined>;
}

interface Tool {
  summary: string;
  input: Record<string, z.ZodMiniType>;
  describe: Record<string, string>;
  // The tool's schema has checked the input.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  run(input: any, dev: DevSessions, site: Site): Promise<object>;
}

const TOOLS: Record<string, Tool> = {
  create_dev_session: {
    summary: 'start an agent in a session of its own, in the folder of this one',
    input: { description: z.optional(z.string()) },
    describe: { description: 'what the session is for' },
    async run({ description }, dev, { cwd, workspace, creator }) {
      const hostPath = toHost(workspace, cwd);
      const created = await dev.create({ hostPath, description, creator: await creator() });
      return { ...created, workspacePath: toContainer(workspace, created.workspacePath) ?? created.workspacePath };
    },
  },
  list_dev_sessions: {
    summary: 'list the sessions that were started so',
    input: { status: z.optional(z.enum(['active', 'inactive'])) },
    describe: { status: 'only active or inactive ones' },
    async run({ status }, dev, { workspace }) {
      const { sessions } = await dev.list({ status });
      return { sessions: sessions.map((session) => seenFrom(workspace, session)) };
    },
  },
  send_dev_message: {
    summary: 'send a message to one of them',
    input: { sessionId: z.string(), message: z.string() },
    describe: { sessionId: 'the id of the session', message: 'the text' },
    run: ({ sessionId, message }, dev) => dev.send({ sessionId, message }),
  },
  read_dev_output: {
    summary: 'read what one of them shows',
    input: { sessionId: z.string(), lines: z.optional(z.int()) },
    describe: { sessionId: 'the id of the session', lines: 'the newest so many lines, 1 to 1000 (default: 100)' },
    run: ({ sessionId, lines }, dev) => dev.read({ sessionId, lines }),
  },
};

/** The four tools of the MCP server of `dev-sessions`, each as an operation. */
export function devSessionTools(site: Site): Record<string, () => Promise<AnyOperation>> {
  return Object.fromEntries(
    Object.entries(TOOLS).map(([name, tool]) => [name, async () => toOperation(name, tool, site)]),
  );
}

function toOperation(name: string, { summary, input, describe, run }: Tool, site: Site): AnyOperation {
  return {
    name,
    summary,
    input: z.strictObject(input),
    output: async () => z.looseObject({}),
    describe,
    cli: {},
    run: (given: Record<string, unknown>, context: { signal?: AbortSignal }) => {
      const ask = async (operation: OperationName, asked: Record<string, unknown>) =>
        callOperation(await OPERATIONS[operation](), asked, context as never);
      const dev = site.gateway ? onGateway(site.gateway, context.signal) : onOperations(ask, site.most);
      return run(given, dev, site);
    },
  } as AnyOperation;
}

/** A session as the container sees it; if it does not see the folder, with the host's path. */
function seenFrom(workspace: Workspace, session: DevSession): object {
  const inside = toContainer(workspace, session.workspacePath);
  if (inside !== undefined) return { ...session, workspacePath: inside };
  const error = `not in the folder that this container shares with its host (${workspace.host})`;
  return { ...session, workspacePath: null, hostPath: session.workspacePath, workspacePathError: error };
}
