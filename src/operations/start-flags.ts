import * as z from 'zod/mini';
import { SessionId, SessionName } from '../contract/session.ts';
import { DEFAULT_BACKEND } from '../drive/session/backend-of.ts';
import type { Context } from '../drive/session/context.ts';
import type { LaunchOptions, LaunchRequest } from '../drive/spawn/request.ts';
import { AUTO, toLabels } from './label-flags.ts';
import { PaneSize, parseSize } from './parse-size.ts';

/** How to start the chosen agent; absent for an unknown backend, which the launch refuses. */
type Launch = NonNullable<ReturnType<Context['backends']['get']>>['launch'];

/** One input field of the commands that start a session. */
interface StartFlag<Schema extends z.ZodMiniType> {
  /** Optional, or with a default. */
  input: Schema;
  help: string;
  /** What a value adds to the request; not called for `false` or for a missing field. */
  request(value: Exclude<z.output<Schema>, undefined>, launch: Launch | undefined): LaunchRequest;
  /** The values of the chosen agent for shell completion. */
  values?(ctx: Context, launch: Launch | undefined): string[];
  /** At most one field of each kind may be given: the agent's permissions, its conversation. */
  kind?: 'posture' | 'conversation';
  /** It is compatible with an existing session: `run --session` takes it too. */
  anySession?: true;
  /** Commands that start a worker take it too. */
  worker?: true;
}

/** A word for the agent; a leading dash would make it a flag. */
const WORD = /^[^\s-]\S*$/;
const ToolRules = z.optional(
  z.array(z.string().check(z.regex(/^[^\s-]/, { error: 'not a tool: it is empty, or begins with a blank or a dash' }))),
);

/**
 * Every option for starting a session. A row here is a flag of `spawn` and `run` (and with `worker`, of `launch` and
 * `adopt`) on every face, with its help and its completion.
 */
const FLAGS = {
  cwd: flag({
    input: z.optional(z.string().check(z.minLength(1, { error: 'the folder is empty' }))),
    help: "the agent's folder (default: this one)",
    request: (cwd) => ({ cwd }),
  }),
  worktree: flag({
    input: z.optional(z.union([z.boolean(), z.string()])),
    help: "work in a new git worktree of that name (default: the session's), on a branch csd/NAME",
    request: (worktree) => (worktree === false ? {} : { worktree }),
  }),
  session_id: flag({
    input: z.optional(SessionId),
    help: 'the UUID of the new conversation (default: a fresh one), if the agent accepts one',
    kind: 'conversation',
    request: (sessionId) => ({ sessionId }),
  }),
  name: flag({
    input: z.optional(SessionName),
    help: 'the name of the session, auto for a free one of two words (default: csd-<folder>-<first 8 of the id>)',
    request: (name) => (name === AUTO ? { ids: 'words' } : { name }),
  }),
  backend: flag({
    input: z._default(z.string(), DEFAULT_BACKEND),
    help: 'which agent',
    anySession: true,
    worker: true,
    values: (ctx) => [...ctx.backends.keys()],
    request: (backend) => ({ backend }),
  }),
  driver: flag({
    input: z.optional(z.enum(['screen', 'stream'])),
    help: 'how the agent is driven: by its screen, or by its records (stream), which may be billed differently (default: screen)',
    worker: true,
    values: () => ['screen', 'stream'],
    request: (driver) => (driver === 'screen' ? {} : { driver }),
  }),
  trust: flag({
    input: z.optional(z.boolean()),
    help: 'answer the trust dialog of the agent',
    request: (trust) => ({ trust }),
  }),
  size: flag({
    input: z.optional(PaneSize),
    help: 'columns x rows of the pane (default: 220x50)',
    request: (size) => ({ size: parseSize(size) }),
  }),
  hooks: flag({
    input: z.optional(z.boolean()),
    help: 'have the agent report its events to a private file, as extra evidence',
    request: (hooks) => ({ hooks }),
  }),
  model: flag({
    input: z.optional(z.string().check(z.regex(WORD, { error: 'not the name of a model' }))),
    help: "the model, by the agent's own name for it",
    request: (model) => ({ options: { model } }),
  }),
  system_prompt: flag({
    input: z.optional(z.string().check(z.refine((text) => text.trim() !== '', { error: 'the text is empty' }))),
    help: "text that is added to the agent's system prompt",
    request: (text) => ({ options: { system_prompt: text } }),
  }),
  allowed_tools: flag({
    input: ToolRules,
    help: 'a tool that the agent may use without asking, such as Read or "Bash(git *)"; may be repeated',
    request: (rules) => ({ options: { allowed_tools: rules } }),
  }),
  disallowed_tools: flag({
    input: ToolRules,
    help: 'a tool that the agent may not use; may be repeated',
    request: (rules) => ({ options: { disallowed_tools: rules } }),
  }),
  agent: flag({
    input: z.optional(z.string().check(z.regex(WORD, { error: 'not the name of an agent' }))),
    help: 'the agent definition to work as, by its name',
    request: (agent) => ({ options: { agent } }),
  }),
  add_dir: flag({
    input: z.optional(z.array(z.string().check(z.minLength(1, { error: 'the folder is empty' })))),
    help: 'another folder that the agent may work in; may be repeated',
    request: (folders) => ({ options: { add_dir: folders } }),
  }),
  effort: flag({
    input: z.optional(z.string().check(z.regex(WORD, { error: 'not a level of effort' }))),
    help: "how much the model thinks, in the agent's own word, such as high",
    request: (effort) => ({ options: { effort } }),
  }),
  no_usage: flag({
    input: z.optional(z.boolean()),
    help: "leave the agent's status line alone, from which csd learns its usage",
    request: (noUsage) => ({ noUsage }),
  }),
  max_cost: flag({
    input: z.optional(
      z.number().check(z.refine((cost) => cost > 0 && cost <= 1000, { error: 'no limit: above 0, up to 1000 USD' })),
    ),
    help: 'USD that the session may cost: csd cuts off a turn that exceeds it, and sends nothing more',
    request: (maxCost) => ({ maxCost }),
  }),
  agent_args: flag({
    input: z.optional(z.array(z.string())),
    help: 'arguments for the agent itself',
    worker: true,
    request: (agentArgs) => (agentArgs.length > 0 ? { agentArgs } : {}),
  }),
  permission_mode: flag({
    input: z.optional(z.string().check(z.minLength(1, { error: 'the permission mode is empty' }))),
    help: 'a permission mode that the agent has, such as plan or read-only; an error lists them',
    kind: 'posture',
    values: (_, launch) =>
      launch ? [...new Set([...launch.permissionModes, ...Object.keys(launch.modeAliases)])] : [],
    request: (permissionMode) => ({ permissionMode }),
  }),
  auto_accept: flag({
    input: z.optional(z.boolean()),
    help: 'accept file edits without asking',
    kind: 'posture',
    request: (autoAccept) => ({ autoAccept }),
  }),
  bypass_permissions: flag({
    input: z.optional(z.boolean()),
    help: "the agent's mode without permission checks",
    kind: 'posture',
    /** The mode by name: the agent shows its own warning. */
    request: (_, launch) => (launch ? { permissionMode: launch.bypassMode } : {}),
  }),
  yolo: flag({
    input: z.optional(z.boolean()),
    help: 'no permission checks, and trust the folder',
    kind: 'posture',
    /** The agent's own flag for it. */
    request: (bypass) => ({ bypass, trust: true }),
  }),
  resume: flag({
    input: z.optional(SessionId),
    help: 'continue the conversation with this UUID, as `kill` and `ps` report it',
    kind: 'conversation',
    request: (sessionId) => ({ sessionId, resume: true }),
  }),
};

