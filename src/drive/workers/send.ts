import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { backendOf } from '../backend-of.ts';
import type { Context } from '../context.ts';
import { gatedError, lookAt, requireScreen, withInputLock } from '../guard.ts';
import { type Injection, type InjectOptions, inject } from '../inject.ts';
import type { Observation } from '../observe.ts';
import { addressOf, isShell } from '../panes.ts';
import { countLines, readEvents } from './events.ts';
import { toWorker } from './find.ts';

/** Pause between two looks at the event file, in ms. */
const POLL_MS = 100;
const SUBMIT_S = 10;
const RETRY_S = 2;

/** What CSD_SUBMIT_TIMEOUT and CSD_SUBMIT_RETRY_INTERVAL (both s) say about submitting; nothing where they are not set. */
export function submitLimits(env: Context['env']): Pick<InjectOptions, 'confirmMs' | 'againMs'> {
  const [confirm, again] = [env.CSD_SUBMIT_TIMEOUT, env.CSD_SUBMIT_RETRY_INTERVAL].map(toMs);
  return { ...(confirm !== undefined && { confirmMs: confirm }), ...(again !== undefined && { againMs: again }) };
}

/**
 * Puts a prompt into a session. One that csd started, or that shows an agent csd knows, is sent to as `inject` does. For
 * what another tool started and shows no such agent, the worker's own event is the proof: Enter is pressed again until
 * the event file has a new `user_prompt_submit`; throws `not_accepted` when it never comes.
 */
export async function deliver(
  ctx: Context,
  sidecar: Sidecar,
  prompt: string,
  options: InjectOptions,
): Promise<Injection> {
  const limits = submitLimits(ctx.env);
  if (sidecar.pane_pid !== undefined) return inject(ctx, sidecar, prompt, { ...limits, ...options });
  const seen = await lookAt(ctx, sidecar);
  if (seen.signals.screen.kind === 'seen' && knowsScreen(seen))
    return inject(ctx, sidecar, prompt, { ...limits, ...options });
  return withInputLock(ctx, sidecar, () => sendByEvents(ctx, sidecar, prompt, options.submit));
}

async function sendByEvents(ctx: Context, sidecar: Sidecar, prompt: string, submit: boolean): Promise<Injection> {
  const { events } = toWorker(ctx, sidecar);
  const started = ctx.clock.now();
  const limits = submitLimits(ctx.env);
  const giveUpAt = started + (limits.confirmMs ?? SUBMIT_S * 1000);
  const before = await countLines(ctx, events);
  await requireWorker(ctx, sidecar);
  const text = backendOf(ctx, sidecar).input.defuse(prompt, false);
  await ctx.tmux.paste(addressOf(sidecar), text);
  const result = (outcome: Injection['outcome'], confirmed_by: Injection['confirmed_by'], attempts: number) => ({
    outcome,
    confirmed_by,
    attempts,
    ms: ctx.clock.now() - started,
  });
  if (!submit) return result('typed', 'screen', 1);
  for (let enters = 0, next = started; ; ) {
    const now = ctx.clock.now();
    const fresh = (await readEvents(ctx, events))?.filter(({ line }) => line > before) ?? [];
    if (fresh.some(({ event }) => event.event === 'user_prompt_submit')) return result('submitted', 'hook', enters);
    if (now >= giveUpAt) {
      const seconds = Math.round((giveUpAt - started) / 100) / 10;
      const message = `prompt not accepted by the TUI of ${sidecar.name}: it was pasted, but the worker did not confirm it within ${seconds} s; CSD_SUBMIT_TIMEOUT allows more time`;
      throw new CsdError('not_accepted', message, { step: 'submit', attempts: enters });
    }
    if (now >= next) {
      if (enters > 0) await requireWorker(ctx, sidecar);
      await ctx.tmux.press(addressOf(sidecar), ['Enter']);
      enters += 1;
      next = now + (limits.againMs ?? RETRY_S * 1000);
    }
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
}

/** Makes sure that no menu is up and that the pane runs a program of its own; throws `gated`, `dead` or `not_an_agent`. */
async function requireWorker(ctx: Context, sidecar: Sidecar): Promise<void> {
  const seen = await lookAt(ctx, sidecar);
  const { signals, pane } = seen;
  if (!pane || pane.dead) requireScreen(seen);
  if (signals.screen.kind === 'seen' && signals.screen.screen.menu)
    throw gatedError(sidecar.name, seen.verdict.state, signals.screen.screen);
  if (!pane || !isShell(pane.command)) return;
  // A shell that was given a script is a program like any other; one that waits at its prompt would run the text.
  const args = await ctx.processes.output('ps', ['-o', 'args=', '-p', String(pane.pid)], 2000);
  if (args !== undefined && /^\S*sh -\w*c /.test(args.trim())) return;
  throw new CsdError(
    'not_an_agent',
    `the pane of ${sidecar.name} runs ${pane.command}, not an agent: nothing was typed`,
  );
}

function knowsScreen({ signals }: Observation): boolean {
  const screen = signals.screen.kind === 'seen' ? signals.screen.screen : undefined;
  return screen?.composer !== undefined || screen?.menu !== undefined || screen?.activity !== undefined;
}

function toMs(seconds: string | undefined): number | undefined {
  const value = Number(seconds || Number.NaN);
  return Number.isFinite(value) && value > 0 ? Math.round(value * 1000) : undefined;
}
