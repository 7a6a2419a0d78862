import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName, ShownSidecar } from '../../contract/session.ts';
import { forkSession } from '../../drive/conversations/fork.ts';
import type { Context } from '../../drive/session/context.ts';
import { toShown } from '../../drive/session/sidecars/sidecar-fields.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import { deliver } from '../../drive/workers/deliver.ts';
import { Prompt, Sent } from '../prompt-fields.ts';

/** Starts a session with a copy of another session's conversation; both continue independently. */
export const fork = defineOperation({
  name: 'fork',
  summary: 'start a session with a copy of the conversation of another one',
  input: z.strictObject({
    session: SessionName,
    new: SessionName,
    prompt: z.optional(Prompt),
    cwd: z.optional(z.string().check(z.minLength(1, { error: 'the folder is empty' }))),
    worktree: z.optional(z.boolean()),
    trust: z.optional(z.boolean()),
  }),
  output: async () => {
    const { State } = await import('../../contract/state.ts');
    return z.extend(ShownSidecar, {
      ok: z.literal(true),
      state: State,
      worktree: z.optional(z.looseObject({ path: z.string(), branch: z.string(), repository: z.string() })),
      sent: z.optional(Sent),
    });
  },
  describe: {
    session: 'name of the session whose conversation is copied; it may be working, or have ended',
    new: 'name of the new session',
    prompt: 'a prompt to send to the new one; its words are joined by spaces',
    cwd: "the new one's folder (default: the other's)",
    worktree: 'make a git worktree for it, next to the repository, on a branch csd/NAME',
    trust: 'answer the question whether to trust its folder',
  },
  cli: {
    positionals: ['session', 'new'],
    text: { field: 'prompt', stdin: false },
    examples: ['csd fork job other "Try it with a parser generator."', 'csd fork job other --worktree --trust'],
  },
  async run({ session, new: name, prompt, cwd, worktree = false, trust = false }, ctx: Context) {
    const path = await import('node:path');
    const place = cwd === undefined ? {} : { cwd: path.resolve(ctx.cwd, cwd) };
    const forked = await forkSession(ctx, session, name, { ...place, worktree, trust });
    const options = { submit: true };
    const sent = prompt === undefined ? undefined : await deliver(ctx, forked.sidecar, prompt, options);
    const sidecar = sent ? await loadSidecar(ctx, name) : forked.sidecar;
    return {
      ...toShown(sidecar),
      ok: true as const,
      state: forked.state,
      ...(forked.worktree && { worktree: { ...forked.worktree } }),
      ...(sent && { sent: { ...sent } }),
    };
  },
});
