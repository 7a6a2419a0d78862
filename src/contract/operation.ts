import type * as z from 'zod/mini';

/**
 * How the command line spells an operation. Everything that is not said here follows from the input schema:
 * a boolean is a flag, an array may be repeated, `snake_case` is `--kebab-case`.
 */
export interface CliHints<Input, Output> {
  /** Input fields filled by position, in order; the last may take all that is left. */
  positionals?: (keyof Input & string)[];
  /** The positional that takes every word left, joined by blanks (`words`) or kept as a list (`list`). */
  rest?: { field: keyof Input & string; as: 'words' | 'list' };
  /** The input field that takes what stands after a bare `--` (else it is joined to `rest`). */
  afterDashes?: keyof Input & string;
  /** Flags that exclude each other. */
  conflicts?: (keyof Input & string)[][];
  /** One line of help per field. */
  describe?: Partial<Record<keyof Input & string, string>>;
  examples?: string[];
  /** Text for a person instead of JSON, where the output has one. */
  render?(output: Output, input: Input): string | undefined;
  /** Where the JSON goes and the exit code; by default stdout and 0. */
  outcome?(output: Output, input: Input): { exit: number; stream: 'stdout' | 'stderr' };
}

/** One thing `csd` can do, as a plain value; the faces (CLI, HTTP, MCP, library) are projections of it. */
export interface Operation<
  Context = unknown,
  Input extends z.ZodMiniType = z.ZodMiniType,
  Output extends z.ZodMiniType = z.ZodMiniType,
> {
  name: string;
  summary: string;
  /** `z.strictObject`: an unknown field is an error on every face. */
  input: Input;
  /** `z.looseObject` or a union of them: a field added later breaks no client. */
  output: Output;
  cli: CliHints<z.infer<Input>, z.infer<Output>>;
  /** Does it; throws `CsdError` for every expected failure. */
  run(input: z.infer<Input>, context: Context): Promise<z.infer<Output>>;
}

/** Keeps an operation's schemas and functions typed together; returns it unchanged. */
export function defineOperation<Context, Input extends z.ZodMiniType, Output extends z.ZodMiniType>(
  operation: Operation<Context, Input, Output>,
): Operation<Context, Input, Output> {
  return operation;
}
