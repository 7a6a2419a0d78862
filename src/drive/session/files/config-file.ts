import type * as z from 'zod/mini';
import { Config } from '../../../contract/config.ts';
import { CsdError } from '../../../contract/errors.ts';
import type { Context } from '../context.ts';
import { configPath } from './config-path.ts';
import { MOST_SMALL_BYTES } from './look-budget.ts';
import { refuseUntrusted } from './private-files.ts';
import { readNamed } from './read-named.ts';

/** One problem in the file: where, as `notify[0].do`, and what is expected. */
export interface ConfigProblem {
  at: string;
  problem: string;
}

/**
 * The configuration, empty if there is none. Throws `bad_input` with the file and its problems, `bad_sidecar` for a
 * file that others may write.
 */
export async function readConfig(ctx: Context): Promise<Config> {
  return (await readConfigFile(ctx)).config;
}

/** The same with the file and its text, absent if there is none. */
export async function readConfigFile(ctx: Context): Promise<{ config: Config; file: string; text?: string }> {
  const file = configPath(ctx);
  const text = await readConfigText(ctx);
  if (text === undefined) return { config: { hosts: [], notify: [] }, file };
  const read = checkConfig(text);
  if (read.config) return { config: read.config, file, text };
  const problems = read.problems.map(({ at, problem }) => `${at}${at === '' ? '' : ': '}${problem}`);
  throw new CsdError('bad_input', `${file}: ${problems.join('; ')}`, { path: file });
}

/**
 * The text of the file, `undefined` if there is none. Throws `bad_sidecar` for one that others may write, `bad_input`
 * for one that is too large, which is not read.
 */
export async function readConfigText(ctx: Context): Promise<string | undefined> {
  const file = configPath(ctx);
  const text = await readNamed(ctx, file, MOST_SMALL_BYTES);
  // It may be a link into a folder of the user's settings; what counts is who may write the file itself.
  if (text !== undefined) await refuseUntrusted(ctx, await ctx.files.realPath(file));
  return text;
}

/** The configuration in a text, or all its problems. */
export function checkConfig(text: string): { config?: Config; problems: ConfigProblem[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problems: [{ at: '', problem: `is not JSON: ${withPlace((error as Error).message, text)}` }] };
  }
  const parsed = Config.safeParse(value, { error: () => UNWORDED });
  if (parsed.success) return { config: parsed.data, problems: [] };
  return { problems: parsed.error.issues.flatMap((issue) => sayIssue(issue, [], value)) };
}

/** The message of an issue for which the schema has no text. */
const UNWORDED = 'Invalid input';

/** The engine's message, with line and column if it names only the position. */
function withPlace(message: string, text: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined || /line \d+/.test(message)) return message;
  const before = text.slice(0, Number(position)).split('\n');
  return `${message} (line ${before.length} column ${(before.at(-1)?.length ?? 0) + 1})`;
}

type Issue = z.core.$ZodIssue;
type Place = PropertyKey[];

function sayIssue(issue: Issue, above: Place, whole: unknown): ConfigProblem[] {
  const place = [...above, ...issue.path];
  // Of several forms, the intended one is that which fails furthest inside, or an object that shares a key with the
  // value.
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.filter((errors) => isMeant(errors, at(whole, place)));
    const errors = meant[0] ?? [];
    if (errors.length > 0) return errors.flatMap((one) => sayIssue(one, place, whole));
    const says = [issue, ...issue.errors.flat()].find(({ message }) => message !== UNWORDED)?.message;
    const value = at(whole, place);
    const got = value === undefined || typeof value === 'object' || isHidden(place) ? '' : `, got ${show(value)}`;
    return [{ at: sayPlace(place), problem: `${says ?? 'is none of what it can be'}${got}` }];
  }
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => JSON.stringify(key)).join(', ');
    return [{ at: sayPlace(place), problem: `unknown: ${names}` }];
  }
  if (issue.code === 'invalid_key')
    return [{ at: sayPlace(place), problem: issue.issues.map(({ message }) => message).join('; ') }];
  return [{ at: sayPlace(place), problem: sayProblem(issue, at(whole, place), isHidden(place)) }];
}

/** Fields whose values are never shown. */
const HIDDEN = ['url', 'headers', 'secret', 'body', 'exec'];

function isHidden(place: Place): boolean {
  return place.some((key) => HIDDEN.includes(String(key)));
}

/** An error below the value itself, or one about keys only: the value has this form and a part of it is wrong. */
function isMeant(errors: Issue[], value: unknown): boolean {
  const isOfType = !errors.some(
    ({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value'),
  );
  if (!isOfType) return false;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  // A missing key suggests another form.
  return errors.every(({ path }) => path.length === 0 || path[0] === undefined || path[0] in value);
}

function sayProblem(issue: Issue, value: unknown, isSecret: boolean): string {
  if (issue.code === 'invalid_type' && value === undefined) return 'is missing';
  const words = sayRule(issue);
  return isSecret || (value !== null && typeof value === 'object') ? words : `${words}, got ${show(value)}`;
}

function sayRule(issue: Issue): string {
  if (issue.code === 'invalid_type')
    return `not ${issue.expected === 'int' ? 'a whole number' : `${/^[aeio]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`}`;
  if (issue.message !== UNWORDED) return issue.message;
  if (issue.code === 'too_small') return `at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')}`;
  return issue.message;
}

/** A value for a message; only its type if it is long. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 40 ? `a ${typeof value} of ${text.length} characters` : text;
}

function at(value: unknown, place: Place): unknown {
  return place.reduce((inner: unknown, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

function sayPlace(place: Place): string {
  return place
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
