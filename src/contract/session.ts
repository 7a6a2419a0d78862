import * as z from 'zod/mini';
import { Delegate } from './delegate.ts';
import { SESSION_NAME, SESSION_NAME_RULE } from './names.ts';

/** The name of a session. */
export const SessionName = z.string().check(z.regex(SESSION_NAME, { error: SESSION_NAME_RULE }));

export const SessionId = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, { error: 'not a UUID' }));

/** A tag to find sessions by. */
export const Tag = z.string().check(
  z.regex(/^[A-Za-z0-9_][A-Za-z0-9_.:/@-]{0,63}$/, {
    error: 'a tag has 1 to 64 letters, digits or one of _ . : / @ -, and starts with a letter, digit or "_"',
  }),
);

/** Control characters and line ends. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const oneLine = z.refine<string>((text) => text.trim() !== '' && !CONTROL.test(text), {
  error: 'not one line of text without control characters',
});

/** The purpose of a session, in one line for people. */
export const Description = z.string().check(oneLine, z.maxLength(500, { error: 'longer than 500 characters' }));
/** Who asked for a session: the name of a session, or any other line. */
export const Creator = z.string().check(oneLine, z.maxLength(200, { error: 'longer than 200 characters' }));

/** Since when (ms since 1970) the session is paused, and who paused it. */
export const Paused = z.looseObject({ at: z.number(), by: z.string() });
export type Paused = z.infer<typeof Paused>;

/**
 * The agent was ended to be resumed later: when (ms since 1970), and whether by its own exit command, by force, or
 * before csd asked. `begun`: its conversation has a prompt. `background`: the agent's background session in which the
 * conversation went on.
 */
export const Ended = z.looseObject({
  at: z.number(),
  how: z.enum(['command', 'force', 'itself']),
  begun: z.optional(z.boolean()),
  background: z.optional(z.string()),
});

/** A git worktree that csd made for a session: its branch, the top of its repository, and the commit it started at. */
export const Worktree = z.looseObject({
  path: z.string(),
  branch: z.string(),
  repository: z.string(),
  base: z.string(),
});
export type Worktree = z.infer<typeof Worktree>;

/**
 * The record of a session, one JSON file per name. Fields after `created` were added later, so a reader must work
 * without them. `readFields` in `drive/session/sidecar-fields.ts` checks the same without a schema.
 */
export const Sidecar = z.looseObject({
  name: SessionName,
  session_id: z.string(),
  cwd: z.string(),
  /** The first csd drove one agent only and left this out: `readFields` fills it in. */
  backend: z.string(),
  jsonl_path: z._default(z.nullable(z.string()), null),
  permission_mode: z._default(z.nullable(z.string()), null),
  backend_version: z._default(z.nullable(z.string()), null),
  created: z._default(z.union([z.string(), z.number()]), ''),
  /** The tmux pane in which the agent was started (`%5`), its first process, and the socket of the server. */
  pane: z.optional(z.string()),
  pane_pid: z.optional(z.number()),
  tmux_session: z.optional(z.string()),
  tmux_socket: z.optional(z.string()),
  /** The agent's configuration folder at spawn, which has its transcript and status file. */
  config_dir: z.optional(z.string()),
  /** How the agent is driven: by its screen (also if absent), or by its records without a screen. */
  driver: z.optional(z.enum(['screen', 'stream'])),
  /** The folder for the files of the host of an agent without a screen. */
  stream_path: z.optional(z.string()),
  /** The file to which the agent appends its events, if it was started with hooks. */
  events_path: z.optional(z.string()),
  /** The folder for the reports that the agent gives to its status line, if csd collects them. */
  usage_path: z.optional(z.string()),
  /** The folder with the worker's files, if it is a worker. */
  worker_dir: z.optional(z.string()),
  /**
   * The conversation began as a copy of another one: anything on the screen before its first prompt belongs to that
   * one.
   */
  forked: z.optional(z.boolean()),
  /** The name used for its files if it was renamed since; and its earlier names, oldest first. */
  files_name: z.optional(z.string()),
  former_names: z.optional(z.array(z.string())),
  /** csd found the agent running and did not start it, see `track`. The agent's process, by id and start mark. */
  tracked: z.optional(z.boolean()),
  agent_pid: z.optional(z.number()),
  agent_start: z.optional(z.string()),
  /** The program in the pane that passes its input to the agent, if the agent has its own terminal. */
  carrier_pid: z.optional(z.number()),
  carrier_start: z.optional(z.string()),
  /** No shell is in the foreground of the pane while the agent runs there. */
  shell_free: z.optional(z.boolean()),
  /**
   * The id of the agent's background session that the pane shows, its process, and whether csd opened the pane for it.
   */
  background_id: z.optional(z.string()),
  background_pid: z.optional(z.number()),
  opened: z.optional(z.boolean()),
  /** The agent's conversation when csd last looked, if it is no longer `session_id`. */
  conversation: z.optional(z.string()),
  /**
   * The conversations it had before, oldest first: those that it was started with, each cleared for a later one with which
   * it was resumed; for an agent that chooses its own ids, also those that were begun in it and left.
   */
  earlier: z.optional(z.array(z.string())),
  /** The arguments for `resume`. They may contain anything, so lists do not show them. */
  launch: z.optional(z.looseObject({})),
  ended: z.optional(Ended),
  /** No prompts are sent to the session: since when (ms since 1970), and who paused it. */
  paused: z.optional(Paused),
  /**
   * The session that this one was forked from, and the copied conversation; or, without that, the session whose work
   * was handed on.
   */
  parent: z.optional(z.string()),
  parent_session_id: z.optional(z.string()),
  /** Its purpose, who asked for it, and its tags, as given at its start. */
  description: z.optional(z.string()),
  creator: z.optional(z.string()),
  tags: z.optional(z.array(z.string())),
  /** When it last got a prompt or was started, ms since 1970. */
  last_used: z.optional(z.number()),
  /** The git worktree that csd made for it. */
  worktree: z.optional(Worktree),
  /** csd's guard can deny tools before they run. */
  guarded: z.optional(z.boolean()),
  /** Its cost limit in USD. Above it nothing is sent, and a turn that exceeds it is interrupted. */
  budget: z.optional(z.looseObject({ cost_usd: z.number() })),
  /** The delegated task's rules, and what it has used of its limits. */
  delegate: z.optional(Delegate),
});
/** A sidecar as commands show it. */
export const ShownSidecar = z.omit(Sidecar, { launch: true });
export type ShownSidecar = z.infer<typeof ShownSidecar>;
export type Sidecar = z.infer<typeof Sidecar>;
