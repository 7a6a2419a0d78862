import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { Context } from '../session/context.ts';

/** The caller's context with the configuration folder of the session's agent, which has its conversation. */
export function asStarted(ctx: Context, { config_dir }: Sidecar, { launch }: Backend): Context {
  const folderIn = (env: Context['env']) => launch.configDir(env, ctx.home);
  if (config_dir === undefined || folderIn(ctx.env) === config_dir) return ctx;
  // To an agent, a variable that names the default folder is not the same as an unset one.
  const without = { ...ctx.env, [launch.configVariable]: undefined };
  if (folderIn(without) === config_dir) return { ...ctx, env: without };
  return { ...ctx, env: { ...ctx.env, [launch.configVariable]: config_dir } };
}
