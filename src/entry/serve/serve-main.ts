import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { ensureFolder } from '../../adapters/fs/trust.ts';
import { type Fetch, listenOnPort, listenOnSocket } from '../../adapters/stdio/listen.ts';
import { CsdError } from '../../contract/errors.ts';
import { joinSignals } from '../../contract/join-signals.ts';
import type { ServiceHost } from '../../contract/service.ts';
import { keepEnforcingLimits } from '../../drive/delegate/enforce-limits.ts';
import type { Context } from '../../drive/session/context.ts';
import { writePrivate } from '../../drive/session/files/private-files.ts';
import { Mirror, type MirrorOptions } from '../../drive/watch/state-mirror.ts';
import type { FaceHost } from '../../faces/host.ts';
import { createApp } from '../../faces/http/app.ts';
import type { Entrance } from '../../faces/http/check-access.ts';
import type { Page } from '../../faces/http/page.ts';
import { toJson } from '../../operations/text/escape-output.ts';
import { createContext, ownProgram } from '../compose.ts';
import { createFaceHost } from '../face-host.ts';
import { answerOf, basisOf } from '../fast-path/mirrored-answer.ts';
import { countsKeeper } from '../fast-path/mirrored-counts.ts';
import { runtimeFolder } from '../runtime-folder.ts';
import { createPanes } from './page-panes.ts';
import { createToken, takeToken } from './serve-token.ts';

/** The file of a token that is valid as long as its server, and the suffix for that of the read-only token. */
const TOKEN = 'token';
const READ_ONLY = '-read-only';

/** The flags of the command. */
export interface ServeInput {
  socket?: string | undefined;
  port?: number | undefined;
  token_file?: string | undefined;
  ui?: boolean | undefined;
  hosts?: boolean | undefined;
  notify?: boolean | undefined;
}

/**
 * Serves until the signal: prints one line of JSON when it accepts requests and every session is mirrored. One server
 * per user and runtime folder; throws `already_serving` with the `pid` of the other.
 */
export async function runServer(input: ServeInput, host: ServiceHost): Promise<number> {
  // Each stream listens to it; a warning about a leak would be wrong.
  setMaxListeners(0, host.signal);
  const ctx = createContext({
    signal: host.signal,
    program: ownProgram(),
    version: host.version,
    knownHostsOnly: true,
    isServer: true,
  });
  const folder = runtimeFolder(ctx);
  await ensureFolder(folder, 'private');
  const lock = path.join(folder, 'serve.lock');
  let taken = false;
  try {
    return await ctx.files.withLock(lock, 0, () => {
      taken = true;
      return serveAlone(ctx, folder, input, host);
    });
  } catch (error) {
    if (taken || !(error instanceof CsdError) || error.code !== 'locked') throw error;
    const { pid } = error.data;
    throw new CsdError(
      'already_serving',
      `csd serve is already running as process ${pid}, with its files in ${folder}`,
      {
        pid,
        folder,
      },
    );
  }
}

type Open = (entrance: Entrance, page?: Page) => Fetch;

/** A token, and its file. */
interface Token {
  file: string;
  token: string;
}

