import type * as z from 'zod/mini';
import type { AnyCommand, ShownFlag } from '../../contract/operation.ts';

export type Kind = 'boolean' | 'string' | 'number' | 'list';

/** The spelling of an input field on the command line. */
export interface Field {
  /** In the input, `agent_args`. */
  name: string;
  /** On the command line without dashes, `agent-args`. */
  flag: string;
  kind: Kind;
  default?: unknown;
  /** It may be omitted. */
  optional?: boolean;
  /** It names something that already exists: a session, or a worker. */
  handle?: 'session' | 'worker';
  /** Its possible values, if the schema lists them. */
  choices?: string[];
  /** Its one-letter flag. */
  short?: string;
  /** A flag whose value may be omitted: it is then `true`. */
  bare?: boolean;
  /** It names the file with the text of another field. */
  fills?: string;
  /** The flag for following the result, which is not an input field. */
  follows?: boolean;
  /** A flag for how to show the result, which is not an input field either. */
  shows?: boolean;
}

/** How a command's input is split into positional arguments, text and flags. */
export interface Layout {
  positionals: Field[];
  text?: { field: Field; stdin: boolean; fromFile?: boolean };
  afterDashes?: Field;
  flags: Field[];
}

/** Fields that name existing sessions. */
const SESSIONS = ['session', 'sessions', 'others'];

/** Derives the layout from the command's input schema and its hints. */
export function layoutOf(command: AnyCommand): Layout {
  const { positionals = [], text, afterDashes, follow, file, shown = [] } = command.cli;
  const byName = new Map<string, Field>();
  const sessions: readonly string[] = [...SESSIONS, ...(command.cli.names ?? [])];
  for (const [name, schema] of Object.entries((command.input as z.ZodMiniObject).shape)) {
    const handle = sessions.includes(name) ? 'session' : name === 'worker' ? 'worker' : undefined;
    byName.set(name, { ...fieldOf(name, schema), ...(handle && { handle }) });
  }
  for (const [name, short] of Object.entries(command.cli.letters ?? {})) {
    const field = byName.get(name);
    if (field && typeof short === 'string') byName.set(name, { ...field, short });
  }
  const take = (name: string): Field => {
    const field = byName.get(name);
    if (field === undefined) throw new Error(`${command.name}: the hints name ${name}, the input has no such field`);
    byName.delete(name);
    return field;
  };
  return {
    positionals: positionals.map(take),
    ...(text && { text: { ...text, field: take(text.field) } }),
    ...(afterDashes && { afterDashes: take(afterDashes) }),
    flags: [
      ...byName.values(),
      ...(file ? [fileField(file)] : []),
      ...(follow ? [followField(follow)] : []),
      ...shown.map(shownField),
    ],
  };
}

function followField({ flag, short }: { flag: string; short?: string }): Field {
  return { name: flag, flag, kind: 'boolean', follows: true, ...(short !== undefined && { short }) };
}

function shownField({ flag, kind, choices }: ShownFlag): Field {
  return { name: flag, flag, kind, optional: true, shows: true, ...(choices && { choices: [...choices] }) };
}

function fileField({ flag, field }: { flag: string; field: string }): Field {
  return { name: flag, flag, kind: 'string', optional: true, fills: field };
}

/** The name of an input field of this command in error messages. */
export function spellingOf(layout: Layout): (name: string) => string {
  const flags = new Set(layout.flags.map((field) => field.name));
  return (name) => (flags.has(name) ? `--${toFlag(name)}` : `<${toFlag(name)}>`);
}

/** `snake_case` as `kebab-case`. */
export function toFlag(name: string): string {
  return name.replaceAll('_', '-');
}

function fieldOf(name: string, schema: z.core.$ZodType): Field {
  let inner = schema;
  let fallback: unknown;
  let optional = false;
  for (;;) {
    const def = inner._zod.def as {
      type: string;
      innerType?: z.core.$ZodType;
      defaultValue?: unknown;
      entries?: Record<string, string>;
      options?: z.core.$ZodType[];
    };
    if (def.innerType === undefined) {
      const choices = def.entries && { choices: Object.values(def.entries) };
      const bare = def.options?.some((option) => option._zod.def.type === 'boolean') && { bare: true };
      const field = { name, flag: toFlag(name), kind: kindOf(name, def.type), optional, ...choices, ...bare };
      return withDefault(field, fallback);
    }
    if (def.type === 'default') fallback = def.defaultValue;
    optional = true;
    inner = def.innerType;
  }
}

function withDefault(field: Field, fallback: unknown): Field {
  return fallback === undefined ? field : { ...field, default: fallback };
}

function kindOf(name: string, type: string): Kind {
  switch (type) {
    case 'boolean':
    case 'string':
    case 'number':
      return type;
    case 'enum':
    case 'literal':
    case 'union':
      return 'string';
    case 'array':
      return 'list';
    default:
      throw new Error(`the command line cannot spell the input field ${name} of type ${type}`);
  }
}