type Flags = typeof FLAGS;
type FlagName = keyof Flags;
type WorkerFlagName = { [Name in FlagName]: Flags[Name] extends { worker: true } ? Name : never }[FlagName];
type Fields<Name extends FlagName> = { [Key in Name]: Flags[Key]['input'] };

// A row's value has its own schema: no narrower type fits every row.
// biome-ignore lint/suspicious/noExplicitAny: see above
const ROWS = Object.entries(FLAGS) as [FlagName, StartFlag<any>][];

/** The input fields of `spawn`, their help, and the groups that exclude each other. */
export const START_FIELDS = fieldsOf<FlagName>(() => true);
export const START_HELP = helpOf<FlagName>(() => true);
export const START_EXCLUSIVE = [named((row) => row.kind === 'posture'), named((row) => row.kind === 'conversation')];

/** The fields that only a new session can have; the others also apply to an existing one. */
export const START_ONLY = named((row) => !row.anySession && row.kind !== 'conversation');

/** The fields for starting a worker. */
export const WORKER_START_FIELDS = fieldsOf<WorkerFlagName>((row) => row.worker === true);
export const WORKER_START_HELP = helpOf<WorkerFlagName>((row) => row.worker === true);

/** The launch request for the given fields. */
export function toLaunchRequest(input: Readonly<Record<string, unknown>>, ctx: Context): LaunchRequest {
  const launch = launchOf(ctx, input.backend);
  const parts = ROWS.map(([name, row]) => {
    const value = input[name];
    return value === undefined || value === false ? {} : row.request(value, launch);
  });
  const options = Object.assign({}, ...parts.map((part) => part.options)) as LaunchOptions;
  const request = Object.assign({}, ...parts, toLabels(input)) as LaunchRequest;
  return Object.keys(options).length === 0 ? request : { ...request, options };
}

/** The command-line flags for these values; the agent's own arguments, after `--`, are not included. */
export function toFlags(input: Readonly<Record<string, unknown>>): string[] {
  return ROWS.flatMap(([name, { input: schema }]) => {
    const value = input[name];
    if (name === 'agent_args' || value === undefined || value === false) return [];
    if (value === schema.safeParse(undefined).data) return [];
    const flag = `--${name.replaceAll('_', '-')}`;
    return value === true ? [flag] : [value].flat().flatMap((one) => [flag, String(one)]);
  });
}

/** The known values of a field under a backend. */
export function startValues(ctx: Context, field: string, backend: string | undefined): string[] {
  const row = ROWS.find(([name]) => name === field)?.[1];
  return row?.values?.(ctx, launchOf(ctx, backend ?? DEFAULT_BACKEND)) ?? [];
}

function flag<Schema extends z.ZodMiniType, Row extends StartFlag<Schema>>(row: Row & { input: Schema }): Row {
  return row;
}

function launchOf(ctx: Context, backend: unknown): Launch | undefined {
  return typeof backend === 'string' ? ctx.backends.get(backend)?.launch : undefined;
}

function named(which: (row: StartFlag<z.ZodMiniType>) => boolean): FlagName[] {
  return ROWS.flatMap(([name, row]) => (which(row) ? [name] : []));
}

function fieldsOf<Name extends FlagName>(which: (row: StartFlag<z.ZodMiniType>) => boolean): Fields<Name> {
  return Object.fromEntries(ROWS.flatMap(([name, row]) => (which(row) ? [[name, row.input]] : []))) as Fields<Name>;
}

function helpOf<Name extends FlagName>(which: (row: StartFlag<z.ZodMiniType>) => boolean): Record<Name, string> {
  return Object.fromEntries(ROWS.flatMap(([name, row]) => (which(row) ? [[name, row.help]] : []))) as Record<
    Name,
    string
  >;
}
