import { PROGRAM, PROGRAM_RULE } from '../../contract/config.ts';
import { CsdError } from '../../contract/errors.ts';
import { quote } from '../../contract/json.ts';
import type { RemoteHost } from '../../ports/transport.ts';
import type { Context } from '../session/context.ts';
import { readConfig, readConfigFile } from '../session/files/config-file.ts';
import { configPath } from '../session/files/config-path.ts';
import { checkHost } from './address.ts';

/** The configured hosts. Throws `bad_input` if there are none. */
export async function allHosts(ctx: Context): Promise<string[]> {
  const names = (await readConfig(ctx)).hosts.map((one) => (typeof one === 'string' ? one : one.name));
  if (names.length > 0) return [...new Set(names)];
  const file = configPath(ctx);
  throw new CsdError('bad_input', `no hosts are known: list them as "hosts" in ${file}, or give --host`, {
    path: file,
  });
}

/**
 * A host with its csd: `CSD_REMOTE_BIN`, or the configured program, or `csd`. Throws `bad_input` for an invalid host or
 * program, and `forbidden` for one that the caller may not reach.
 */
export async function findHost(ctx: Context, host: string): Promise<RemoteHost> {
  checkHost(host);
  const { config, ...source } = await readConfigFile(ctx);
  const { hosts } = config;
  const known = hosts.map((one) => (typeof one === 'string' ? { name: one } : one)).find(({ name }) => name === host);
  if (known === undefined && ctx.knownHostsOnly) throw strangerError(ctx, host);
  const program = ctx.env.CSD_REMOTE_BIN || known?.program || 'csd';
  if (!PROGRAM.test(program)) throw new CsdError('bad_input', `CSD_REMOTE_BIN: ${PROGRAM_RULE}, got ${quote(program)}`);
  const isOwnWord = !ctx.env.CSD_REMOTE_BIN;
  return { name: host, destination: known?.ssh ?? host, program, ...(isOwnWord && { config: source }) };
}

function strangerError(ctx: Context, host: string): CsdError {
  const file = configPath(ctx);
  const message = `the host ${JSON.stringify(host)} is not one of "hosts" in ${file}: programs reach only those; add it there`;
  return new CsdError('forbidden', message, { host, path: file });
}
