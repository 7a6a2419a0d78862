import path from 'node:path';
import type { Sidecar } from '../../../contract/session.ts';
import { markOf } from '../../../detect/screen/gates/gates.ts';
import type { Context } from '../context.ts';

/**
 * The files of a session without a screen: how its host was started, its published state, its records, the costs of its
 * turns, and its socket.
 */
export interface StreamFiles {
  folder: string;
  start: string;
  state: string;
  records: string;
  costs: string;
  socket: string;
}

/** The longest socket path: `sun_path` of unix(7) on macOS, without the final NUL. */
const MOST_SOCKET_BYTES = 103;

/** True for a session whose agent is driven by its records. */
export function isStream({ driver }: Pick<Sidecar, 'driver'>): boolean {
  return driver === 'stream';
}

/** The files of the host of a session with that name. */
export function streamFiles(ctx: Context, name: string): StreamFiles {
  const folder = path.join(path.dirname(ctx.sessionsDir), 'stream', name);
  const at = (file: string) => path.join(folder, file);
  const own = at('host.sock');
  const socket = Buffer.byteLength(own) <= MOST_SOCKET_BYTES ? own : shortSocket(ctx, folder);
  return {
    folder,
    start: at('start.json'),
    state: at('state.json'),
    records: at('records.jsonl'),
    costs: at('costs.jsonl'),
    socket,
  };
}

/** In a folder of this user, under a unique name. */
function shortSocket(ctx: Context, folder: string): string {
  return path.join('/tmp', `csd-${ctx.processes.userId}`, `${markOf(folder)}.sock`);
}
