import * as z from 'zod/mini';
import { Delegate } from './delegate.ts';
import { SESSION_NAME, SESSION_NAME_RULE } from './names.ts';

/** The name of a session. */
export const SessionName = z.string().check(z.regex(SESSION_NAME, { error: SESSION_NAME_RULE }));

export const SessionId = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, { error: 'not a UUID' }));

/** A word to find sessions by. */
export const Tag = z.string().check(
  z.regex(/^[A-Za-z0-9_][A-Za-z0-9_.:/@-]{0,63}$/, {
    error: 'a tag has 1 to 64 letters, digits or one of _ . : / @ -, and starts with a letter, digit or "_"',
  }),
);

/** Control characters, and what ends a line. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const oneLine = z.refine<string>((text) => text.trim() !== '' && !CONTROL.test(text), {
  error: 'not one line of text without control characters',
});

/** What a session is for, in one line that a person reads. */
export const Description = z.string().check(oneLine, z.maxLength(500, { error: 'longer than 500 characters' }));
/** Who asked for a session: the name of a session, or any other line. */
export const Creator = z.string().check(oneLine, z.maxLength(200, { error: 'longer than 200 characters' }));

/** Since when (ms since 1970) nobody sends to a session, and who said so. */
export const Paused = z.looseObject({ at: z.number(), by: z.string() });
export type Paused = z.infer<typeof Paused>;

/**
 * The agent was ended to be resumed: when (ms since 1970), and by its own command, by force, or before it was asked to.
 * `begun`: something had been asked in its conversation.
 */
export const Ended = z.looseObject({
  at: z.number(),
  how: z.enum(['command', 'force', 'itself']),
  begun: z.optional(z.boolean()),
});

/** A git worktree that was made for a session: its branch, the top of the repository that it belongs to, and the commit it began at. */
export const Worktree = z.looseObject({
  path: z.string(),
  branch: z.string(),
  repository: z.string(),
  base: z.string(),
});
export type Worktree = z.infer<typeof Worktree>;

/**
 * What is kept of a spawned session, one JSON file per name. Fields after `created` are newer than the first
 * sidecars: a reader must do without them. `readFields` of `drive/session/sidecar-fields.ts` says the same without a schema.
 */
export const Sidecar = z.looseObject({
  name: SessionName,
  session_id: z.string(),
  cwd: z.string(),
  /** The first csd left it out, and drove one agent alone: `readFields` fills it in. */
  backend: z.string(),
  jsonl_path: z._default(z.nullable(z.string()), null),
  permission_mode: z._default(z.nullable(z.string()), null),
  backend_version: z._default(z.nullable(z.string()), null),
  created: z._default(z.union([z.string(), z.number()]), ''),
  /** The tmux pane the agent was started in (`%5`), its first process, and the server's socket. */
  pane: z.optional(z.string()),
  pane_pid: z.optional(z.number()),
  tmux_session: z.optional(z.string()),
  tmux_socket: z.optional(z.string()),
  /** The agent's configuration folder at spawn, where its transcript and status file lie. */
  config_dir: z.optional(z.string()),
  /** How the agent is driven: by its screen (also where this is absent) or by its records, without one. */
  driver: z.optional(z.enum(['screen', 'stream'])),
  /** The folder in which the host of an agent without a screen keeps its files. */
  stream_path: z.optional(z.string()),
  /** The file to which the agent appends its events, where it was started with hooks. */
  events_path: z.optional(z.string()),
  /** The folder in which is kept what the agent tells its status line, where csd hears it. */
  usage_path: z.optional(z.string()),
  /** The folder with the files by which it is known as a worker, where it is one. */
  worker_dir: z.optional(z.string()),
  /** The conversation began as a copy of another one: what is on the screen before its first prompt was said in that. */
  forked: z.optional(z.boolean()),
  /** The name under which its files stand, where it was renamed since; and the names it had, oldest first. */
  files_name: z.optional(z.string()),
  former_names: z.optional(z.array(z.string())),
  /** csd did not start the agent: it found it running, see `track`. The agent's process, by its id and start mark. */
  tracked: z.optional(z.boolean()),
  agent_pid: z.optional(z.number()),
  agent_start: z.optional(z.string()),
  /** The program in the pane that hands its input on to the agent, where the agent has a terminal of its own. */
  carrier_pid: z.optional(z.number()),
  carrier_start: z.optional(z.string()),
  /** No shell stands in the foreground of the pane while the agent runs there. */
  shell_free: z.optional(z.boolean()),
  /** The id of the agent's background session that the pane shows, the process that runs it, and whether csd opened the pane for it. */
  background_id: z.optional(z.string()),
  background_pid: z.optional(z.number()),
  opened: z.optional(z.boolean()),
  /** The conversation that the agent had when csd last looked, where it is no longer `session_id`. */
  conversation: z.optional(z.string()),
  /** The conversations that it was started with before, oldest first: each was cleared for a later one, with which it was resumed. */
  earlier: z.optional(z.array(z.string())),
  /** What the agent was started with, for `resume`; the agent's arguments may hold anything, so no list shows it. */
  launch: z.optional(z.looseObject({})),
  ended: z.optional(Ended),
  /** Nothing is sent to the agent: since when (ms since 1970), and who said so. */
  paused: z.optional(Paused),
  /** The session that this one is a fork of, and the conversation that was copied; or, without that, whose work was handed on to it. */
  parent: z.optional(z.string()),
  parent_session_id: z.optional(z.string()),
  /** What it is for, who asked for it, and words to find it by, as given at its start. */
  description: z.optional(z.string()),
  creator: z.optional(z.string()),
  tags: z.optional(z.array(z.string())),
  /** When a prompt was last sent to it, or it was started, ms since 1970. */
  last_used: z.optional(z.number()),
  /** The git worktree that was made for it. */
  worktree: z.optional(Worktree),
  /** A program of csd's denies tools before they run. */
  guarded: z.optional(z.boolean()),
  /** What it may cost in USD; nothing is sent to it beyond that, and a turn that goes beyond it is cut off. */
  budget: z.optional(z.looseObject({ cost_usd: z.number() })),
  /** What a task was delegated with, and what of its limits is used. */
  delegate: z.optional(Delegate),
});
/** A sidecar as it is shown. */
export const ShownSidecar = z.omit(Sidecar, { launch: true });
export type ShownSidecar = z.infer<typeof ShownSidecar>;
export type Sidecar = z.infer<typeof Sidecar>;
