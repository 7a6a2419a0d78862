import * as z from 'zod/mini';
import { RETRIES } from '../../contract/names.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { resumeIfEnded } from '../../drive/conversations/resume.ts';
import { findCaller } from '../../drive/session/caller.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import { deliver } from '../../drive/workers/deliver.ts';
import { Prompt, SENT_FIELDS } from '../prompt-fields.ts';

/** Types a prompt into a session and submits it; succeeds only when the submission is proven. */
export const send = defineOperation({
  name: 'send',
  summary: 'type a prompt into a session and submit it',
  input: z.strictObject({
    session: SessionName,
    prompt: Prompt,
    no_submit: z.optional(z.boolean()),
    command: z.optional(z.boolean()),
    if_idle: z.optional(z.boolean()),
    queue: z.optional(z.boolean()),
    stash: z.optional(z.boolean()),
    resume: z.optional(z.boolean()),
    from: z.optional(SessionName),
    no_from: z.optional(z.boolean()),
    wait_ready: z.optional(z.int().check(z.gte(0), z.lte(600_000))),
    retries: z._default(z.int().check(z.gte(1), z.lte(100)), RETRIES),
  }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      ...SENT_FIELDS,
      from: z.optional(z.string()),
    }),
  describe: {
    session: 'name of the session',
    prompt: 'the prompt; its words are joined by spaces (default: standard input)',
    no_submit: 'type the prompt, do not press Enter',
    command: "the prompt is one of the agent's own commands, with its arguments",
    if_idle: 'refuse while a turn is in flight',
    queue: "while a turn is in flight, leave the prompt in the agent's queue (the default)",
    stash: 'remove a draft from the composer first, and restore it afterwards',
    resume: 'start the session again first if its agent has ended',
    from: 'the sending session, which the prompt names (default: the caller)',
    no_from: 'send it as it is',
    wait_ready: 'how long the composer may take to appear, ms (default: 15000)',
    retries: 'attempts at typing it until it shows in the composer',
  },
  exclusive: [
    ['if_idle', 'queue'],
    ['no_submit', 'stash'],
    ['from', 'no_from', 'command'],
  ],
  cli: {
    positionals: ['session'],
    text: { field: 'prompt', stdin: true },
    examples: [
      'csd send job "List the files here."',
      'csd send job --file prompt.md',
      'echo "List the files here." | csd send job',
      'csd send job -- --help is a flag',
      'csd send job --command /compact keep the plan',
      'csd send job --resume "Go on."',
      'csd send job --from review "The tests fail on macOS."',
    ],
  },
  async run(input, ctx: Context) {
    if (input.resume) await resumeIfEnded(ctx, input.session);
    const sidecar = await loadSidecar(ctx, input.session);
    const options = {
      submit: !input.no_submit,
      retries: input.retries,
      command: input.command ?? false,
      ifIdle: input.if_idle ?? false,
      stash: input.stash ?? false,
      ...(input.wait_ready !== undefined && { readyMs: input.wait_ready }),
    };
    const from = await senderOf(ctx, input);
    const isOther = from !== undefined && from !== sidecar.name;
    const prompt = isOther ? `[message from session ${from}] ${input.prompt}` : input.prompt;
    return { ok: true as const, ...(await deliver(ctx, sidecar, prompt, options)), ...(isOther && { from }) };
  },
});

/** The session that a prompt names as its sender; an agent's own command has none. */
async function senderOf(
  ctx: Context,
  {
    from,
    no_from,
    command,
  }: { from?: string | undefined; no_from?: boolean | undefined; command?: boolean | undefined },
): Promise<string | undefined> {
  if (from !== undefined || no_from || command) return from;
  return (await findCaller(ctx))?.session;
}
