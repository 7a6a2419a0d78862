import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { ensureFolder } from '../../adapters/fs/trust.ts';
import { listenOnPort } from '../../adapters/stdio/listen.ts';
import { GATEWAY_PORT } from '../../contract/names.ts';
import type { ServiceHost } from '../../contract/service.ts';
import type { Context } from '../../drive/session/context.ts';
import { writePrivate } from '../../drive/session/files/private-files.ts';
import { type Ask, onOperations, prune } from '../../faces/compat/dev-sessions.ts';
import { createGateway } from '../../faces/compat/gateway-app.ts';
import { OPERATIONS } from '../../operations/index.ts';
import { createContext, ownProgram } from '../compose.ts';
import { createFaceHost } from '../face-host.ts';
import { runtimeFolder } from '../runtime-folder.ts';
import { createToken, takeToken } from './serve-token.ts';

/** The flags of the command. */
export interface GatewayInput {
  port: number;
  host?: string | undefined;
  max_sessions_per_creator: number;
  token_file?: string | undefined;
  no_token?: boolean | undefined;
}

/** The containers' name for the machine they run on. */
const NAME_OF_HOST = 'host.docker.internal';

/**
 * Serves until the signal: removes sessions that are gone from its list, then prints one line of JSON when it accepts
 * requests.
 */
export async function runGateway(input: GatewayInput, host: ServiceHost): Promise<number> {
  // Each request listens to it; a warning about a leak would be wrong.
  setMaxListeners(0, host.signal);
  const ctx = createContext({ signal: host.signal, program: ownProgram(), isServer: true });
  const face = createFaceHost(ctx, host.version);
  const asking =
    (signal: AbortSignal): Ask =>
    async (operation, asked) =>
      face.call(await OPERATIONS[operation](), asked, signal);
  await prune(asking(host.signal));
  const { token, publish } = await tokenOf(ctx, input);
  const { host: address, max_sessions_per_creator: most } = input;
  const isOpen = address !== undefined;
  const entrance = {
    kind: 'port' as const,
    ...(token !== undefined && { token }),
    names: [NAME_OF_HOST, ...(isOpen ? [address.toLowerCase()] : [])],
    anyAddress: isOpen,
  };
  const open = (port: number) =>
    createGateway(
      (signal) => onOperations(asking(signal), most),
      { ...entrance, port },
      () => ctx.clock.now(),
    ).fetch;
  const { port, close } = await listenOnPort(input.port, open, ctx.clock, { address });
  let file: string | undefined;
  try {
    file = await publish(port);
    const url = `http://${isOpen ? address : '127.0.0.1'}:${port}`;
    const ready = {
      ready: true,
      pid: process.pid,
      version: host.version,
      url,
      ...(file !== undefined && { token_file: file }),
    };
    host.write('stdout', `${JSON.stringify(ready)}\n`);
    await aborted(host.signal);
  } finally {
    await close();
    if (file !== undefined && input.token_file === undefined) await ctx.files.remove(file);
  }
  return 0;
}

/**
 * The token, and the function that writes it into a file after the port is open and returns that file. Each port has
 * its own file, because several gateways may run: one that cannot start, or ends, leaves the others' tokens.
 */
async function tokenOf(
  ctx: Context,
  { no_token, token_file }: GatewayInput,
): Promise<{ token?: string; publish(port: number): Promise<string | undefined> }> {
  if (no_token) return { publish: async () => undefined };
  const folder = runtimeFolder(ctx);
  await ensureFolder(folder, 'private');
  if (token_file !== undefined) {
    const file = path.resolve(ctx.cwd, token_file);
    return { token: await takeToken(ctx, file), publish: async () => file };
  }
  const token = createToken();
  return {
    token,
    async publish(port) {
      const file = path.join(folder, port === GATEWAY_PORT ? 'gateway-token' : `gateway-token-${port}`);
      await writePrivate(ctx, file, `${token}\n`);
      return file;
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}
