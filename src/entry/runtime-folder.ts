import path from 'node:path';
import type { Context } from '../drive/session/context.ts';

/**
 * Where a running server keeps its socket, token and mirrored states: cleared by a restart of the machine, if the
 * system has such a place.
 */
export function runtimeFolder(ctx: Context): string {
  const named = ctx.env.XDG_RUNTIME_DIR;
  if (named !== undefined && path.isAbsolute(named)) return path.join(named, 'csd');
  return path.join(path.dirname(ctx.sessionsDir), 'run');
}
