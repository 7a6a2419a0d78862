import { CsdError } from '../../contract/errors.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { StreamDriver } from '../../detect/agent/stream-grammar.ts';
import type { Context } from '../session/context.ts';
import { MOST_DOCUMENT_BYTES } from '../session/files/look-budget.ts';
import { isOwnBehindLink } from '../session/files/private-files.ts';
import { repositoriesOf } from '../session/repositories.ts';

/** The agent's grammar for the stream driver; throws `unsupported` if it has none. */
export function streamOf({ name, stream }: Backend): StreamDriver {
  if (stream) return stream;
  throw new CsdError('unsupported', `the agent ${name} cannot be driven without its screen: leave --driver out`);
}

/** The error for a start option that needs the agent's screen. */
export function cannotStream({ name }: Backend, what: string): CsdError {
  const message = `the agent ${name} cannot be driven without its screen with ${what}: leave that out, or --driver`;
  return new CsdError('unsupported', message, { driver: 'stream' });
}

/**
 * Refuses a folder that the agent has not been told to trust: without a screen it does not ask, and starts working at
 * once. Throws `untrusted_folder`.
 */
export async function requireTrusted(ctx: Context, backend: Backend, folder: string): Promise<void> {
  const { launch } = backend;
  const { trust } = streamOf(backend);
  const configDir = launch.configDir(ctx.env, ctx.home);
  const file = trust.file(configDir, ctx.home, configDir !== launch.configDir({}, ctx.home));
  const text = await ctx.files.read(file, MOST_DOCUMENT_BYTES);
  const isOwn = text === undefined || (await isOwnBehindLink(ctx, file));
  const folders = trust.byRepository ? [folder, ...(await repositoriesOf(ctx, folder))] : [folder];
  const config = isOwn ? await parseConfig(trust.format, text ?? '') : undefined;
  if (folders.some((one) => trust.holds(config, one))) return;
  const whose = isOwn ? '' : `; ${file} is not a file that only you can write, so what it says does not count`;
  const message = `the agent has not been told to trust ${folder}, and without a screen it would not ask: give --trust if you trust what is in it${whose}`;
  throw new CsdError('untrusted_folder', message, { cwd: folder, path: file });
}

/** The content of a configuration file; `undefined` if it is malformed. */
async function parseConfig(format: 'json' | 'toml', text: string): Promise<unknown> {
  try {
    return format === 'json' ? (JSON.parse(text) as unknown) : (await import('smol-toml')).parse(text);
  } catch {
    return undefined;
  }
}
