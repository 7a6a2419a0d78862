import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { StreamDriver } from '../../detect/agent/stream-grammar.ts';
import type { Context } from '../session/context.ts';
import { isOwnBehindLink } from '../session/private-files.ts';

/** The agent's grammar without a screen; throws `unsupported` for one that has none. */
export function streamOf({ name, stream }: Backend): StreamDriver {
  if (stream) return stream;
  throw new CsdError('unsupported', `the agent ${name} cannot be driven without its screen: leave --driver out`);
}

/** The error for a start that asks for something which the agent has on its screen alone. */
export function cannotStream({ name }: Backend, what: string): CsdError {
  const message = `the agent ${name} cannot be driven without its screen with ${what}: leave that out, or --driver`;
  return new CsdError('unsupported', message, { driver: 'stream' });
}

/**
 * Refuses a folder that the agent has not been told to trust: without a screen it does not ask, and works there at once. Throws
 * `untrusted_folder`.
 */
export async function requireTrusted(ctx: Context, backend: Backend, folder: string): Promise<void> {
  const { launch } = backend;
  const { trust } = streamOf(backend);
  const configDir = launch.configDir(ctx.env, ctx.home);
  const file = trust.file(configDir, ctx.home, configDir !== launch.configDir({}, ctx.home));
  const text = await ctx.files.read(file);
  const isOwn = text === undefined || (await isOwnBehindLink(ctx, file));
  const folders = trust.byRepository ? [folder, ...(await repositoriesOf(ctx, folder))] : [folder];
  const config = isOwn ? await parseConfig(trust.format, text ?? '') : undefined;
  if (folders.some((one) => trust.holds(config, one))) return;
  const whose = isOwn ? '' : `; ${file} is not a file that only you can write, so what it says does not count`;
  const message = `the agent has not been told to trust ${folder}, and without a screen it would not ask: give --trust if you trust what is in it${whose}`;
  throw new CsdError('untrusted_folder', message, { cwd: folder, path: file });
}

/** The root of the folder's repository; of a worktree also that of the repository which it belongs to. */
async function repositoriesOf(ctx: Context, folder: string): Promise<string[]> {
  for (let root = folder; ; root = path.dirname(root)) {
    const git = path.join(root, '.git');
    if (await ctx.files.isFolder(git)) return [root];
    const pointer = await ctx.files.read(git);
    if (pointer !== undefined) return [root, ...(await mainRepositoryOf(ctx, root, pointer))];
    if (root === path.dirname(root)) return [];
  }
}

/** The repository must know the worktree too: any folder can say that it belongs to one. */
async function mainRepositoryOf(ctx: Context, root: string, pointer: string): Promise<string[]> {
  const [, named = ''] = /^gitdir: (.+)$/m.exec(pointer) ?? [];
  const own = path.resolve(root, named.trim());
  const folder = path.dirname(path.dirname(own));
  if (path.basename(path.dirname(own)) !== 'worktrees' || path.basename(folder) !== '.git') return [];
  const back = (await ctx.files.read(path.join(own, 'gitdir')))?.trim();
  if (back === undefined || (await ctx.files.realPath(path.resolve(own, back))) !== path.join(root, '.git')) return [];
  return [await ctx.files.realPath(path.dirname(folder))];
}

/** What a configuration file says; `undefined` for one that is malformed. */
async function parseConfig(format: 'json' | 'toml', text: string): Promise<unknown> {
  try {
    return format === 'json' ? (JSON.parse(text) as unknown) : (await import('smol-toml')).parse(text);
  } catch {
    return undefined;
  }
}