async function serveAlone(ctx: Context, folder: string, input: ServeInput, host: ServiceHost): Promise<number> {
  const started = ctx.clock.elapsed();
  const face = createFaceHost(ctx, host.version);
  const hosts = input.hosts ? await namesOfHosts(ctx) : [];
  const outward = input.hosts ? { ...face, events: await eventsOfHosts(ctx, hosts) } : face;
  const states = path.join(folder, 'state');
  await ensureFolder(states, 'private');
  const hub = await ctx.hub();
  const writer = { version: host.version, pid: process.pid, mark: await ctx.processes.startedAt(process.pid) };
  const answers: MirrorOptions['answers'] = async ({ session, state }) => {
    const seen = hub.seen(session);
    const text = await answerOf(ctx, writer, state, seen);
    return seen && text !== undefined ? { text, basis: basisOf(seen) } : undefined;
  };
  const counts = countsKeeper(ctx, folder, writer);
  const mirror = new Mirror(ctx, states, process.pid, { answers, onAll: counts.write });
  hub.onQuietLook((session) => {
    const seen = hub.seen(session);
    if (seen) void mirror.refreshAnswer(session, basisOf(seen));
  });
  const health = { started, sessions: () => mirror.size };
  const panes = input.ui ? createPanes(ctx, face, hosts) : undefined;
  const open: Open = (entrance, page) => createApp(outward, entrance, health, { page, panes: page && panes }).fetch;
  const ends: (() => Promise<void>)[] = [];
  // Tokens of a server that was killed are no longer valid.
  for (const name of [TOKEN, TOKEN + READ_ONLY]) await ctx.files.remove(path.join(folder, name));
  try {
    // First, because it can fail before anything is done.
    if (input.notify) {
      const { startNotifying } = await import('./notify-main.ts');
      ends.push(await startNotifying(ctx, host, (signal) => outward.events({ signal })));
    }
    const socket = path.resolve(ctx.cwd, input.socket ?? path.join(folder, 'csd.sock'));
    ends.push((await listenOnSocket(socket, open({ kind: 'socket' }), ctx.clock)).close);
    const ready = { ready: true, pid: process.pid, version: host.version, socket, state_dir: mirror.folder };
    const more = input.port === undefined && !input.ui ? {} : await openPort(ctx, { folder, input }, open, ends);
    // Observes nothing as long as nothing was delegated.
    const kept = keepEnforcingLimits(ctx, host.signal);
    ends.push(() => kept);
    const announce = once(() => host.write('stdout', `${toJson({ ...ready, ...more })}\n`));
    await mirror.follow(face.events({}), announce);
  } finally {
    await counts.remove();
    await Promise.all(ends.map((end) => end()));
  }
  return 0;
}

async function namesOfHosts(ctx: Context): Promise<string[]> {
  const { allHosts } = await import('../../drive/hosts/find-host.ts');
  return allHosts(ctx);
}

/** The events of this machine and of the configured hosts, from one watch for all listeners. */
async function eventsOfHosts(ctx: Context, hosts: readonly string[]): Promise<FaceHost['events']> {
  const { HostsHub } = await import('../../drive/hosts/hosts-hub.ts');
  const hub = new HostsHub(ctx, [{}, ...hosts.map((host) => ({ host }))], false);
  return async function* events({ signal, ...wanted }) {
    const { signal: either, release } = joinSignals([ctx.signal, signal]);
    try {
      yield* hub.events({ ...wanted, signal: either });
    } finally {
      release();
    }
  };
}

async function openPort(
  ctx: Context,
  { folder, input }: { folder: string; input: ServeInput },
  open: Open,
  ends: (() => Promise<void>)[],
): Promise<Record<string, string>> {
  const file = path.resolve(ctx.cwd, input.token_file ?? path.join(folder, TOKEN));
  const take = (path: string) => takeOrMake(ctx, path, input.token_file !== undefined, ends);
  const { token } = await take(file);
  const readOnly = input.ui ? await take(`${file}${READ_ONLY}`) : undefined;
  const page = readOnly && {
    assets: (await import('../../faces/ui/assets.ts')).ASSETS,
    signIns: [
      { code: createToken(), token, access: 'full' as const },
      { code: createToken(), token: readOnly.token, access: 'read_only' as const },
    ] as const,
  };
  const tokens = { token, ...(readOnly && { readOnlyToken: readOnly.token }) };
  const became = (port: number): Fetch => open({ kind: 'port', port, ...tokens }, page);
  const { port, close } = await listenOnPort(input.port ?? 0, became, ctx.clock);
  ends.push(close);
  const url = `http://127.0.0.1:${port}`;
  const [full, look] = page?.signIns ?? [];
  return {
    url,
    token_file: file,
    ...(readOnly &&
      full &&
      look && {
        page: `${url}/ui/#code=${full.code}`,
        read_only_page: `${url}/ui/#code=${look.code}`,
        read_only_token_file: readOnly.file,
      }),
  };
}

/** The token of a permanent file, or a new one in a file that is removed with the server. */
async function takeOrMake(ctx: Context, file: string, stays: boolean, ends: (() => Promise<void>)[]): Promise<Token> {
  if (stays) return { file, token: await takeToken(ctx, file) };
  const token = createToken();
  await writePrivate(ctx, file, `${token}\n`);
  ends.push(() => ctx.files.remove(file));
  return { file, token };
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
