import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { Ended, Paused, Sidecar, Worktree } from '../../contract/session.ts';
import { State } from '../../contract/state.ts';
import { Usage } from '../../contract/usage.ts';
import { BackgroundLeft } from '../../operations/end-fields.ts';
import { Sent } from '../../operations/prompt-fields.ts';
import { type JsonSchema, toJsonSchema } from '../schemas.ts';

/** Replaces the state of a session inside another result, because clients pay for every schema they receive. */
const BRIEF = z.looseObject({ status: z.string() });

/** The same for parts of a result whose field names explain themselves. */
const BRIEF_PART = z.looseObject({});

/** A schema that appears in full once, and its replacement elsewhere. */
interface Short {
  whole: JsonSchema;
  brief: JsonSchema;
}

let shorts: { state: Short; parts: Short[] } | undefined;

/**
 * An equivalent but shorter schema, with less detail for what appears elsewhere: a state inside a result is reduced to
 * its status, and properties common to all variants of a union appear once next to them.
 */
export function compact(schema: JsonSchema): JsonSchema {
  const short = (of: z.ZodMiniType, brief: z.ZodMiniType, description: string): Short => ({
    whole: toJsonSchema(of, 'output'),
    brief: { ...toJsonSchema(brief, 'output'), description },
  });
  shorts ??= {
    state: short(State, BRIEF, 'as of the tool state'),
    parts: [
      short(Usage, BRIEF_PART, 'cost, tokens, context, limits'),
      short(Sent, BRIEF_PART, 'as of the tool send'),
      short(BackgroundLeft, BRIEF_PART, 'id, attach, stopped'),
      short(Ended, BRIEF_PART, 'at, how'),
      short(Paused, BRIEF_PART, 'at, by'),
      short(Worktree, BRIEF_PART, 'its path and branch'),
    ],
  };
  const { state, parts } = shorts;
  const isState = isDeepStrictEqual(schema, state.whole);
  return dropTrivial(isState ? hoist(shorten(schema, parts) as JsonSchema) : inside(schema, [state, ...parts]));
}

/** Shortens the inner schemas; one that appears in full here stays. */
function inside(schema: JsonSchema, known: Short[]): JsonSchema {
  const kept = Object.entries(withoutInternals(schema));
  return Object.fromEntries(kept.map(([key, entry]) => [key, shorten(entry, known)])) as JsonSchema;
}

/** Fields of a session for csd itself: clients receive them, but need no description. */
const INTERNAL = new Set(
  Object.entries(Sidecar.shape).flatMap(([name, field]) =>
    field._zod.def.type === 'optional' && !['ended', 'paused', 'parent'].includes(name) ? [name] : [],
  ),
);

/** The schema of a session without csd's internal fields; any other schema unchanged. */
function withoutInternals(schema: JsonSchema): JsonSchema {
  const { properties } = schema;
  if (properties?.jsonl_path === undefined) return schema;
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !INTERNAL.has(name))),
  };
}

/**
 * Removes keywords that exclude nothing: additional fields of any kind, and the bounds of whole numbers. Also removes
 * the patterns of names and the limits of lengths: a value that violates these is refused with a sentence that explains
 * them.
 */
export function dropTrivial(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value) => (isTrivial(key, value) ? undefined : value)) as JsonSchema;
}

function isTrivial(key: string, value: unknown): boolean {
  if (key === 'pattern') return typeof value === 'string';
  if (key === 'minLength' || key === 'maxLength') return typeof value === 'number';
  if (key === 'additionalProperties' || key === 'properties') return isDeepStrictEqual(value, {});
  return (
    (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) || (key === 'minimum' && value === Number.MIN_SAFE_INTEGER)
  );
}

function shorten(value: unknown, known: Short[]): unknown {
  if (Array.isArray(value)) return value.map((entry) => shorten(entry, known));
  if (typeof value !== 'object' || value === null) return value;
  const short = known.find(({ whole }) => isDeepStrictEqual(value, whole));
  return short ? short.brief : inside(value as JsonSchema, known);
}

/** Moves properties that are equal in every variant of a union out of the variants. */
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

/** A tool with its input schema. */
interface WithInput {
  name: string;
  inputSchema: { properties?: { [field: string]: object } | undefined };
}

/** Longer help, in characters, appears only once. */
const SHORT_HELP = 24;

/** The same tools; a field that an earlier tool also has, with the same long help, refers to that one instead. */
export function shareHelp<Tool extends WithInput>(tools: Tool[]): Tool[] {
  const told = new Map<string, { field: JsonSchema; tool: string }>();
  return tools.map((tool) => {
    const fields = Object.entries(tool.inputSchema.properties ?? {}) as [string, JsonSchema][];
    const properties = fields.map(([name, field]) => {
      const { description = '' } = field;
      if (description.length <= SHORT_HELP) return [name, field];
      const known = told.get(name);
      if (!known) told.set(name, { field, tool: tool.name });
      return known && isDeepStrictEqual(known.field, field)
        ? [name, { ...field, description: `as of ${known.tool}` }]
        : [name, field];
    });
    return { ...tool, inputSchema: { ...tool.inputSchema, properties: Object.fromEntries(properties) } };
  });
}
