import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import { readHosts } from '../../drive/hosts/address.ts';
import { allHosts } from '../../drive/hosts/find-host.ts';
import type { RemoteCall } from '../../drive/hosts/remote-call.ts';
import { callOn } from '../../drive/hosts/spread.ts';
import type { Context } from '../../drive/session/context.ts';
import { LOOKS, WAITS } from '../looks.ts';
import { addressesIn } from './schema.ts';

export type Input = Record<string, unknown>;

/** Fields that name a new session: without a host it goes to the host of the other names. */
const NEW_NAMES = ['name', 'new'];
/** Fields that are paths on the machine that runs the call. */
const PATHS = ['cwd', 'out', 'add_dir'];

/** The part of a call that one machine runs; `host` is absent for this one. */
export interface Part {
  host?: string;
  input: Input;
}

/** The hosts that an input requests through `host` and `all_hosts`; `undefined` if it requests none. */
export async function hostsOf(ctx: Context, { host, all_hosts }: Input): Promise<string[] | undefined> {
  const named = host === undefined ? undefined : readHosts([host].flat() as string[]);
  return all_hosts === true ? [...new Set([...(await allHosts(ctx)), ...(named ?? [])])] : named;
}

/**
 * Splits an input by the machines of the sessions in these `fields`, in the order of their first mention. Names without
 * a host belong to `host`.
 */
export function splitInput(input: Input, fields: readonly string[], host: string | undefined): Part[] {
  const { host: _, all_hosts: __, ...rest } = input;
  const parts = new Map<string | undefined, Input>();
  const hostOf = (field: string, own: string | undefined) => {
    if (own !== undefined && host !== undefined && own !== host)
      throw new CsdError(
        'bad_input',
        `${field} is on ${own}, and the host that was given is ${host}: name one of them`,
      );
    return own ?? host;
  };
  const shared = Object.fromEntries(Object.entries(rest).filter(([field]) => !fields.includes(field)));
  const settled = fields.filter((field) => rest[field] !== undefined);
  const old = settled.filter((field) => !NEW_NAMES.includes(field));
  const partOf = (place: string | undefined) => {
    const part = parts.get(place) ?? { ...shared };
    parts.set(place, part);
    return part;
  };
  for (const field of old) {
    for (const { name, host: own } of addressesIn(rest[field])) {
      const part = partOf(hostOf(field, own));
      if (Array.isArray(rest[field])) part[field] = [...((part[field] as string[]) ?? []), name];
      else part[field] = name;
    }
  }
  for (const field of settled.filter((name) => NEW_NAMES.includes(name))) {
    for (const { name, host: own } of addressesIn(rest[field])) {
      const place = own === undefined && old.length > 0 ? [...parts.keys()][0] : hostOf(field, own);
      partOf(place)[field] = name;
    }
  }
  if (parts.size === 0) partOf(host);
  return [...parts].map(([place, part]) => ({ ...(place !== undefined && { host: place }), input: part }));
}

/** The one machine of a call. Throws `bad_input` if there are several. */
export function soleOf(parts: Part[], operation: string): Part {
  const [part] = parts;
  if (part !== undefined && parts.length === 1) return part;
  const names = parts.map(({ host }) => host ?? 'this machine').join(' and ');
  throw new CsdError('bad_input', `${operation} runs on one machine, but ${names} were named`, { operation });
}

/** A call in the form for another machine. Throws `bad_input` for a relative path. */
export function remoteCall(operation: string, input: Input): RemoteCall {
  for (const field of PATHS) {
    for (const place of [input[field]].flat()) {
      if (typeof place !== 'string' || path.posix.isAbsolute(place)) continue;
      throw new CsdError(
        'bad_input',
        `${field}: a path on another machine must be absolute, got ${JSON.stringify(place)}`,
        {
          operation,
        },
      );
    }
  }
  const repeat = LOOKS.includes(operation) ? 'free' : WAITS.includes(operation) ? 'wait' : 'once';
  const { timeout } = input;
  const patience =
    repeat === 'wait' && typeof timeout === 'number'
      ? { patienceMs: timeout > 0 ? timeout * 1000 : Number.POSITIVE_INFINITY }
      : {};
  const check = async (output: unknown) => (await import('./check-output.ts')).problemIn(operation, output);
  return { operation, input, repeat, check, ...patience };
}

/** Runs a part on its machine: `here` for this one. */
export function doPart(
  ctx: Context,
  operation: string,
  { host, input }: Part,
  here: (input: Input) => Promise<unknown>,
): Promise<unknown> {
  return host === undefined ? here(input) : callOn(ctx, host, { ...remoteCall(operation, input), signal: ctx.signal });
}
