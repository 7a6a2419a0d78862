import * as z from 'zod/mini';
import type { Context } from '../drive/session/context.ts';

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
