import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import { explainObservation } from '../../drive/observe/explain.ts';
import { observe } from '../../drive/observe/observe.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSole } from '../../drive/session/sidecar-store.ts';

/** Says what a session is doing and what it waits for, from one look. */
export const state = defineOperation({
  name: 'state',
  summary: 'say what a session is doing and what it waits for',
  input: z.strictObject({
    session: z.optional(SessionName),
    explain: z.optional(z.boolean()),
    mirrored: z.optional(z.boolean()),
  }),
  output: async () => (await import('../../contract/state.ts')).State,
  describe: {
    session: 'name of the session (default: the only one there is)',
    explain: 'add evidence: each signal, what it said, its age, the rule that decided, and the status without it',
    mirrored:
      'the state that a running `csd serve` saw last, many times faster than a look; a look where none did, and for programs that do not call the command line',
  },
  cli: { positionals: ['session'], examples: ['csd state job', 'csd state job --explain', 'csd state job --mirrored'] },
  async run(input, ctx: Context): Promise<State> {
    const [seen] = await observe(ctx, [await loadSole(ctx, input.session)]);
    if (seen === undefined) throw new CsdError('internal', 'the session was not observed');
    const { state: verdict, warnings } = seen.verdict;
    if (!input.explain) return verdict;
    return { ...verdict, evidence: explainObservation(ctx, seen), ...(warnings.length > 0 && { warnings }) };
  },
});
