import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { isObject } from '../../contract/json.ts';
import type { AnyOperation, Operation, View } from '../../contract/operation.ts';
import { callOperation } from '../../operations/call-operation.ts';

/** A field by the other tool's name. */
export interface OtherField {
  schema: z.ZodMiniType;
  help: string;
}

/** One call of one of our operations, with input from the fields of the other tool. */
export interface Step {
  operation: string;
  /** Our fields, and the other tool's fields that fill them; missing ones are omitted. */
  take: Readonly<Record<string, string>>;
  fixed?: Readonly<Record<string, unknown>>;
  /** Only if this field was given, or was not. */
  when?: string;
  unless?: string;
  /** Only if the previous step ended well: its result has the status `done` or `completed`, or has none. */
  ifDone?: true;
  /** The result gets this name in that of the previous step; otherwise it replaces it. */
  as?: string;
  /** Our fields filled from fields of the previous step's result: what was created there is reported with its host. */
  made?: Readonly<Record<string, string>>;
  /** Our field that contains a list of entries, each with fields of the other tool. */
  entries?: { field: string; take: Readonly<Record<string, string>> };
}

/** A command or tool of another program, and its equivalent here. */
export interface Translation {
  summary: string;
  fields: Readonly<Record<string, OtherField>>;
  steps: readonly Step[];
  /** Its syntax on the command line, if it has more than flags. */
  cli?: Partial<Operation['cli']>;
  examples?: readonly string[];
}

type Loaders = Readonly<Record<string, () => Promise<AnyOperation>>>;
type Input = Record<string, unknown>;

/** The command as an operation, so that every face can offer it: its input is the other tool's, its result ours. */
export function translate(name: string, row: Translation, operations: Loaders): AnyOperation {
  // The operation that was run for a result and that renders it.
  const played = new WeakMap<object, AnyOperation>();
  const shape = Object.fromEntries(Object.entries(row.fields).map(([field, { schema }]) => [field, schema]));
  const describe = Object.fromEntries(Object.entries(row.fields).map(([field, { help }]) => [field, help]));
  const of = (output: object) => played.get(output)?.cli;
  return {
    name,
    summary: row.summary,
    input: z.strictObject(shape),
    output: async () => z.looseObject({}),
    describe,
    cli: {
      // Rendered as for no terminal: plain text without colours.
      render: (output: object, { now }: View) => of(output)?.render?.(output, { now, flags: {} }),
      advise: (output: object) => of(output)?.advise?.(output),
      exit: (output: object) => of(output)?.exit?.(output) ?? 0,
      ...row.cli,
      ...(row.examples && { examples: [...row.examples] }),
    },
    async run(input: Input, context: unknown) {
      const { outcome, operation } = await play(row, input, context, operations);
      played.set(outcome, operation);
      return outcome;
    },
  } as AnyOperation;
}

async function play(row: Translation, input: Input, context: unknown, operations: Loaders) {
  let last: { outcome: Input; operation: AnyOperation } | undefined;
  for (const step of row.steps) {
    if (step.when !== undefined && !isGiven(input[step.when])) continue;
    if (step.unless !== undefined && isGiven(input[step.unless])) continue;
    if (step.ifDone && last && !endedWell(last.outcome)) continue;
    const operation = await operations[step.operation]?.();
    if (!operation) throw new Error(`no operation ${step.operation}`);
    const spell = spelling(step);
    const made = Object.entries(step.made ?? {}).map(([own, told]) => [own, last?.outcome[told]]);
    const own = { ...toInput(step, input, operation), ...Object.fromEntries(made) };
    const outcome = (await callOperation(operation, own, context, spell)) as Input;
    last =
      step.as === undefined || !last
        ? { outcome: { ...outcome }, operation }
        : { ...last, outcome: { ...last.outcome, [step.as]: outcome } };
  }
  if (!last) throw new Error('no step was played');
  return last;
}

function endedWell({ status }: Input): boolean {
  return status === undefined || status === 'done' || status === 'completed';
}

function toInput({ take, fixed, entries }: Step, input: Input, operation: AnyOperation): Input {
  const own = { ...fixed, ...taken(take, input, shapeOf(operation)) };
  if (!entries) return own;
  const given = own[entries.field];
  const list = typeof given === 'string' ? readEntries(given) : given;
  const toEntry = (entry: unknown) => (isObject(entry) ? renamed(entries.take, entry) : entry);
  return { ...own, [entries.field]: Array.isArray(list) ? list.map(toEntry) : list };
}

/** Our fields from the other tool's; a string becomes a list of one. */
function taken(take: Step['take'], input: Input, shape: Record<string, unknown>): Input {
  return Object.fromEntries(
    Object.entries(take).flatMap(([own, other]) => {
      const value = input[other];
      if (!isGiven(value)) return [];
      return [[own, isList(shape[own]) && !Array.isArray(value) ? [value] : value]];
    }),
  );
}

/** An entry with its fields renamed to ours; fields with our names stay. */
function renamed(take: Step['take'], entry: Input): Input {
  const names = new Map(Object.entries(take).map(([own, other]) => [other, own]));
  return Object.fromEntries(
    Object.entries(entry).map(([field, value]) => {
      const own = names.get(field) ?? field;
      return [
        own,
        (own === 'allowed_tools' || own === 'disallowed_tools') && typeof value === 'string' ? [value] : value,
      ];
    }),
  );
}

function readEntries(text: string): unknown {
  const whole = text.trim();
  try {
    return whole.startsWith('[')
      ? JSON.parse(whole)
      : whole.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line)]));
  } catch (error) {
    throw new CsdError('bad_input', `the batch is not JSON: ${(error as Error).message}`);
  }
}

/** The other tool's name for a field of ours in an error. */
function spelling({ take }: Step): (field: string) => string {
  return (field) => take[field] ?? field;
}

function shapeOf(operation: AnyOperation): Record<string, unknown> {
  return (operation.input as z.ZodMiniObject).shape;
}

function isList(schema: unknown): boolean {
  let inner = schema as z.ZodMiniType | undefined;
  for (;;) {
    const def = inner?._zod.def as { type?: string; innerType?: z.ZodMiniType } | undefined;
    if (def?.innerType === undefined) return def?.type === 'array';
    inner = def.innerType;
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false;
}
