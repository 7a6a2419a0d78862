import path from 'node:path';
import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { OverBudget } from '../session/files/look-budget.ts';
import { letOthersRun } from '../session/pauses.ts';
import { configDirOf } from '../signals/locate-transcript.ts';
import { readPlanFile } from '../signals/plan-file.ts';
import { readTurn } from '../signals/read-last-turn.ts';

/** A plan gate whose request lacks the plan, completed from the transcript and the agent's file. */
export async function withPlan(
  ctx: Context,
  sidecar: Sidecar,
  transcript: string | undefined,
  state: State,
): Promise<State> {
  const backend = backendOf(ctx, sidecar);
  const { plans } = backend;
  if (state.status !== 'plan_ready' || state.plan !== null || transcript === undefined || !plans) return state;
  const turn = await readTurn(ctx.files, transcript, backend, { pause: () => letOthersRun(ctx) }).catch(
    (error: unknown) => {
      if (error instanceof OverBudget) return undefined;
      throw error;
    },
  );
  const { plan } = turn ?? {};
  const configDir = configDirOf(ctx, sidecar, backend);
  const shown =
    state.plan_file ?? plan?.path ?? (plan?.slug === undefined ? undefined : plans.path(configDir, plan.slug));
  const folders = [path.dirname(plans.path(configDir, 'any')), sidecar.cwd];
  const found = shown === undefined ? undefined : await readPlanFile(ctx, shown, configDir, folders);
  return { ...state, plan_file: found?.path ?? state.plan_file, plan: found?.text ?? plan?.text ?? null };
}
