import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { continueTask } from '../../drive/delegate/continue.ts';
import type { Context } from '../../drive/session/context.ts';
import { adviseOn, EXIT_CODES, exitOf } from './exit-codes.ts';
import { LIMIT_FIELDS, LIMIT_HELP, toLimitsRequest } from './limit-fields.ts';

/** Answers what a delegate waits for, or sends it the next message. */
export const continueDelegate = defineOperation({
  name: 'continue',
  summary: 'continue a delegate: answer what it waits for, or send the next message',
  input: z.strictObject({
    name: SessionName,
    message: z.string(),
    ...LIMIT_FIELDS,
    background: z.optional(z.boolean()),
  }),
  output: async () => (await import('../../contract/delegate.ts')).DelegateResult,
  describe: {
    name: 'name of the delegate',
    message: 'an answer, one line per question; at a gate yes, no (and why), or an option; otherwise the next message',
    max_cost: `${LIMIT_HELP.max_cost}, instead of the previous limit`,
    max_turns: `${LIMIT_HELP.max_turns}, instead of the previous limit`,
    max_time: `${LIMIT_HELP.max_time}, instead of the previous limit`,
    background: 'return once the message is sent; the limits still apply',
  },
  cli: {
    positionals: ['name'],
    names: ['name'],
    text: { field: 'message', stdin: true },
    examples: [
      'csd continue fixer "Now the other module."',
      'csd continue fixer yes',
      'csd continue fixer --max-cost 5 "Go on."',
    ],
    render: ({ status, response }) => (status === 'completed' ? response : undefined),
    advise: adviseOn,
    exit: exitOf,
    exitCodes: EXIT_CODES,
  },
  run: ({ name, message, background = false, ...limits }, ctx: Context) =>
    continueTask(ctx, name, message, { ...toLimitsRequest(limits), inBackground: background }),
});
