import { CsdError } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import { screenOf } from '../../detect/verdict/signals.ts';
import { lookWhileStarting } from '../observe/look-while-starting.ts';
import { aGate } from '../screen/gate-words.ts';
import { answer } from '../screen/gates/answer-gate.ts';
import type { Context } from '../session/context.ts';
import { readEvents } from './event-file.ts';
import type { Worker } from './find-worker.ts';
import { lastLines } from './last-lines.ts';

/** How long an agent may take to be ready for a prompt, after the last sign that it is starting, in ms. */
const READY_MS = 30_000;
/** How long to wait for an agent that has reported its start and shows no screen that csd knows, in ms. */
const UNKNOWN_MS = 1000;
const POLL_MS = 100;

/**
 * Waits until a worker is ready for its first prompt: its composer is drawn. Answers the question whether to trust the
 * folder. Throws `spawn_failed` with its last screen if it ends, waits at another gate, or is not ready 30 s after the
 * last sign that it is starting.
 */
export async function proveReady(ctx: Context, worker: Worker): Promise<void> {
  let startedAt: number | undefined;
  let state: State = { status: 'unknown', reason: 'not observed' };
  const begun = ctx.clock.elapsed();
  const wait = { quietMs: READY_MS, everyMs: POLL_MS };
  const isReady = await lookWhileStarting(ctx, worker.sidecar, wait, async (seen) => {
    const screen = screenOf(seen.signals.screen);
    ({ state } = seen.verdict);
    const now = ctx.clock.elapsed();
    if (seen.stream?.ready) return true;
    if (state.status === 'dead') throw await failed(ctx, worker, `it ended (${state.reason ?? 'no reason'})`, state);
    if (state.status === 'blocked' && state.gate === 'trust') await trust(ctx, worker, state.gate_id);
    else if (screen?.menu) throw await failed(ctx, worker, `it waits at ${aGate(gateOf(state))}`, state);
    else if (screen?.composer) return true;
    const started = (await readEvents(ctx, worker.events))?.some(({ event }) => event.event === 'session_start');
    if (started) startedAt ??= now;
    const isUp =
      startedAt !== undefined && now - startedAt >= UNKNOWN_MS && !screen?.menu && state.status !== 'working';
    return isUp || undefined;
  });
  if (!isReady)
    throw await failed(
      ctx,
      worker,
      `it was not ready after ${Math.round((ctx.clock.elapsed() - begun) / 1000)} s`,
      state,
    );
}

async function trust(ctx: Context, { sidecar }: Worker, expect: string): Promise<void> {
  try {
    await answer(ctx, sidecar, { expect });
  } catch (error) {
    if (!(error instanceof CsdError && (error.code === 'no_gate' || error.code === 'gate_changed'))) throw error;
  }
}

async function failed(ctx: Context, worker: Worker, why: string, state: State): Promise<CsdError> {
  const screen = await lastLines(ctx, worker.sidecar);
  const message = `the worker ${worker.sidecar.name} could not be started: ${why}${screen === '' ? '' : `\n${screen}`}`;
  return new CsdError('spawn_failed', message, { state, screen });
}

function gateOf(state: State): string {
  if (state.status === 'blocked') return state.gate;
  return state.status === 'plan_ready' ? 'plan' : 'question';
}
