import * as z from 'zod/mini';
import { HOST, HOST_RULE, SESSION_NAME_RULE } from '../../contract/names.ts';
import { SessionName } from '../../contract/session.ts';
import { addressProblem, splitAddress } from '../../drive/hosts/address.ts';

/**
 * The name of a session, or `NAME@HOST`. Not a regular expression: every tool would send it to every client, and it is
 * long.
 */
export const SessionAddress = z.string().check(
  z.refine((text) => addressProblem(text) === undefined, {
    error: ({ input }) => addressProblem(String(input)) ?? SESSION_NAME_RULE,
  }),
);

const Host = z.string().check(z.refine((text) => HOST.test(text), { error: HOST_RULE }));
const HostList = z.string().check(
  z.refine((text) => text.split(',').every((word) => HOST.test(word.trim())), {
    error: `${HOST_RULE}; several with commas`,
  }),
);

export const ONE_HOST = { host: z.optional(Host) };
export const MANY_HOSTS = { host: z.optional(z.array(HostList)), all_hosts: z.optional(z.boolean()) };
export const ONE_HOST_HELP = { host: 'the machine' };
export const MANY_HOSTS_HELP = {
  host: 'machines, with commas',
  all_hosts: 'all configured',
};

type Shape = Record<string, z.ZodMiniType>;

/** The sender of a prompt is text, not a session to look up. */
const WORDS = ['from'];

/** The fields of an input that name sessions, found by their checks. */
export function addressFields(shape: Shape): string[] {
  return Object.entries(shape).flatMap(([name, schema]) =>
    namesSessions(schema) && !WORDS.includes(name) ? [name] : [],
  );
}

/** The same schema, in which `NAME@HOST` names a session of another machine. */
export function addressed(schema: z.ZodMiniType): z.ZodMiniType {
  const { type, innerType, element } = defOf(schema);
  if (schema === SessionName) return SessionAddress;
  if (type === 'optional' && innerType) return z.optional(addressed(innerType));
  if (type === 'array' && element) {
    const list = z.array(addressed(element));
    return list.check(...((schema._zod.def.checks ?? []) as Parameters<typeof list.check>));
  }
  throw new Error(`a session is named in a schema of type ${type}, which is not known here`);
}

function namesSessions(schema: z.ZodMiniType): boolean {
  const { innerType, element } = defOf(schema);
  const inner = innerType ?? element;
  return schema === SessionName || (inner !== undefined && namesSessions(inner));
}

interface Def {
  type: string;
  innerType?: z.ZodMiniType;
  element?: z.ZodMiniType;
  defaultValue?: unknown;
}

function defOf(schema: z.ZodMiniType): Def {
  return schema._zod.def as unknown as Def;
}

/** The input without fields that have their default value: an older csd may not know them. */
export function withoutDefaults(shape: Shape, input: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(input).filter(([name, value]) => {
    const schema = shape[name];
    const { type, defaultValue } = schema === undefined ? { type: '', defaultValue: undefined } : defOf(schema);
    return value !== undefined && !(type === 'default' && JSON.stringify(defaultValue) === JSON.stringify(value));
  });
  return Object.fromEntries(kept);
}

/** The names in a field of an input, with their hosts. */
export function addressesIn(value: unknown): ReturnType<typeof splitAddress>[] {
  return [value].flat().flatMap((text) => (typeof text === 'string' ? [splitAddress(text)] : []));
}
