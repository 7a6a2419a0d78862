import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Usage } from '../../contract/usage.ts';
import { explainObservation } from '../../drive/observe/explain-observation.ts';
import { lookAt } from '../../drive/observe/look-at.ts';
import type { Context } from '../../drive/session/context.ts';
import type { Observation } from '../../drive/session/observation.ts';
import { loadSole } from '../../drive/session/sidecars/sidecar-store.ts';

/** Says what a session is doing and what it waits for, from one look. */
export const state = defineOperation({
  name: 'state',
  summary: 'say what a session is doing and what it waits for',
  input: z.strictObject({
    session: z.optional(SessionName),
    explain: z.optional(z.boolean()),
    mirrored: z.optional(z.boolean()),
    usage: z.optional(z.boolean()),
  }),
  output: async () => (await import('../../contract/state.ts')).State,
  describe: {
    usage: 'add what the session has used: cost, tokens, context and limits',
    session: 'name of the session (default: the only one there is)',
    explain: 'add evidence: each signal, what it said, its age, the rule that decided, and the status without it',
    mirrored: 'what a running `csd serve` saw last, many times faster; without one, a look as usual',
  },
  cli: {
    positionals: ['session'],
    examples: ['csd state job', 'csd state job --explain', 'csd state job --usage', 'csd state job --mirrored'],
  },
  async run(input, ctx: Context): Promise<State> {
    const seen = await lookAt(ctx, await loadSole(ctx, input.session));
    const { state: verdict, warnings } = seen.verdict;
    const used = input.usage ? { usage: await usageOf(ctx, seen) } : {};
    if (!input.explain) return { ...verdict, ...used };
    const remarks = warnings.length > 0 && { warnings };
    return { ...verdict, ...used, evidence: explainObservation(ctx, seen), ...remarks };
  },
});

async function usageOf(ctx: Context, { sidecar, signals }: Observation): Promise<Usage> {
  const { addUsage } = await import('../../drive/usage/read-usage.ts');
  return addUsage(ctx, sidecar, signals.transcript.kind === 'read' ? signals.transcript.path : undefined);
}
