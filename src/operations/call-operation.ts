import type * as z from 'zod/mini';
import { CsdError } from '../contract/errors.ts';
import { type AnyCommand, type AnyOperation, isStreaming } from '../contract/operation.ts';
import { enforceLeft } from './delegates/enforce-left.ts';

/** How a face spells an input field in an error message: `session_id`, or `--session-id`. */
export type Spelling = (field: string) => string;

/** The error for an invalid input. `missing` lists the missing fields. */
export class InputError extends CsdError {
  constructor(
    message: string,
    operation: string,
    readonly missing: readonly string[],
  ) {
    super('bad_input', message, { operation });
  }
}

/**
 * Checks an input and runs the operation: the only entry point, for every face. Throws `bad_input` that names each
 * wrong field, or what the operation throws. A streaming operation returns the `AsyncIterable` of its items.
 */
export async function callOperation<Context>(
  operation: AnyOperation<Context>,
  input: Record<string, unknown>,
  context: Context,
  spell: Spelling = (field) => field,
): Promise<unknown> {
  const checked = checkInput(operation, input, spell) as Record<string, unknown>;
  await enforceLeft(operation.name, checked, context);
  return isStreaming(operation) ? operation.stream(checked, context) : operation.run(checked, context);
}

/**
 * Checks an input and follows the operation's outcome, for a face that shows it live. Throws `bad_input` as
 * `callOperation` does, or if the operation cannot be followed.
 */
export function followOperation<Context>(
  operation: AnyOperation<Context>,
  input: Record<string, unknown>,
  context: Context,
  spell?: Spelling,
): AsyncIterable<unknown> {
  const { follow } = operation.cli;
  if (!follow) throw new CsdError('bad_input', `${operation.name} cannot be followed`, { operation: operation.name });
  return follow.outputs(checkInput(operation, input, spell), context);
}

/** The parsed input, with defaults filled in; throws `bad_input` with one sentence per wrong field. */
export function checkInput(
  command: AnyCommand,
  input: Record<string, unknown>,
  spell: Spelling = (field) => field,
): unknown {
  // A caller of the library can pass anything.
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new CsdError('bad_input', `the input of ${command.name} must be an object`, { operation: command.name });
  checkExclusive(command, input, spell);
  const parsed = (command.input as z.ZodMiniObject).safeParse(input, { error: () => UNWORDED });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const missing = issues.filter((issue) => isMissing(issue, input)).map(fieldOf);
  throw new InputError(issues.map((issue) => sayIssue(issue, input, spell)).join('; '), command.name, missing);
}

function checkExclusive(command: AnyCommand, input: Record<string, unknown>, spell: Spelling): void {
  for (const group of (command.exclusive ?? []) as string[][]) {
    const given = group.filter((field) => input[field] !== undefined && input[field] !== false);
    if (given.length < 2) continue;
    const names = given.map(spell).join(' and ');
    const all = group.length > 2 ? ` (use at most one of ${group.map(spell).join(', ')})` : '';
    throw new CsdError('bad_input', `${names} exclude each other${all}`, { operation: command.name });
  }
}

function sayIssue(issue: z.core.$ZodIssue, input: Record<string, unknown>, spell: Spelling): string {
  if (issue.code === 'unrecognized_keys') return `unknown: ${issue.keys.map(spell).join(', ')}`;
  const field = fieldOf(issue);
  if (isMissing(issue, input)) return `${spell(field)} is missing`;
  return `${spell(field)}: ${sayProblem(issue)}, got ${showValue(input[field])}`;
}

function fieldOf(issue: z.core.$ZodIssue): string {
  return String(issue.path[0] ?? '');
}

/** A list without an item is missing too: a command line gives one to a positional that takes several words. */
function isMissing(issue: z.core.$ZodIssue, input: Record<string, unknown>): boolean {
  const value = input[fieldOf(issue)];
  const isEmptyList = issue.code === 'too_small' && Array.isArray(value) && value.length === 0;
  return issue.code !== 'unrecognized_keys' && (value === undefined || isEmptyList);
}

/** The message of an issue for which the schema has no text, whatever locale another user of zod has set. */
const UNWORDED = 'Invalid input';

/** Words for the types of a schema. */
const KINDS: Record<string, string> = {
  int: 'a whole number',
  array: 'an array',
  object: 'an object',
  record: 'an object',
};

function sayProblem(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `not ${KINDS[issue.expected] ?? `a ${issue.expected}`}`;
  if (issue.code === 'too_small') return issue.message === UNWORDED ? `at least ${issue.minimum}` : issue.message;
  if (issue.code === 'too_big') return issue.message === UNWORDED ? `at most ${issue.maximum}` : issue.message;
  if (issue.message !== UNWORDED) return issue.message;
  if (issue.code === 'invalid_value') return `choose one of ${issue.values.join(', ')}`;
  return issue.code === 'invalid_union' ? sayNone(issue.errors) : issue.message;
}

/**
 * The problem of a value that matches none of several types: if one type matches except for a part of it, that part's
 * problem.
 */
function sayNone(kinds: z.core.$ZodIssue[][]): string {
  const first = kinds.flatMap(([issue]) => issue ?? []);
  const part = first.find((issue) => issue.path.length > 0);
  if (!part) return [...new Set(first.map(sayProblem))].join(' and ') || UNWORDED;
  const where = part.path.map((key) => (typeof key === 'number' ? `item ${key + 1}` : String(key))).join(', ');
  return `${where}: ${sayProblem(part)}`;
}

/** A value that a caller sent, whatever it is, for an error message: as JSON, of a long one the beginning. Never throws. */
export function showValue(value: unknown): string {
  const text = toText(typeof value === 'string' ? value.slice(0, 80) : value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** As JSON if possible; a value nested too deep for that is not shown in another way. */
function toText(value: unknown): string {
  if (typeof value === 'bigint') return `${value}`;
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return 'a value that cannot be shown as JSON';
  }
}
