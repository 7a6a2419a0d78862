import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { SESSION_NAME, SESSION_NAME_RULE } from '../../contract/names.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { renameSession } from '../../drive/conversations/rename.ts';
import { findOpen, withInteraction } from '../../drive/delegate/open-interaction.ts';
import type { Context } from '../../drive/session/context.ts';
import { findSidecar } from '../../drive/session/sidecars/sidecar-store.ts';

/** Not a `SessionName`: a session stays on its machine, so its new name takes no host. */
const NewName = z.string().check(
  z.refine((text) => SESSION_NAME.test(text), {
    error: ({ input }) =>
      String(input).includes('@') ? 'the new name has no @HOST: a session stays on its machine' : SESSION_NAME_RULE,
  }),
);

/** Renames a session, running or ended. */
export const rename = defineOperation({
  name: 'rename',
  summary: 'give a session another name',
  input: z.strictObject({ session: SessionName, to: NewName }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      session: SessionName,
      /** Its old name. */
      renamed_from: SessionName,
      /** False if it already had the name. */
      renamed: z.boolean(),
      /** The name of its tmux session, if it has one. */
      tmux_session: z.optional(z.string()),
    }),
  describe: { session: 'name of the session, which may have ended', to: 'its new name' },
  cli: { positionals: ['session', 'to'], examples: ['csd rename job old-job', 'csd rename job@devbox review'] },
  async run({ session, to }, ctx: Context) {
    const { from, sidecar, already } = await whileIdle(ctx, session, () => renameSession(ctx, session, to));
    const { name, tmux_session, ended } = sidecar;
    const renamed = { ok: true as const, session: name, renamed_from: from, renamed: !already };
    return { ...renamed, ...(tmux_session !== undefined && !ended && { tmux_session }) };
  },
});

/** The csd that enforces the limits of a delegate knows it by name, so it cannot be renamed during a task. */
async function whileIdle<T>(ctx: Context, session: string, body: () => Promise<T>): Promise<T> {
  const sidecar = await findSidecar(ctx, session);
  if (!sidecar?.delegate) return body();
  return withInteraction(ctx, session, async () => {
    if (!(await findOpen(ctx, session))) return body();
    const message = `the delegate ${session} is at work, and csd enforces its limits under its name: rename it when its task is over (\`csd wait ${session}\`)`;
    throw new CsdError('not_ready', message, { session });
  });
}
