import * as z from 'zod/mini';
import { SessionName, type Sidecar } from '../contract/session.ts';
import type { Context } from '../drive/session/context.ts';

/** The result of sending a prompt. */
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

/** The current conversation of a session, from its sidecar. */
export function sessionIdOf({ conversation, session_id }: Pick<Sidecar, 'conversation' | 'session_id'>): string {
  return conversation ?? session_id;
}

/** The session that the agent keeps in its own background: its id, how to open it, and whether it was ended too. */
export const BackgroundLeft = z.looseObject({ id: z.string(), attach: z.string(), stopped: z.boolean() });

/** What happened to the git worktree of a forgotten session; `kept` says why it stays. */
export const Released = z.looseObject({
  path: z.string(),
  branch: z.string(),
  removed: z.boolean(),
  kept: z.optional(z.string()),
});

/** Asks the person at the terminal, if there is one, whether to end an agent that csd did not start. */
export async function confirmEnd(ctx: Context, session: string): Promise<boolean> {
  const question = `csd did not start the agent of session ${session}. End it? Type 'yes' to end it: `;
  return (await ctx.ask?.(question))?.trim() === 'yes';
}

/** A prompt that is not blank. */
export const Prompt = z.string().check(z.refine((text) => text.trim() !== '', { error: 'the prompt is empty' }));

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
  match: 'the one option whose label is this text, or is the only one that has it as whole words',
  expect: 'the gate_id that state gave: refuse if another gate has taken its place',
};

/** The choice in the drivers' form: fields that were not given are absent. */
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
