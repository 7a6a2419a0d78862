import type * as z from 'zod/mini';

/** A name of an input field. */
export type FieldOf<Input> = keyof Input & string;

/** How an outcome is shown to a person: the terminal, where there is one, and the flags of `CliHints.shown` that were given. */
export interface View {
  /** Cells in a row, and whether the person takes colours; absent where no terminal shows it. */
  terminal?: { columns: number; colours: boolean };
  /** The time of day, ms since 1970. */
  now: number;
  /** By flag; `true` for one without a value. */
  flags: Readonly<Record<string, string | true>>;
}

/** A flag of the command line alone that says how `render` shows the outcome. */
export interface ShownFlag {
  flag: string;
  kind: 'boolean' | 'string' | 'list';
  help: string;
  /** The values it takes; those of a list may be given with commas. */
  choices?: readonly string[];
}

/**
 * How the command line spells an operation. What is not said here follows from the input schema: a boolean is a flag,
 * an array may be repeated, `snake_case` is `--kebab-case`. No other face reads these hints.
 */
export interface CliHints<Input, Output> {
  /** Input fields filled by position, in order; a list, which can only be the last, takes every word left. */
  positionals?: FieldOf<Input>[];
  /** Fields that name a session which is there already, besides `session`, `sessions` and `others`. */
  names?: FieldOf<Input>[];
  /** The text field that takes every word left, joined by spaces; `--file F` or a lone `-` fills it instead. */
  text?: {
    field: FieldOf<Input> /** Read standard input when neither words nor `--file` are given. */;
    stdin: boolean;
    /** The one word is the path of the file that holds the text. */
    fromFile?: boolean;
  };
  /** Words of the last positional may begin with one dash: such a word is not a flag, but for those that every command has. */
  signed?: boolean;
  /** A flag of the command line alone that fills the text field `field` from a file, `-` for standard input. */
  file?: { flag: string; field: FieldOf<Input>; help: string };
  /** The list field that takes what stands after a bare `--` (else that is more positionals and text). */
  afterDashes?: FieldOf<Input>;
  /** With the flag `with`, a flag whose next word is not a value of its own stands for another, which takes none. */
  bare?: { flag: string; takes: RegExp; with: string; means: string };
  examples?: string[];
  /** One letter for each of these flags. */
  letters?: Partial<Record<FieldOf<Input>, string>>;
  /** Text for a person instead of JSON, unless `--json` was given; `undefined` leaves the JSON. Of a stream: for one item. */
  render?(output: Output, view: View): string | undefined;
  /** `render` itself takes care that nothing in its text acts on a terminal but its own colours. */
  isPainted?: boolean;
  /** What `render` heeds of the command line. */
  shown?: readonly ShownFlag[];
  /** Text for a person on stderr besides the outcome on stdout, unless `--json` was given. */
  stderrNote?(output: Output): string | undefined;
  /** The exit code, 0 by default. Without `--json`, the JSON of any other code goes to stderr. */
  exit?(output: Output): number;
  /** Text for a person at a terminal in place of the JSON of an exit code above 0: what stands in the way, and what to do. */
  advise?(output: Output): string | undefined;
  /** The JSON of every exit code goes to stdout. */
  exitsOnStdout?: boolean;
  /** A flag of the command line alone: instead of one output it shows each that `outputs` gives, in the place of the one before. */
  follow?: {
    flag: string;
    short?: string;
    help: string;
    outputs(input: Input, context: unknown): AsyncIterable<Output>;
  };
  /** It reads for seconds where there is much to read: the command line ends it when nobody reads its output any longer. */
  readsLong?: boolean;
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
  /** It takes names of sessions that are still to come: they are taken as they are. */
  namesToCome?: boolean;
  cli: CliHints<z.infer<Input>, Output>;
}

/** What every operation says of itself; the faces (CLI, HTTP, MCP, library) are projections of it. */
interface Described<Input extends z.ZodMiniObject, Output extends z.ZodMiniType>
  extends Command<Input, z.infer<Output>> {
  /**
   * `z.looseObject` or a union of them: a field added later breaks no client, and is optional, for the csd of another machine that
   * answers can be older. Built when asked for, which the command line never does for what is done on this machine.
   */
  output(): Promise<Output>;
}

/** One thing `csd` can do, as a plain value. */
export interface Operation<
  Context = unknown,
  Input extends z.ZodMiniObject = z.ZodMiniObject,
  Output extends z.ZodMiniType = z.ZodMiniType,
> extends Described<Input, Output> {
  /** Does it; throws `CsdError` for every expected failure. */
  run(input: z.infer<Input>, context: Context): Promise<z.infer<Output>>;
  stream?: never;
}

/** An operation whose outcome comes item by item, without an end of its own; `output` is the schema of one item. */
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
