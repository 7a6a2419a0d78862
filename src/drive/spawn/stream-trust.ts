import { CsdError } from '../../contract/errors.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { StreamGrammar } from '../../detect/agent/stream-grammar.ts';
import type { Context } from '../session/context.ts';
import { isOwnBehindLink } from '../session/private-files.ts';

/** The agent's grammar without a screen; throws `unsupported` for one that has none. */
export function streamOf({ name, stream }: Backend): StreamGrammar {
  if (stream) return stream;
  throw new CsdError('unsupported', `the agent ${name} cannot be driven without its screen: leave --driver out`);
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
  if (isOwn && trust.holds(parse(text ?? ''), folder)) return;
  const whose = isOwn ? '' : `; ${file} is not a file that only you can write, so what it says does not count`;
  const message = `the agent has not been told to trust ${folder}, and without a screen it would not ask: give --trust if you trust what is in it${whose}`;
  throw new CsdError('untrusted_folder', message, { cwd: folder, path: file });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
