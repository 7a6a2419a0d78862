import type * as z from 'zod/mini';

/** A name of an input field. */
export type FieldOf<Input> = keyof Input & string;

/** How to show an outcome to a person: the terminal, if there is one, and the given flags of `CliHints.shown`. */
export interface View {
  /** Columns of the terminal, and whether to use colours; absent if the output is not a terminal. */
  terminal?: { columns: number; colours: boolean };
  /** The time of day, ms since 1970. */
  now: number;
  /** By flag; `true` for one without a value. */
  flags: Readonly<Record<string, string | true>>;
}

/** A flag of the command line only that says how `render` shows the outcome. */
export interface ShownFlag {
  flag: string;
  kind: 'boolean' | 'string' | 'list';
  help: string;
  /** The allowed values; a list takes them separated by commas. */
  choices?: readonly string[];
}

/**
 * How the command line spells an operation. The rest follows from the input schema: a boolean is a flag, an array can
 * be repeated, `snake_case` becomes `--kebab-case`. Only the command line reads these hints.
 */
export interface CliHints<Input, Output> {
  /** Input fields filled by position, in order; a list must be the last and takes all remaining words. */
  positionals?: FieldOf<Input>[];
  /** Fields that name an existing session, besides `session`, `sessions` and `others`. */
  names?: FieldOf<Input>[];
  /** The text field that takes all remaining words, joined by spaces; `--file F` or a lone `-` fills it instead. */
  text?: {
    field: FieldOf<Input> /** Read standard input when neither words nor `--file` are given. */;
    stdin: boolean;
    /** The one word is the path of the file with the text. */
    fromFile?: boolean;
  };
  /**
   * Words of the last positional may begin with one dash: such a word is not a flag, except for the flags of every
   * command.
   */
  signed?: boolean;
  /** A flag of the command line only that fills the text field `field` from a file, `-` for standard input. */
  file?: { flag: string; field: FieldOf<Input>; help: string };
  /** The list field that takes the words after a bare `--` (without it they are more positionals and text). */
  afterDashes?: FieldOf<Input>;
  /** With the flag `with`, a flag whose next word does not match `takes` means another flag, which takes no value. */
  bare?: { flag: string; takes: RegExp; with: string; means: string };
  examples?: string[];
  /** One letter for each of these flags. */
  letters?: Partial<Record<FieldOf<Input>, string>>;
  /** Text for a person instead of JSON, unless `--json` was given; `undefined` leaves the JSON. Of a stream: for one item. */
  render?(output: Output, view: View): string | undefined;
  /** `render` itself makes sure that its text has no terminal escapes except its own colours. */
  isPainted?: boolean;
  /** The flags of the command line that `render` uses. */
  shown?: readonly ShownFlag[];
  /** Text for a person on stderr in addition to the outcome on stdout, unless `--json` was given. */
  stderrNote?(output: Output): string | undefined;
  /** The exit code, 0 by default. Without `--json`, the JSON of any other code goes to stderr. */
  exit?(output: Output): number;
  /**
   * Text for a person at a terminal instead of the JSON of a non-zero exit code: what the obstacle is, and what to do.
   */
  advise?(output: Output): string | undefined;
  /** The JSON of every exit code goes to stdout. */
  exitsOnStdout?: boolean;
  /**
   * A flag of the command line only: instead of one output it shows each output of `outputs`, in place of the one
   * before.
   */
  follow?: {
    flag: string;
    short?: string;
    help: string;
    outputs(input: Input, context: unknown): AsyncIterable<Output>;
  };
  /** It can read for seconds: the command line ends it when the reader of its output has gone. */
  readsLong?: boolean;
  /** What each exit code of `exit` means, for the help. */
  exitCodes?: Record<number, string>;
}

/** What the command line needs to know about a command: its name, its input and how to spell it. */
export interface Command<Input extends z.ZodMiniObject = z.ZodMiniObject, Output = unknown> {
  name: string;
  summary: string;
  /** `z.strictObject`: an unknown field is an error on every face. */
  input: Input;
  /** One line per input field. */
  describe: Partial<Record<FieldOf<z.infer<Input>>, string>>;
  /** Groups of fields that exclude each other. */
  exclusive?: FieldOf<z.infer<Input>>[][];
  /** It takes names of sessions that do not exist yet, so names are not checked. */
  namesToCome?: boolean;
  cli: CliHints<z.infer<Input>, Output>;
}

/** What every operation declares; the faces (CLI, HTTP, MCP, library) are projections of it. */
interface Described<Input extends z.ZodMiniObject, Output extends z.ZodMiniType>
  extends Command<Input, z.infer<Output>> {
  /**
   * `z.looseObject` or a union of them. A field added later breaks no client, and is optional, because the csd of
   * another machine may be older. Built on demand; the command line never needs it for operations on this machine.
   */
  output(): Promise<Output>;
}

/** One thing `csd` can do, as a plain value. */
export interface Operation<
  Context = unknown,
  Input extends z.ZodMiniObject = z.ZodMiniObject,
  Output extends z.ZodMiniType = z.ZodMiniType,
> extends Described<Input, Output> {
  /** Runs it; throws `CsdError` for every expected failure. */
  run(input: z.infer<Input>, context: Context): Promise<z.infer<Output>>;
  stream?: never;
}

/** An operation that yields items and has no end by itself; `output` is the schema of one item. */
export interface StreamingOperation<
  Context = unknown,
  Input extends z.ZodMiniObject = z.ZodMiniObject,
  Item extends z.ZodMiniType = z.ZodMiniType,
> extends Described<Input, Item> {
  /** Ends when the consumer leaves or the context's signal aborts; throws `CsdError` for every expected failure. */
  stream(input: z.infer<Input>, context: Context): AsyncIterable<z.infer<Item>>;
  run?: never;
}

// run() and stream() are contravariant in their input, so no narrower types hold every operation.
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyOf<Context> = Operation<Context, any, any>;
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyStream<Context> = StreamingOperation<Context, any, any>;

/** An operation of any shape, as a face sees it. */
// biome-ignore lint/suspicious/noExplicitAny: a face hands the context on
export type AnyOperation<Context = any> = AnyOf<Context> | AnyStream<Context>;

/** A command of any shape. */
// biome-ignore lint/suspicious/noExplicitAny: the hints are contravariant in their input, so no narrower type holds every command
export type AnyCommand = Command<any, any>;

/** True for an operation whose outcome is an `AsyncIterable` of items. */
export function isStreaming<Context>(operation: AnyOperation<Context>): operation is AnyStream<Context> {
  return operation.stream !== undefined;
}

/** Keeps an operation's schemas and functions typed together; returns it unchanged. */
export function defineOperation<Context, Input extends z.ZodMiniObject, Output extends z.ZodMiniType>(
  operation: Operation<Context, Input, Output>,
): Operation<Context, Input, Output> {
  return operation;
}

/** The same for an operation that streams. */
export function defineStream<Context, Input extends z.ZodMiniObject, Item extends z.ZodMiniType>(
  operation: StreamingOperation<Context, Input, Item>,
): StreamingOperation<Context, Input, Item> {
  return operation;
}
