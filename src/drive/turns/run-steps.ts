import type { Sidecar } from '../../contract/session.ts';
import type { Usage } from '../../contract/usage.ts';
import { answer } from '../acts/answer.ts';
import { inject } from '../acts/inject.ts';
import { lookAt } from '../observe/look-at.ts';
import { findShownRecord } from '../observe/shown-record.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { findSelf, loadSidecar } from '../session/sidecars/sidecar-store.ts';
import { killSession } from '../spawn/kill/kill.ts';
import type { LaunchRequest } from '../spawn/request.ts';
import { addUsage, settleUsage } from '../usage/read-usage.ts';
import { startOwn } from './start-own.ts';
import { wasTaken } from './was-taken.ts';

/** The steps of a run with its session; each throws like the function of that name in `RUN_STEPS`. */
export interface RunSteps {
  /** Starts a session for this run only. */
  start(ctx: Context, request: LaunchRequest): Promise<Sidecar>;
  /** The running session of this name. */
  load(ctx: Context, name: string): Promise<Sidecar>;
  /** The current sidecar, perhaps under another name; `undefined` if the session was forgotten. */
  reload(ctx: Context, sidecar: Sidecar): Promise<Sidecar | undefined>;
  look(ctx: Context, sidecar: Sidecar): Promise<Observation>;
  inject: typeof inject;
  answer: typeof answer;
  /** Whether the session accepted a prompt that was being typed when the caller was interrupted. */
  wasTaken(ctx: Context, sidecar: Sidecar): Promise<boolean>;
  kill(ctx: Context, name: string): Promise<unknown>;
  /** The cost of the conversation; if the turn is over, after the agent has reported its cost. */
  usage(ctx: Context, sidecar: Sidecar, isOver: boolean): Promise<Usage>;
}

/** The steps of a real run. */
export const RUN_STEPS: RunSteps = {
  start: startOwn,
  load: loadSidecar,
  reload: findSelf,
  look: lookAt,
  inject,
  answer,
  wasTaken,
  kill: (ctx, name) => killSession(ctx, name),
  usage: async (ctx, sidecar, isOver) =>
    (isOver ? settleUsage : addUsage)(ctx, sidecar, await findShownRecord(ctx, sidecar)),
};
