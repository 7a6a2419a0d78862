import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { resumeSession } from '../../drive/conversations/resume.ts';
import type { Context } from '../../drive/session/context.ts';
import { sessionIdOf } from '../../drive/session/sidecars/session-id-of.ts';
import { deliver } from '../../drive/workers/deliver.ts';
import { Prompt, Sent } from '../prompt-fields.ts';

/**
 * Starts the agent of a session again in its conversation, or lifts a pause; then sends the prompt, if there is one.
 */
export const resume = defineOperation({
  name: 'resume',
  summary: 'start an ended session again, or lift a pause',
  input: z.strictObject({
    session: SessionName,
    prompt: z.optional(Prompt),
    driver: z.optional(z.enum(['screen', 'stream'])),
  }),
  output: async () => {
    const { State } = await import('../../contract/state.ts');
    return z.looseObject({
      ok: z.literal(true),
      outcome: z.enum(['resumed', 'unpaused', 'running']),
      name: SessionName,
      session_id: z.string(),
      cwd: z.string(),
      backend: z.string(),
      /**
       * What proved that the agent has the conversation open; absent if a gate comes before that, which `state` names,
       * or if the platform does not report open files.
       */
      proof: z.optional(z.enum(['status_file', 'open_file'])),
      state: State,
      sent: z.optional(Sent),
    });
  },
  describe: {
    session: 'name of the session',
    prompt: 'a prompt to send once it is up; its words are joined by spaces',
    driver: 'how its agent is driven from now on (default: as before)',
  },
  cli: {
    positionals: ['session'],
    text: { field: 'prompt', stdin: false },
    examples: ['csd resume job', 'csd resume job "Go on where you stopped."', 'csd resume job --driver stream'],
  },
  async run({ session, prompt, driver }, ctx: Context) {
    const { outcome, sidecar, state, proof } = await resumeSession(ctx, session, driver);
    const options = { submit: true };
    const sent = prompt === undefined ? undefined : await deliver(ctx, sidecar, prompt, options);
    const { name, cwd, backend } = sidecar;
    return {
      ok: true as const,
      outcome,
      name,
      session_id: sessionIdOf(sidecar),
      cwd,
      backend,
      ...(proof !== undefined && { proof }),
      state,
      ...(sent && { sent: { ...sent } }),
    };
  },
});
