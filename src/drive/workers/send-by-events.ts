import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { lookAt } from '../observe/look-at.ts';
import { gatedError, requireScreen } from '../screen/preconditions.ts';
import type { Injection, InjectOptions } from '../screen/send/send.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { addressOf, isShell } from '../session/panes/pane.ts';
import { beginEntry } from '../signals/entries.ts';
import { countLines, readEvents } from './event-file.ts';
import { toWorker } from './find-worker.ts';

/** The pause between two looks at the event file, in ms. */
const POLL_MS = 100;
/** How long the event may take, and how often to press Enter meanwhile, in ms, unless the caller says otherwise. */
const SUBMIT_MS = 10_000;
const AGAIN_MS = 2000;

/** Pastes a prompt and presses Enter until the worker's own event confirms it; the caller holds the input lock. */
export async function sendByEvents(
  ctx: Context,
  sidecar: Sidecar,
  prompt: string,
  options: InjectOptions,
): Promise<Injection> {
  const { events } = toWorker(ctx, sidecar);
  const started = ctx.clock.elapsed();
  const giveUpAt = started + (options.confirmMs ?? SUBMIT_MS);
  const before = await countLines(ctx, events);
  const seen = await requireWorker(ctx, sidecar);
  const text = backendOf(ctx, sidecar).input.escapePrompt(prompt, false);
  await ctx.tmux.paste(addressOf(sidecar), text);
  const result = (outcome: Injection['outcome'], confirmed_by: Injection['confirmed_by'], attempts: number) => ({
    outcome,
    confirmed_by,
    attempts,
    ms: ctx.clock.elapsed() - started,
  });
  if (!options.submit) return result('typed', 'screen', 1);
  const entering = await beginEntry(ctx, seen, text);
  for (let enters = 0, next = started; ; ) {
    const now = ctx.clock.elapsed();
    const fresh = (await readEvents(ctx, events))?.filter(({ line }) => line > before) ?? [];
    if (fresh.some(({ event }) => event.event === 'user_prompt_submit')) {
      await entering.confirm('submitted');
      return { ...result('submitted', 'hook', enters), turn: entering.turn };
    }
    if (now >= giveUpAt) {
      const seconds = Math.round((giveUpAt - started) / 100) / 10;
      const message = `prompt not accepted by the TUI of ${sidecar.name}: it was pasted, but the worker did not confirm it within ${seconds} s; CSD_SUBMIT_TIMEOUT allows more time`;
      throw new CsdError('not_accepted', message, { step: 'submit', attempts: enters });
    }
    if (now >= next) {
      if (enters > 0) await requireWorker(ctx, sidecar);
      await ctx.tmux.press(addressOf(sidecar), ['Enter']);
      enters += 1;
      next = now + (options.againMs ?? AGAIN_MS);
    }
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
}

/**
 * Makes sure that no menu is open and that the pane runs a program other than a bare shell; throws `gated`, `dead` or
 * `not_an_agent`.
 */
async function requireWorker(ctx: Context, sidecar: Sidecar): Promise<Observation> {
  const seen = await lookAt(ctx, sidecar);
  const { signals, pane } = seen;
  if (!pane || pane.dead) requireScreen(seen);
  if (signals.screen.kind === 'seen' && signals.screen.screen.menu)
    throw gatedError(sidecar.name, seen.verdict.state, signals.screen.screen, backendOf(ctx, sidecar).gates);
  if (!pane || sidecar.agent_pid !== undefined || !isShell(pane.command)) return seen;
  // A shell with a script is a program like any other; one at its prompt would run the text.
  const args = await ctx.processes.output('ps', ['-o', 'args=', '-p', String(pane.pid)], 2000);
  if (args !== undefined && /^\S*sh -\w*c /.test(args.trim())) return seen;
  throw new CsdError(
    'not_an_agent',
    `the pane of ${sidecar.name} runs ${pane.command}, not an agent: nothing was typed`,
  );
}
