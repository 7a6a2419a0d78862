import { CsdError } from '../../contract/errors.ts';
import { ENFORCE_WORD } from '../../contract/names.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { requireOwnProgram } from '../session/own-program.ts';
import { writeOpen } from '../session/sidecars/open-record.ts';
import { sessionIdOf } from '../session/sidecars/session-id-of.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { costAtLimit } from '../usage/read-usage.ts';

/**
 * Runs before a prompt goes to a session with a cost limit; throws `over_budget` if the limit is used up. If the agent
 * does not enforce the limit itself, a separate csd process does until the turn is over, and so does any other csd that
 * looks at the session.
 */
export async function withinBudget(ctx: Context, sidecar: Sidecar): Promise<void> {
  const { budget } = sidecar;
  if (!budget) return;
  const cost = await costAtLimit(ctx, sidecar);
  if (cost !== undefined) throw overBudget(sidecar, budget.cost_usd, cost);
  if (isStream(sidecar)) return;
  const [program = 'csd', ...args] = await requireOwnProgram(ctx);
  await writeOpen(ctx, sidecar.name, { begun_at: ctx.clock.now() });
  await ctx.processes.startApart(program, [...args, ENFORCE_WORD, sidecar.name], ctx.cwd);
}

function overBudget(sidecar: Sidecar, limit: number, cost: number): CsdError {
  const { name } = sidecar;
  const message = `session ${name} has cost ${cost} USD, and its limit is ${limit}: nothing was sent; continue with a copy of its conversation, which counts from nothing: \`csd fork ${name} NEW\``;
  return new CsdError('over_budget', message, {
    session: name,
    session_id: sessionIdOf(sidecar),
    cost_usd: cost,
    max_cost: limit,
  });
}
