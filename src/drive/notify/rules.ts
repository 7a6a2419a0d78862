import { createHash } from 'node:crypto';
import { type Action, type Config, NEEDS_YOU, type NotifyRule } from '../../contract/config.ts';
import type { State } from '../../contract/state.ts';
import { waitsForPerson } from '../../contract/waits-for-person.ts';

/** A way to notify a person; `key` is the same for the same channel in any rule, so that it sends no need twice. */
export interface Channel {
  key: string;
  action: Action;
}

/** Minutes of the day; may span midnight. */
export interface Quiet {
  from: number;
  to: number;
}

/** One rule in prepared form. Times in ms. */
export interface Rule {
  /** Its position in the configuration, from 1. */
  number: number;
  matches(session: string, state: State, tags: readonly string[]): boolean;
  afterMs: number;
  againMs: number;
  quiet: Quiet | undefined;
  channels: Channel[];
}

/** The rules of the configuration. */
export function toRules({ notify }: Pick<Config, 'notify'>): Rule[] {
  return notify.map((rule, n) => toRule(rule, n + 1));
}

function toRule(rule: NotifyRule, number: number): Rule {
  const moments = [rule.when].flat();
  const { quiet_hours: quiet } = rule;
  return {
    number,
    matches(session, state, tags) {
      const names = [
        state.status,
        state.status === 'blocked' ? state.gate : '',
        waitsForPerson(state) ? NEEDS_YOU : '',
      ];
      return (
        moments.some((moment) => names.includes(moment)) &&
        (rule.sessions?.some((glob) => fits(glob, session)) ?? true) &&
        (rule.tags?.some((tag) => tags.includes(tag)) ?? true)
      );
    },
    afterMs: rule.after_ms,
    againMs: rule.again_ms,
    quiet: quiet && { from: minutesOf(quiet.from), to: minutesOf(quiet.to) },
    channels: [rule.do].flat().map((action) => ({ key: keyOf(action), action })),
  };
}

/** True within quiet hours; `minute` of the day. Two equal times mean the whole day. */
export function isQuiet(quiet: Quiet | undefined, minute: number): boolean {
  if (quiet === undefined) return false;
  const { from, to } = quiet;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/**
 * True if the pattern matches the name; `*` stands for any part. Without a regular expression, whose cost could
 * explode.
 */
function fits(glob: string, name: string): boolean {
  const [first = '', ...parts] = glob.split('*');
  const last = parts.pop();
  if (last === undefined) return name === glob;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** An identifier of the channel that reveals no secret. */
function keyOf(action: Action): string {
  return createHash('sha256').update(JSON.stringify(action)).digest('hex').slice(0, 16);
}
