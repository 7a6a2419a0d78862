import path from 'node:path';
import type { Context } from '../context.ts';

/** The file of the configuration. */
export function configPath({ env, home }: Pick<Context, 'env' | 'home'>): string {
  const named = env.XDG_CONFIG_HOME;
  const folder = named !== undefined && path.isAbsolute(named) ? named : path.join(home, '.config');
  return path.join(folder, 'csd', 'config.json');
}
