import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { STATUSES, State } from '../../contract/state.ts';
import { type JsonSchema, toJsonSchema } from '../schemas.ts';

/** What stands for the state of a session inside another outcome: every client pays for each schema that it is told. */
const BRIEF = z.looseObject({ status: z.enum(STATUSES) });

let whole: JsonSchema | undefined;

/**
 * A schema that says the same with fewer bytes, or less where that is said elsewhere: a state inside an outcome is no
 * more than its status, and what every variant of a union has stands once beside them.
 */
export function compact(schema: JsonSchema): JsonSchema {
  whole ??= toJsonSchema(State, 'output');
  return dropTrivial(isDeepStrictEqual(schema, whole) ? hoist(schema) : (shorten(schema, whole) as JsonSchema));
}

/** The schema without keywords that exclude nothing: other fields of any kind, and the bounds of whole numbers themselves. */
export function dropTrivial(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value) => (isTrivial(key, value) ? undefined : value)) as JsonSchema;
}

function isTrivial(key: string, value: unknown): boolean {
  if (key === 'additionalProperties') return isDeepStrictEqual(value, {});
  return (
    (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) || (key === 'minimum' && value === Number.MIN_SAFE_INTEGER)
  );
}

function shorten(value: unknown, state: JsonSchema): unknown {
  if (Array.isArray(value)) return value.map((entry) => shorten(entry, state));
  if (typeof value !== 'object' || value === null) return value;
  if (isDeepStrictEqual(value, state))
    return { ...toJsonSchema(BRIEF, 'output'), description: 'the state of a session' };
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shorten(entry, state)]));
}

/** Properties that are the same in every variant of a union, beside the variants instead of in each. */
function hoist(schema: JsonSchema): JsonSchema {
  const keyword = ['anyOf', 'oneOf'].find((name) => Array.isArray(schema[name]));
  const variants = keyword === undefined ? [] : (schema[keyword] as JsonSchema[]);
  const [first, ...others] = variants;
  if (keyword === undefined || first === undefined) return schema;
  const shared = Object.entries(first.properties ?? {}).filter(([name, property]) =>
    others.every((variant) => isDeepStrictEqual(variant.properties?.[name], property)),
  );
  const names = shared.map(([name]) => name);
  const left = variants.map((variant) => ({
    ...variant,
    properties: Object.fromEntries(Object.entries(variant.properties ?? {}).filter(([name]) => !names.includes(name))),
  }));
  return { ...schema, properties: Object.fromEntries(shared), [keyword]: left };
}
