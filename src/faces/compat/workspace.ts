import { CsdError } from '../../contract/errors.ts';
import { checkPath } from './dev-sessions.ts';

/** Where a container sees a folder of its host; without `host` both see the same paths. */
export interface Workspace {
  host: string | undefined;
  container: string;
}

/** Reads `HOST_PATH` and `CONTAINER_WORKSPACE` (default `/workspace`); throws `bad_input` for anything but a path. */
export function workspaceOf(env: Readonly<Record<string, string | undefined>>): Workspace {
  const { HOST_PATH: host, CONTAINER_WORKSPACE: container } = env;
  if (!host) return { host: undefined, container: '/workspace' };
  checkPath(host, 'HOST_PATH');
  const inside = container || '/workspace';
  checkPath(inside, 'CONTAINER_WORKSPACE');
  return { host: trimmed(host), container: trimmed(inside) };
}

/** The host's path of a folder of the container; throws `bad_input` for a folder that the host does not share. */
export function toHost({ host, container }: Workspace, path: string): string {
  if (host === undefined) return path;
  const moved = move(path, container, host);
  if (moved !== undefined) return moved;
  const message = `${path} is not in ${container}, the folder that this container shares with its host (HOST_PATH ${host}): work in there, or set CONTAINER_WORKSPACE`;
  throw new CsdError('bad_input', message, { path });
}

/** The container's path of a folder of the host; `undefined` if the container does not see it. */
export function toContainer({ host, container }: Workspace, path: string): string | undefined {
  return host === undefined ? path : move(path, host, container);
}

function move(path: string, from: string, to: string): string | undefined {
  const own = trimmed(path);
  if (own !== from && !own.startsWith(from === '/' ? '/' : `${from}/`)) return undefined;
  const rest = from === '/' ? own : own.slice(from.length);
  return trimmed(`${to === '/' ? '' : to}${rest}`);
}

function trimmed(path: string): string {
  return path.replace(/(?<=[^/])\/$/, '') || '/';
}
