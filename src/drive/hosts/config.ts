import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { HOST, HOST_RULE } from '../../contract/names.ts';
import type { FarHost } from '../../ports/transport.ts';
import type { Context } from '../session/context.ts';
import { refuseUntrusted } from '../session/private-files.ts';
import { checkHost } from './address.ts';
import { configPath } from './config-path.ts';

const Host = z.string().check(z.regex(HOST, { error: HOST_RULE }));
const PROGRAM_RULE = 'a program is a name or a path without control characters that does not begin with "-"';
/** Nothing in it but what fits one line. */
const PROGRAM = /^(?!-)[^\p{Cc}]{1,4000}$/u;

/** `$XDG_CONFIG_HOME/csd/config.json`. Nothing needs it; fields of later versions are left alone. */
export const Config = z.looseObject({
  /** The machines of `--all-hosts`, and of faces whose callers are no persons. */
  hosts: z._default(
    z.array(
      z.union([
        Host,
        z.strictObject({
          /** As it stands behind `@`. */
          name: Host,
          /** Where `ssh` goes for it, where that is another name. */
          ssh: z.optional(Host),
          /** The csd there, where the PATH of a login shell does not find it by that name. */
          program: z.optional(z.string().check(z.regex(PROGRAM, { error: PROGRAM_RULE }))),
        }),
      ]),
    ),
    [],
  ),
});
export type Config = z.infer<typeof Config>;

/** The configuration, empty where there is none. Throws `bad_input` that names the file and what is wrong in it, `bad_sidecar` for one that others may write. */
export async function readConfig(ctx: Context): Promise<Config> {
  return (await readConfigFile(ctx)).config;
}

async function readConfigFile(ctx: Context): Promise<{ config: Config; file: string; text?: string }> {
  const file = configPath(ctx);
  const text = await ctx.files.read(file);
  if (text === undefined) return { config: { hosts: [] }, file };
  // It may be a link into a folder of the person's settings; what counts is who may write the file itself.
  await refuseUntrusted(ctx, await ctx.files.realPath(file));
  const parsed = Config.safeParse(parse(text, file));
  if (parsed.success) return { config: parsed.data, file, text };
  const problems = parsed.error.issues.map(({ path: place, message }) => `${place.join('.')}: ${message}`);
  throw new CsdError('bad_input', `${file}: ${problems.join('; ')}`, { path: file });
}

/** The hosts that the configuration names. Throws `bad_input` where it names none. */
export async function allHosts(ctx: Context): Promise<string[]> {
  const names = (await readConfig(ctx)).hosts.map((one) => (typeof one === 'string' ? one : one.name));
  if (names.length > 0) return [...new Set(names)];
  const file = configPath(ctx);
  throw new CsdError('bad_input', `no hosts are known: name them as "hosts" in ${file}, or by --host`, { path: file });
}

/**
 * A host with the csd on it: `CSD_REMOTE_BIN`, else the program that the configuration names, else `csd`. Throws `bad_input`
 * for what is no host or program, and `forbidden` for one that the caller may not reach.
 */
export async function findHost(ctx: Context, host: string): Promise<FarHost> {
  checkHost(host);
  const { config, ...source } = await readConfigFile(ctx);
  const { hosts } = config;
  const known = hosts.map((one) => (typeof one === 'string' ? { name: one } : one)).find(({ name }) => name === host);
  if (known === undefined && ctx.knownHostsOnly) throw strangerError(ctx, host);
  const program = ctx.env.CSD_REMOTE_BIN || known?.program || 'csd';
  if (!PROGRAM.test(program))
    throw new CsdError('bad_input', `CSD_REMOTE_BIN: ${PROGRAM_RULE}, got ${JSON.stringify(program)}`);
  const isOwnWord = !ctx.env.CSD_REMOTE_BIN;
  return { name: host, destination: known?.ssh ?? host, program, ...(isOwnWord && { config: source }) };
}

function strangerError(ctx: Context, host: string): CsdError {
  const file = configPath(ctx);
  const message = `the host ${JSON.stringify(host)} is not one of "hosts" in ${file}: programs reach only those; add it there`;
  return new CsdError('forbidden', message, { host, path: file });
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CsdError('bad_input', `${file} is not JSON: ${(error as Error).message}`, { path: file });
  }
}
