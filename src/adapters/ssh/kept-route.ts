import path from 'node:path';
import { MOST_REPLY, PROTOCOL } from '../../contract/host-call.ts';
import { isTooDeep } from '../../contract/json.ts';
import type { Files } from '../../ports/files.ts';
import type { Processes } from '../../ports/processes.ts';
import { spawnBlocking } from '../process/spawn-blocking.ts';

/** How to reach a kept connection to a host, and what it depends on. */
export interface Route {
  /** The version of this csd: another version may connect in another way. */
  version: string;
  /** The configuration file, and its text when the host was looked up; text absent if there was no file. */
  config: { file: string; text?: string | undefined };
  /** The control socket. */
  socket: string;
  /** The csd there, as sent on the first line of standard input. */
  program: string;
  /** All arguments of `ssh`. */
  args: readonly string[];
}

/** The shell does not compare a configuration with more characters or lines: that would take too long. */
const MOST_CONFIG = 4000;
const MOST_CONFIG_LINES = 100;
/** The largest file of a route, or configuration, that is read, bytes. */
export const MOST_ROUTE_BYTES = 1024 * 1024;
/** A file name has at most 255 bytes. */
const LONGEST_HOST = 240;
/** The connection is closed before this time, in ms. */
const LONGEST_MS = 30_000;

/**
 * The file with which `csd state NAME@HOST` uses a kept connection without looking the host up again, or with which the
 * shell does so without starting Node. Lines:
 *
 *     VERSION
 *     the configuration file
 *     its text, lines joined; - if there is none
 *     the control socket
 *     the csd there
 *     the request up to the name of the session
 *     the arguments of ssh, one per line
 *
 * `scripts/launcher.sh` reads it. `undefined` if this format cannot express the route.
 */
export function routeText({ version, config, socket, program, args }: Route): string | undefined {
  const { file, text } = config;
  const known = text === undefined ? '-' : joined(text);
  const request = JSON.stringify({ protocol: PROTOCOL, version, operation: 'state', input: { session: '' } });
  const lines = [version, file, known, socket, program, request.slice(0, -'"}}'.length), ...args];
  return lines.some((line) => line === undefined || /[\n\0]/.test(line)) ? undefined : `${lines.join('\n')}\n`;
}

/** The file for the route to a host; `undefined` if the name is too long for a file. */
export function routeFile(folder: string, host: string): string | undefined {
  return host.length > LONGEST_HOST ? undefined : path.join(folder, `${host}.route`);
}

interface Asked {
  /** The folder of the control sockets and routes. */
  folder: string;
  host: string;
  /** The configuration file. */
  config: string;
  version: string;
}

interface Needs {
  files: Files;
  processes: Processes;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * The state of a session through the kept connection to its host. `undefined` if there is no kept connection, if
 * anything has changed since the route was written, or if the answer is not a state.
 */
export async function askKept(
  { files, processes, env }: Needs,
  { folder, host, config, version }: Asked,
  session: string,
): Promise<object | undefined> {
  const file = routeFile(folder, host);
  if (file === undefined || env.CSD_REMOTE_BIN) return undefined;
  const text = await files.read(file, MOST_ROUTE_BYTES);
  if (text === undefined || (await files.examine(folder, { is: 'folder', closed: 'private' }))) return undefined;
  if (await files.examine(file, { is: 'file', closed: 'guarded' })) return undefined;
  const [known, place, configured, socket = '', program, request, ...args] = text.trimEnd().split('\n');
  if (known !== version || place !== config || (await files.stat(socket)) === undefined) return undefined;
  const now = await files.read(config, MOST_ROUTE_BYTES);
  if (configured !== (now === undefined ? '-' : joined(now))) return undefined;
  const ssh = await processes.find('ssh', env.PATH);
  if (ssh === undefined) return undefined;
  const stdin = `${program}\n${request}${session}"}}\n`;
  const { status, stdout } = await spawnBlocking(ssh, args, {
    env,
    stdin,
    timeoutMs: LONGEST_MS,
    mostBytes: MOST_REPLY,
  });
  const lines = stdout.trimEnd().split('\n');
  const reply = lines.pop() ?? '';
  const isGreeted = lines.length > 0 && lines.every((line) => line.startsWith('{"csd":'));
  if (status !== 0 || !isGreeted || isTooDeep(reply)) return undefined;
  const { output } = parsed(reply) as { output?: { status?: unknown } | null };
  return typeof output?.status === 'string' ? output : undefined;
}

function parsed(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function joined(text: string): string | undefined {
  const lines = text.split('\n');
  return text.length > MOST_CONFIG || lines.length > MOST_CONFIG_LINES ? undefined : lines.join('');
}
