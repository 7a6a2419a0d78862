import * as z from 'zod/mini';
import type { AnyOperation } from '../contract/operation.ts';
import { SessionName } from '../contract/session.ts';

/** The parts of a JSON Schema that the faces use. */
export interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  description?: string;
  [keyword: string]: unknown;
}

/** The input of an operation as JSON Schema (2020-12), with the help line of each field. */
export function inputSchemaOf(operation: AnyOperation): JsonSchema {
  const schema = toJsonSchema(operation.input, 'input');
  const help = operation.describe as Record<string, string>;
  const described = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const description = help[name];
    return [name, description === undefined ? field : { ...field, description }];
  });
  return { ...schema, properties: Object.fromEntries(described) };
}

/** The output of an operation as JSON Schema (2020-12). */
export async function outputSchemaOf(operation: AnyOperation): Promise<JsonSchema> {
  return toJsonSchema(await operation.output(), 'output');
}

/** A schema of the contract as JSON Schema, without the line with the dialect. */
export function toJsonSchema(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io,
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => {
      // In an output it may be NAME@HOST, or @HOST for a host that did not answer.
      if (io !== 'input' && (zodSchema as unknown) === SessionName) delete jsonSchema.pattern;
    },
  }) as JsonSchema;
  return rest;
}

/**
 * The groups of mutually exclusive fields, in sentences; empty if there are none. A field that excludes many others is
 * named once.
 */
export function sayExclusive(operation: AnyOperation): string {
  const groups = (operation.exclusive ?? []) as string[][];
  const rivals = new Map<string, string[]>();
  for (const [first = '', second, ...more] of groups) {
    if (second !== undefined && more.length === 0) rivals.set(first, [...(rivals.get(first) ?? []), second]);
  }
  const isOfMany = ([first = '', , ...more]: string[]) => more.length === 0 && (rivals.get(first)?.length ?? 0) > 1;
  const few = groups.filter((group) => !isOfMany(group)).map((group) => `At most one of ${group.join(', ')}.`);
  const many = [...rivals].filter(([, names]) => names.length > 1);
  return [...few, ...many.map(([first, names]) => `No ${first} together with ${names.join(', ')}.`)].join(' ');
}
