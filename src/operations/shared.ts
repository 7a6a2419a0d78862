import * as z from 'zod/mini';
import { SessionId, SessionName, type Sidecar } from '../contract/session.ts';
import type { Context } from '../drive/session/context.ts';
import type { LaunchRequest } from '../drive/spawn/request.ts';

/** What became of a prompt that was sent. */
export const SENT_FIELDS = {
  attempts: z.number(),
  outcome: z.enum(['submitted', 'queued', 'typed']),
  confirmed_by: z.string(),
  ms: z.number(),
  turn: z.optional(z.number()),
  stashed: z.optional(z.string()),
  restored: z.optional(z.boolean()),
};
export const Sent = z.looseObject(SENT_FIELDS);

/** The conversation that a session has, by what csd keeps of it. */
export function sessionIdOf({ conversation, session_id }: Pick<Sidecar, 'conversation' | 'session_id'>): string {
  return conversation ?? session_id;
}

/** Asks the person at the terminal, where there is one, whether an agent that csd did not start is to end. */
export async function confirmEnd(ctx: Context, session: string): Promise<boolean> {
  const question = `csd did not start the agent of session ${session}. End it? Type 'yes' to end it: `;
  return (await ctx.ask?.(question))?.trim() === 'yes';
}

/** Rows and columns as `WxH`: the agent needs some room to draw its menus, and tmux ends at 10000. */
export const Size = z.string().check(
  z.regex(/^\d{1,5}x\d{1,5}$/, { error: 'not a size such as 220x50' }),
  z.refine((size) => inRange(size), { error: 'out of range: 20x5 to 1000x1000' }),
);

/** A prompt with something in it. */
export const Prompt = z.string().check(z.refine((text) => text.trim() !== '', { error: 'the prompt is empty' }));

/** A model as the agent names it; a dash at its start would make it a flag of the agent's. */
export const Model = z.string().check(z.regex(/^[^\s-]\S*$/, { error: 'not the name of a model' }));

/** The four ways to say what the agent may do unasked; a caller gives one at most. */
export const POSTURES = {
  permission_mode: z.optional(z.string().check(z.minLength(1, { error: 'the permission mode is empty' }))),
  auto_accept: z.optional(z.boolean()),
  bypass_permissions: z.optional(z.boolean()),
  yolo: z.optional(z.boolean()),
};

export const POSTURE_FIELDS = ['permission_mode', 'auto_accept', 'bypass_permissions', 'yolo'] as const;

export const POSTURE_HELP = {
  permission_mode: 'a permission mode that the agent has, such as plan or read-only; an error lists them',
  auto_accept: 'accept file edits unasked',
  bypass_permissions: "the agent's mode without permission checks",
  yolo: 'no permission checks, and trust the folder',
};

/** Input fields that say how a session is started, for every operation that starts one. */
export const START_FIELDS = {
  cwd: z.optional(z.string().check(z.minLength(1, { error: 'the folder is empty' }))),
  session_id: z.optional(SessionId),
  name: z.optional(SessionName),
  backend: z._default(z.string(), 'claude'),
  trust: z.optional(z.boolean()),
  size: z.optional(Size),
  hooks: z.optional(z.boolean()),
  model: z.optional(Model),
  no_usage: z.optional(z.boolean()),
  agent_args: z.optional(z.array(z.string())),
  ...POSTURES,
};

export const START_HELP = {
  cwd: "the agent's folder (default: this one)",
  session_id: 'the UUID of the new conversation (default: a fresh one), where the agent takes one',
  name: 'the name of the session (default: csd-<folder>-<first 8 of the id>)',
  backend: 'which agent',
  trust: 'answer the question whether to trust the folder',
  size: 'columns x rows of the pane (default: 220x50)',
  hooks: 'have the agent report its events to a private file, as further proof',
  model: "the model, by the agent's own name for it",
  no_usage: "leave the agent's status line alone, by which it tells what it uses",
  agent_args: 'arguments for the agent itself',
  ...POSTURE_HELP,
};

export const RESUME_HELP = 'go on with the conversation of this UUID, as `kill` and `ps` tell it';

interface StartInput {
  cwd?: string | undefined;
  session_id?: string | undefined;
  name?: string | undefined;
  backend?: string | undefined;
  trust?: boolean | undefined;
  size?: string | undefined;
  hooks?: boolean | undefined;
  model?: string | undefined;
  no_usage?: boolean | undefined;
  agent_args?: string[] | undefined;
  permission_mode?: string | undefined;
  auto_accept?: boolean | undefined;
  bypass_permissions?: boolean | undefined;
  yolo?: boolean | undefined;
}

/**
 * What to launch. `bypassMode` is the agent's permission mode without checks, which `bypass_permissions` asks for by
 * name; `yolo` is the agent's own switch for it and also trusts the folder.
 */
export function toLaunchRequest(input: StartInput, bypassMode: string | undefined): LaunchRequest {
  const mode = input.permission_mode ?? (input.bypass_permissions ? bypassMode : undefined);
  return {
    ...(input.cwd !== undefined && { cwd: input.cwd }),
    ...(input.session_id !== undefined && { sessionId: input.session_id }),
    ...(input.name !== undefined && { name: input.name }),
    ...(input.backend !== undefined && { backend: input.backend }),
    ...(mode !== undefined && { permissionMode: mode }),
    ...(input.auto_accept && { autoAccept: true }),
    ...(input.yolo && { bypass: true }),
    ...((input.trust || input.yolo) && { trust: true }),
    ...(input.size !== undefined && { size: parseSize(input.size) }),
    ...(input.hooks && { hooks: true }),
    ...(input.no_usage && { noUsage: true }),
    ...(input.model !== undefined && { model: input.model }),
    ...(input.agent_args?.length && { agentArgs: input.agent_args }),
  };
}

function parseSize(size: string): { width: number; height: number } {
  const [width = 0, height = 0] = size.split('x').map(Number);
  return { width, height };
}

function inRange(size: string): boolean {
  const { width, height } = parseSize(size);
  return width >= 20 && width <= 1000 && height >= 5 && height <= 1000;
}

/** How often a prompt is pasted, and Enter pressed, where an operation takes no number of its own. */
export const RETRIES = 5;

/** Input fields that choose an option of a gate. */
export const CHOICE_FIELDS = {
  session: SessionName,
  option: z.optional(z.int().check(z.gte(1, { error: 'options count from 1' }))),
  match: z.optional(z.string().check(z.minLength(1, { error: 'the text to match is empty' }))),
  expect: z.optional(z.string()),
};

export const CHOICE_HELP = {
  session: 'name of the session',
  option: 'the option at this place, counted from 1',
  match: 'the one option whose label is this text, or alone holds it as whole words',
  expect: 'the gate_id that state gave: refuse when another gate has taken its place',
};

/** The choice as the drivers take it: fields that were not given are absent. */
export function toChoice({
  option,
  match,
  expect,
}: {
  option?: number | undefined;
  match?: string | undefined;
  expect?: string | undefined;
}) {
  return {
    ...(option !== undefined && { option }),
    ...(match !== undefined && { match }),
    ...(expect !== undefined && { expect }),
  };
}
