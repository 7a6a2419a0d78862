import type * as z from 'zod/mini';

/** A name of an input field. */
export type FieldOf<Input> = keyof Input & string;

/**
 * How the command line spells an operation. What is not said here follows from the input schema: a boolean is a flag,
 * an array may be repeated, `snake_case` is `--kebab-case`. No other face reads these hints.
 */
export interface CliHints<Input, Output> {
  /** Input fields filled by position, in order; a list, which can only be the last, takes every word left. */
  positionals?: FieldOf<Input>[];
  /** The text field that takes every word left, joined by blanks; `--file F` or a lone `-` fills it instead. */
  text?: {
    field: FieldOf<Input> /** Read standard input when neither words nor `--file` are given. */;
    stdin: boolean;
  };
  /** The list field that takes what stands after a bare `--` (else that is more positionals and text). */
  afterDashes?: FieldOf<Input>;
  examples?: string[];
  /** Text for a person instead of JSON, unless `--json` was given; `undefined` leaves the JSON. */
  render?(output: Output): string | undefined;
  /** The exit code, 0 by default. Without `--json`, the JSON of any other code goes to stderr. */
  exit?(output: Output): number;
  /** What each exit code of `exit` means, for the help. */
  exitCodes?: Record<number, string>;
}

/** What the command line must know of a command: its name, its input and how that is spelt. */
export interface Command<Input extends z.ZodMiniObject = z.ZodMiniObject, Output = unknown> {
  name: string;
  summary: string;
  /** `z.strictObject`: an unknown field is an error on every face. */
  input: Input;
  /** One line per input field. */
  describe: Partial<Record<FieldOf<z.infer<Input>>, string>>;
  /** Groups of fields of which a caller may give one at most. */
  exclusive?: FieldOf<z.infer<Input>>[][];
  cli: CliHints<z.infer<Input>, Output>;
}

/** One thing `csd` can do, as a plain value; the faces (CLI, HTTP, MCP, library) are projections of it. */
export interface Operation<
  Context = unknown,
  Input extends z.ZodMiniObject = z.ZodMiniObject,
  Output extends z.ZodMiniType = z.ZodMiniType,
> extends Command<Input, z.infer<Output>> {
  /**
   * `z.looseObject` or a union of them: a field added later breaks no client. Built when asked for, which the command
   * line never does.
   */
  output(): Promise<Output>;
  /** Does it; throws `CsdError` for every expected failure. */
  run(input: z.infer<Input>, context: Context): Promise<z.infer<Output>>;
}

/** An operation of any shape, as a face sees it. */
// biome-ignore lint/suspicious/noExplicitAny: run() is contravariant in its input, so no narrower type holds every operation
export type AnyOperation<Context = any> = Operation<Context, any, any>;

/** A command of any shape. */
// biome-ignore lint/suspicious/noExplicitAny: the hints are contravariant in their input, so no narrower type holds every command
export type AnyCommand = Command<any, any>;

/** Keeps an operation's schemas and functions typed together; returns it unchanged. */
export function defineOperation<Context, Input extends z.ZodMiniObject, Output extends z.ZodMiniType>(
  operation: Operation<Context, Input, Output>,
): Operation<Context, Input, Output> {
  return operation;
}
