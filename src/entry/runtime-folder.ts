import path from 'node:path';
import type { Context } from '../drive/session/context.ts';

/** Where a running server keeps its socket, token and mirrored states: gone after a restart of the machine, where there is such a place. */
export function runtimeFolder(ctx: Context): string {
  const named = ctx.env.XDG_RUNTIME_DIR;
  if (named !== undefined && path.isAbsolute(named)) return path.join(named, 'csd');
  return path.join(path.dirname(ctx.sessionsDir), 'run');
}
