import { randomInt } from 'node:crypto';
import { CsdError } from '../../../contract/errors.ts';
import type { Context } from '../../session/context.ts';
import { tmuxNameOf } from '../../session/sidecars/session-names.ts';
import type { Ids } from '../request.ts';
import { CHAMPIONS, FIRST_WORDS, ROLES, SECOND_WORDS } from './name-parts.ts';

/** How often to retry when another process has taken the chosen name. */
const ATTEMPTS = 20;

const LISTS: Record<Ids, [first: readonly string[], second: readonly string[]]> = {
  words: [FIRST_WORDS, SECOND_WORDS],
  champions: [CHAMPIONS, ROLES],
};

/**
 * Runs `body` with a name that no session has, ended or running, and no tmux session; retries with another one if it
 * was taken in the meantime. Throws `name_taken` if no name is left.
 */
export async function withFreshName<T>(ctx: Context, ids: Ids, body: (name: string) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await body(await chooseName(ctx, ids));
    } catch (error) {
      if (!(error instanceof CsdError) || error.code !== 'name_taken' || attempt >= ATTEMPTS) throw error;
    }
  }
}

/** A name that no session here has and that is not in `others`. Throws `name_taken` if none is left. */
export async function chooseName(ctx: Context, ids: Ids, others: Iterable<string> = []): Promise<string> {
  const taken = new Set((await ctx.files.list(ctx.sessionsDir)).map((file) => file.split('.', 1)[0] ?? ''));
  for (const name of others) taken.add(name);
  for (const name of namesOf(ids)) {
    if (!taken.has(name) && !(await ctx.tmux.hasSession(tmuxNameOf(name)))) return name;
  }
  throw allTaken(ids);
}

/** A name that is none of these. Throws `name_taken` if none is left. */
export function pickName(ids: Ids, taken: ReadonlySet<string>): string {
  for (const name of namesOf(ids)) if (!taken.has(name)) return name;
  throw allTaken(ids);
}

/** Every name of a list once, from a random one on. */
function* namesOf(ids: Ids): Generator<string> {
  const [first, second] = LISTS[ids];
  const count = first.length * second.length;
  const start = randomInt(count);
  // A step without a common factor reaches every name, and successive names rarely share a word.
  const step = stepThrough(count);
  for (let n = 0; n < count; n++) {
    const at = (start + n * step) % count;
    yield `${first[Math.floor(at / second.length)]}-${second[at % second.length]}`;
  }
}

function allTaken(ids: Ids): CsdError {
  return new CsdError('name_taken', `all names in the list ${ids} are taken: give a name, or forget sessions`);
}

function stepThrough(count: number): number {
  for (;;) {
    const step = randomInt(1, count);
    if (gcd(step, count) === 1) return step;
  }
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
