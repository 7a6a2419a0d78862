import { CsdError } from '../../contract/errors.ts';
import { quote } from '../../contract/json.ts';
import type { ServiceHost } from '../../contract/service.ts';
import { findCreator } from '../../drive/session/caller.ts';
import type { Context } from '../../drive/session/context.ts';
import { MOST_SMALL_BYTES } from '../../drive/session/files/look-budget.ts';
import { readNamed } from '../../drive/session/files/read-named.ts';
import { CMS_TOOLS } from '../../faces/compat/cms.ts';
import { devSessionTools, type Site } from '../../faces/compat/dev-session-tools.ts';
import { workspaceOf } from '../../faces/compat/workspace.ts';
import { createMcpServer } from '../../faces/mcp/server.ts';
import { LineTransport } from '../../faces/mcp/stdio-transport.ts';
import { CORE_TOOLS } from '../../operations/guide.ts';
import { OPERATIONS } from '../../operations/index.ts';
import { onHosts } from '../../operations/on-hosts/index.ts';
import { createContext, ownProgram } from '../compose.ts';
import { createFaceHost } from '../face-host.ts';
import { MOST_PER_CREATOR } from '../serve/gateway.ts';

/**
 * Speaks MCP on standard input and output until the client closes them or the signal aborts. `tools` selects what is
 * offered: operations, `core` or `all`, separated by commas, or one of `cms` and `dev-sessions`; throws `bad_input` for
 * another word.
 */
export async function runMcp(tools: string[] | undefined, { version, signal }: ServiceHost): Promise<number> {
  const compat = tools?.join();
  const chosen = compat === 'cms' ? CMS_TOOLS : compat === 'dev-sessions' ? undefined : onHosts(chooseTools(tools));
  const life = new AbortController();
  const end = () => life.abort(new Error('the client has gone'));
  signal.addEventListener('abort', () => life.abort(signal.reason), { once: true });
  // The transport handles neither: a client that disconnects closes its ends of the pipes.
  process.stdin.once('end', end).once('close', end);
  process.stdout.on('error', end);
  // The caller of a tool is a model: it cannot give a person's consent.
  const context = createContext({
    signal: life.signal,
    program: ownProgram(),
    version,
    knownHostsOnly: true,
    needsConsent: true,
  });
  const operations = chosen ?? devSessionTools(await siteOf(context));
  const server = createMcpServer({ ...createFaceHost(context, version), operations });
  const over = new Promise<void>((done) => life.signal.addEventListener('abort', () => done(), { once: true }));
  await server.connect(new LineTransport(process.stdin, process.stdout));
  await over;
  await server.close();
  return 0;
}

/**
 * The settings of `dev-sessions` in the environment: GATEWAY_URL, its token, and the folder that a container shares
 * with its host.
 */
async function siteOf(ctx: Context): Promise<Site> {
  const { DEV_SESSIONS_GATEWAY_URL: first, GATEWAY_URL: url, GATEWAY_TOKEN: token, GATEWAY_TOKEN_FILE: file } = ctx.env;
  const named = first || url;
  if (named && !/^https?:\/\//.test(named))
    throw new CsdError('bad_input', `GATEWAY_URL ${quote(named)} is not an HTTP address such as http://127.0.0.1:6767`);
  const kept = file ? await readNamed(ctx, file, MOST_SMALL_BYTES) : undefined;
  if (file && kept === undefined) throw new CsdError('bad_input', `GATEWAY_TOKEN_FILE ${file} cannot be read`);
  return {
    gateway: named ? { url: named, token: token || kept?.trim() } : undefined,
    cwd: ctx.cwd,
    workspace: workspaceOf(ctx.env),
    most: MOST_PER_CREATOR,
    creator: () => findCreator(ctx),
  };
}

/** The operations of these names, in the order of the table. */
function chooseTools(words: string[] | undefined): Partial<typeof OPERATIONS> {
  const names = (words ?? ['core']).flatMap((word) => word.split(',')).map((word) => word.trim().replaceAll('-', '_'));
  const wanted = new Set(names.flatMap(expand));
  return Object.fromEntries(Object.entries(OPERATIONS).filter(([name]) => wanted.has(name)));
}

function expand(name: string): readonly string[] {
  if (name === 'core') return CORE_TOOLS;
  if (name === 'all') return Object.keys(OPERATIONS);
  if (Object.hasOwn(OPERATIONS, name)) return [name];
  const known = ['core', 'all', ...Object.keys(OPERATIONS)].join(', ');
  throw new CsdError('bad_input', `--tools: no tool ${JSON.stringify(name)}: choose from ${known}`);
}
