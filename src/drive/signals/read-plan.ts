import path from 'node:path';
import type { Sidecar } from '../../contract/session.ts';
import { findPlanPath, nameGate } from '../../detect/screen/gates/gates.ts';
import type { Screen } from '../../detect/screen/screen.ts';
import type { TurnFacts } from '../../detect/transcript/turn.ts';
import type { PlanSignal } from '../../detect/verdict/signals.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { configDirOf } from './locate-transcript.ts';
import { readPlanFile } from './plan-file.ts';

/** The plan of the open plan gate: from the agent's file, or else from the transcript. Reads nothing at other gates. */
export async function readPlan(
  ctx: Context,
  sidecar: Sidecar,
  screen: Screen | undefined,
  turn: TurnFacts | undefined,
): Promise<PlanSignal> {
  const menu = screen?.menu;
  if (!menu) return { kind: 'absent' };
  const backend = backendOf(ctx, sidecar);
  const gate = nameGate(menu, backend.gates);
  if (gate.kind !== 'plan' || gate.planless) return { kind: 'absent' };
  if (!backend.plans) return { kind: 'read', plan: { path: null, text: turn?.plan?.text ?? null } };
  const configDir = configDirOf(ctx, sidecar, backend);
  const shown = findPlanPath(menu, turn, backend.plans, configDir);
  const folders = [path.dirname(backend.plans.path(configDir, 'any')), sidecar.cwd];
  const found = shown === undefined ? undefined : await readPlanFile(ctx, shown, configDir, folders);
  return { kind: 'read', plan: { path: found?.path ?? null, text: found?.text ?? turn?.plan?.text ?? null } };
}
