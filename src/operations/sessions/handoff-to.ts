import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName, ShownSidecar } from '../../contract/session.ts';
import { handOn } from '../../drive/conversations/hand-on.ts';
import { findCaller } from '../../drive/session/caller.ts';
import type { Context } from '../../drive/session/context.ts';
import { toShown } from '../../drive/session/sidecars/sidecar-fields.ts';
import { findSidecar, loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import { deliver } from '../../drive/workers/deliver.ts';
import { Prompt, Sent } from '../prompt-fields.ts';

/** Opens a session that continues the work of another one, and sends it a brief. */
export const handoffTo = defineOperation({
  name: 'handoff_to',
  summary: 'open a session in the same folder, with a brief of what this one was doing',
  input: z.strictObject({
    session: SessionName,
    prompt: Prompt,
    parent: z.optional(SessionName),
    trust: z.optional(z.boolean()),
  }),
  output: async () => z.extend(ShownSidecar, { ok: z.literal(true), brief: z.string(), sent: Sent }),
  describe: {
    session:
      'the name of the new session, or auto for one that is free; called from no session, and without --parent, the session whose work is handed on',
    prompt: 'what the new session is to do; its words are joined by spaces',
    parent: 'the session whose work is handed on (default: the csd session that the call comes from)',
    trust: 'answer the trust dialog of the agent',
  },
  cli: {
    positionals: ['session'],
    text: { field: 'prompt', stdin: true },
    examples: [
      'csd handoff-to tests "Write the tests for it."',
      'csd handoff-to auto --parent job "Review the change."',
    ],
  },
  async run({ session, prompt, parent, trust = false }, ctx: Context) {
    const caller = parent ?? (await findCaller(ctx))?.session;
    // If the caller is not in a session, an existing session's name can only mean the one whose work is handed on.
    const from = caller ?? (await findSidecar(ctx, session))?.name;
    if (from === undefined) {
      const message =
        'it is not known whose work to hand on: the call does not come from a csd session, so name one with --parent';
      throw new CsdError('bad_input', message, { operation: 'handoff_to' });
    }
    const name = session === 'auto' || caller === undefined ? undefined : session;
    const { sidecar, brief } = await handOn(ctx, await loadSidecar(ctx, from), name, { task: prompt, trust });
    const sent = await deliver(ctx, sidecar, brief, { submit: true }).catch((error: unknown) => {
      throw named(error, sidecar.name);
    });
    return { ...toShown(await loadSidecar(ctx, sidecar.name)), ok: true as const, brief, sent: { ...sent } };
  },
});

/** The session exists anyway, so the caller must learn its name. */
function named(error: unknown, session: string): unknown {
  if (!(error instanceof CsdError)) return error;
  const message = `session ${session} was opened, but did not accept the brief: ${error.message}`;
  return new CsdError(error.code, message, { ...error.data, session }, { cause: error });
}
