import { DEFAULT_BACKEND } from '../../../backends/index.ts';
import { isObject } from '../../../contract/json.ts';
import { SESSION_NAME, SESSION_NAME_RULE } from '../../../contract/names.ts';
import type { ShownSidecar, Sidecar } from '../../../contract/session.ts';

/** The test for a field, and its default if it is missing; without a default it is required. */
interface Field {
  holds(value: unknown): boolean;
  /** The error text for an invalid value. */
  wrong: string;
  missing?: { value: unknown };
}

const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => Number.isFinite(value);
/** The schema's check of `ended` and `paused`. */
const isMark = (value: unknown, holds: (mark: Record<string, unknown>) => boolean) =>
  isObject(value) && isNumber((value as { at?: unknown }).at) && holds(value as Record<string, unknown>);
const ENDINGS: readonly unknown[] = ['command', 'force', 'itself'];
const isEnd = (value: unknown) =>
  isMark(value, ({ how, begun }) => ENDINGS.includes(how) && (begun === undefined || typeof begun === 'boolean'));

const isTextList = (value: unknown) => Array.isArray(value) && value.every(isText);
const isWorktree = (value: unknown) =>
  isObject(value) && ['path', 'branch', 'repository', 'base'].every((name) => isText(Object(value)[name]));
const isBudget = (value: unknown) => isObject(value) && isNumber((value as { cost_usd?: unknown }).cost_usd);
/** The schema's check of `delegate`, for the fields that decide something. */
const isDelegate = (value: unknown) => {
  if (!isObject(value)) return false;
  const { preset, limits, before, since } = value as Record<string, unknown>;
  if (!isText(preset) || !isNumber(since) || !isObject(limits) || !isObject(before)) return false;
  const { cost_usd, turns, time_s } = limits as Record<string, unknown>;
  return (cost_usd === null || isNumber(cost_usd)) && isNumber(turns) && isNumber(time_s);
};

const TEXT: Field = { holds: isText, wrong: 'not a string' };
const NUMBER: Field = { holds: isNumber, wrong: 'not a number' };
const FLAG: Field = { holds: (value) => typeof value === 'boolean', wrong: 'not a boolean' };
const TEXT_OR_NULL: Field = {
  holds: (value) => value === null || isText(value),
  wrong: 'neither a string nor null',
  missing: { value: null },
};
const RECORD: Field = { holds: isObject, wrong: 'not an object' };
const optional = (field: Field, value?: unknown): Field => ({ ...field, missing: { value } });

/** In the order of the output. */
const FIELDS: Record<keyof KnownFields, Field> = {
  name: { holds: (value) => isText(value) && SESSION_NAME.test(value as string), wrong: SESSION_NAME_RULE },
  session_id: TEXT,
  cwd: TEXT,
  backend: optional(TEXT, DEFAULT_BACKEND),
  jsonl_path: TEXT_OR_NULL,
  permission_mode: TEXT_OR_NULL,
  backend_version: TEXT_OR_NULL,
  created: { holds: (value) => isText(value) || isNumber(value), wrong: 'not a date', missing: { value: '' } },
  pane: optional(TEXT),
  pane_pid: optional(NUMBER),
  tmux_session: optional(TEXT),
  tmux_socket: optional(TEXT),
  config_dir: optional(TEXT),
  driver: optional({ holds: (value) => value === 'screen' || value === 'stream', wrong: 'no driver' }),
  stream_path: optional(TEXT),
  events_path: optional(TEXT),
  usage_path: optional(TEXT),
  worker_dir: optional(TEXT),
  forked: optional(FLAG),
  files_name: optional(TEXT),
  former_names: optional({ holds: isTextList, wrong: 'not a list of strings' }),
  tracked: optional(FLAG),
  agent_pid: optional(NUMBER),
  agent_start: optional(TEXT),
  carrier_pid: optional(NUMBER),
  carrier_start: optional(TEXT),
  shell_free: optional(FLAG),
  background_id: optional(TEXT),
  background_pid: optional(NUMBER),
  opened: optional(FLAG),
  conversation: optional(TEXT),
  earlier: optional({ holds: isTextList, wrong: 'not a list of strings' }),
  launch: optional(RECORD),
  ended: optional({ holds: isEnd, wrong: 'no end of a session' }),
  paused: optional({ holds: (value) => isMark(value, ({ by }) => isText(by)), wrong: 'no pause of a session' }),
  parent: optional(TEXT),
  parent_session_id: optional(TEXT),
  description: optional(TEXT),
  creator: optional(TEXT),
  tags: optional({ holds: isTextList, wrong: 'not a list of strings' }),
  last_used: optional(NUMBER),
  worktree: optional({ holds: isWorktree, wrong: 'no worktree of a session' }),
  guarded: optional(FLAG),
  budget: optional({ holds: isBudget, wrong: 'no budget' }),
  delegate: optional({ holds: isDelegate, wrong: 'no delegate' }),
};
const ENTRIES = Object.entries(FIELDS);

/** The fields of a sidecar by name: the type also has an index, for fields of a newer csd. */
type KnownFields = { [Name in keyof Sidecar as string extends Name ? never : Name]: Sidecar[Name] };

/**
 * A sidecar from the JSON of its file, with defaults filled in and unknown fields kept; or what is wrong with it.
 * Equivalent to the schema `Sidecar`, whose loading and building would take a tenth of the time of `csd state`.
 */
export function readFields(value: unknown): Sidecar | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'sidecar: not an object';
  const given = value as Record<string, unknown>;
  const read: Record<string, unknown> = {};
  for (const [name, { holds, wrong, missing }] of ENTRIES) {
    if (given[name] === undefined) {
      if (!missing) return `${name}: missing`;
      if (missing.value !== undefined) read[name] = missing.value;
    } else if (holds(given[name])) read[name] = given[name];
    else return `${name}: ${wrong}`;
  }
  return { ...read, ...given } as Sidecar;
}

/** A sidecar as lists and outcomes show it: without the agent's arguments, which may contain anything. */
export function toShown({ launch: _, ...shown }: Sidecar): ShownSidecar {
  return shown as ShownSidecar;
}
