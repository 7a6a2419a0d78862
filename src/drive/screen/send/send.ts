import { CsdError } from '../../../contract/errors.ts';
import { RETRIES } from '../../../contract/names.ts';
import type { Sidecar } from '../../../contract/session.ts';
import { beginAlike } from '../../../detect/screen/shown-turn.ts';
import { standingOf } from '../../../detect/verdict/entry.ts';
import { screenOf } from '../../../detect/verdict/signals.ts';
import { lookOnce } from '../../observe/look-at.ts';
import { backendOf } from '../../session/backend-of.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { addressOf } from '../../session/panes/pane.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { markUsed } from '../../session/sidecars/labels.ts';
import { beginEntry, type Entering } from '../../signals/entries.ts';
import { pinConversation } from '../../signals/open-transcript.ts';
import { requireScreen, withInputLock } from '../preconditions.ts';
import { clearComposer, pasteWhole } from './paste.ts';
import type { Proof } from './prove-submission.ts';
import { type Stashed, withDraftStashed } from './stash.ts';
import { FILES_LAG_MS, Submission, Untaken } from './submit.ts';
import { waitUntilReady } from './wait-ready.ts';

/** `submit: false` leaves the prompt in the composer; `retries` limits pastes and Enters, each (default: `RETRIES`). */
export interface InjectOptions {
  submit: boolean;
  retries?: number;
  /** The text is one of the agent's own commands, with its arguments. */
  command?: boolean;
  /** Refuse while a turn is in flight, instead of leaving the prompt in the agent's queue. */
  ifIdle?: boolean;
  /**
   * Throws if the session, with a composer that accepts the prompt, is not in the state that the prompt was meant for.
   */
  require?: (seen: Observation) => void;
  /** Save a person's draft and restore it afterwards, instead of refusing. */
  stash?: boolean;
  /** Also while the session is paused, for input that only stops the agent. */
  evenPaused?: boolean;
  /** How long the composer may take to appear, in ms. */
  readyMs?: number;
  /**
   * The caller's time limit from now on, in ms: another sender and the composer are waited for no longer, nor are a
   * person's hooks longer than `FILES_LAG_MS` beyond it.
   */
  withinMs?: number;
  /**
   * How long files may lag behind a composer that the prompt has left, and how long to wait for one that still has it,
   * in ms.
   */
  confirmMs?: number;
  againMs?: number;
}

/** What happened to a prompt, what proved it, and how long it took. */
export interface Injection extends Partial<Stashed> {
  outcome: Proof['outcome'] | 'typed';
  confirmed_by: Proof['confirmed_by'] | 'composer';
  attempts: number;
  ms: number;
  /** The number of the turn that the prompt begins or will begin, as in states; absent for `typed` and for commands. */
  turn?: number;
}

/** The pause between two looks, in ms. */
const POLL_MS = 25;

/**
 * Puts a prompt into the session's composer, whole, and proves that the agent accepted it. Throws `gated`,
 * `composer_busy`, `dead`, `not_ready` (each before any key), `refused_by_hook`, or `not_accepted`, whose `step` says
 * how far it came.
 */
export async function inject(
  ctx: Context,
  sidecar: Sidecar,
  prompt: string,
  options: InjectOptions,
): Promise<Injection> {
  const limited = limitTo(ctx, options);
  const injection = await withInputLock(ctx, sidecar, () => injectLocked(ctx, sidecar, prompt, limited()), options);
  await pinBegun(ctx, sidecar);
  await markUsed(ctx, sidecar);
  return injection;
}

/** The options with what is left of their time limit whenever it is called. */
export function limitTo(ctx: Context, options: InjectOptions): () => InjectOptions {
  const { withinMs } = options;
  if (withinMs === undefined) return () => options;
  const giveUpAt = ctx.clock.elapsed() + withinMs;
  return () => ({ ...options, withinMs: Math.max(0, giveUpAt - ctx.clock.elapsed()) });
}

/** The same, for a caller that holds the input lock, and that calls `pinBegun` after releasing it. */
export async function injectLocked(
  ctx: Context,
  sidecar: Sidecar,
  prompt: string,
  options: InjectOptions,
): Promise<Injection> {
  const text = backendOf(ctx, sidecar).input.escapePrompt(prompt, options.command ?? false);
  if (text.trim() === '') throw new CsdError('bad_input', 'the prompt is empty');
  const send = () => new Injector(ctx, sidecar, text, options).run();
  return options.stash ? withDraftStashed(ctx, sidecar, send) : send();
}

/**
 * An agent that chooses its own ids begins a record with the first prompt of each conversation: waits until the record
 * is known, and pins it.
 */
export async function pinBegun(ctx: Context, sidecar: Sidecar): Promise<void> {
  if (!backendOf(ctx, sidecar).transcript.held) return;
  await pollUntil(ctx, { withinMs: FILES_LAG_MS, everyMs: POLL_MS }, async () => {
    const seen = await lookOnce(ctx, sidecar);
    await pinConversation(ctx, seen);
    return seen.signals.transcript.kind === 'read' ? seen : undefined;
  });
}

class Injector {
  private readonly started: number;
  private attempts = 0;
  private readonly limited: () => InjectOptions;
  /** The agent may run the text as one of its own commands. */
  private readonly command: boolean;
  /** How long the composer took to show the paste, in ms. */
  private shownMs = 0;

  constructor(
    private readonly ctx: Context,
    private readonly sidecar: Sidecar,
    /** The prompt; once it is in the composer, as the agent accepted it. */
    private text: string,
    private readonly options: InjectOptions,
  ) {
    this.limited = limitTo(ctx, options);
    this.started = ctx.clock.elapsed();
    this.command = backendOf(ctx, sidecar).input.isCommand(text, options.command ?? false);
  }

  async run(): Promise<Injection> {
    await this.takeBackRefused();
    const before = await waitUntilReady(this.ctx, this.sidecar, this.options);
    this.options.require?.(before);
    await pinConversation(this.ctx, before);
    await this.clearBlanks(before);
    const pasted = await pasteWhole(this.ctx, this.sidecar, this.text, this.options.retries ?? RETRIES);
    this.attempts = pasted.pastes;
    this.text = pasted.taken;
    this.shownMs = pasted.shownMs;
    if (!this.options.submit) return this.result('typed', 'composer');
    if (this.command) await this.refuseOtherCommand();
    return this.submit(before);
  }

  /**
   * Removes blanks, which would become part of the prompt: one that csd typed to test whether the agent reads its keys
   * stays if a dialog opens before it is removed (seen on 2.1.251 on a busy machine).
   */
  private async clearBlanks(before: Observation): Promise<void> {
    if (!requireScreen(before).composer?.blanks) return;
    await this.ctx.tmux.press(addressOf(this.sidecar), [backendOf(this.ctx, this.sidecar).input.clearRow]);
  }

  /**
   * Clears an earlier prompt that a hook refused so late that it counted as submitted, and that the agent gave back.
   */
  private async takeBackRefused(): Promise<void> {
    const { signals } = await lookOnce(this.ctx, this.sidecar);
    const draft = screenOf(signals.screen)?.composer?.draft;
    if (!draft || !signals.entry || standingOf(signals).kind !== 'refused') return;
    if (beginAlike(draft, signals.entry.start)) await clearComposer(this.ctx, this.sidecar);
  }

  /** Refuses a command for which the agent would run another one that it suggests, and removes it. */
  private async refuseOtherCommand(): Promise<void> {
    const { suggestedCommand } = backendOf(this.ctx, this.sidecar).input;
    const { rows, composer } = requireScreen(await lookOnce(this.ctx, this.sidecar));
    const outside = rows.filter((_, row) => !composer || row < composer.top || row > composer.bottom);
    const suggested = outside.flatMap((row) => suggestedCommand.exec(row.text)?.[1] ?? []);
    const [wanted] = this.text.trim().split(/\s/, 1);
    if (suggested.length === 0 || suggested.includes(wanted ?? '')) return;
    await clearComposer(this.ctx, this.sidecar);
    throw this.refused('submit', `the agent knows no command ${wanted} and would run ${suggested[0]}`);
  }

  /**
   * Presses Enter until a signal proves that the agent accepted the prompt; other csd processes learn of it before and
   * after.
   */
  private async submit(before: Observation): Promise<Injection> {
    const { command, shownMs } = this;
    const options = { retries: RETRIES, ...this.limited(), command, shownMs };
    const submission = new Submission(this.ctx, before, this.text, options);
    const entering = this.command ? undefined : await this.beginEntry(before);
    try {
      const proof = await submission.run();
      await entering?.confirm(proof.outcome);
      this.attempts = Math.max(this.attempts, submission.enters);
      return { ...this.result(proof.outcome, proof.confirmed_by), ...(entering && { turn: entering.turn }) };
    } catch (error) {
      // If nothing proves that the prompt was not accepted, the previous turn's verdict stays withheld for a while.
      if (submission.isUntaken) await entering?.withdraw();
      this.attempts = Math.max(this.attempts, submission.enters);
      throw error instanceof Untaken ? this.refused(error.step, error.message) : error;
    }
  }

  private async beginEntry(before: Observation): Promise<Entering> {
    try {
      return await beginEntry(this.ctx, before, this.text);
    } catch (error) {
      // A prompt that cannot be recorded is not submitted.
      await clearComposer(this.ctx, this.sidecar);
      throw error;
    }
  }

  private refused(step: string, why: string): CsdError {
    return new CsdError('not_accepted', `prompt not accepted by the TUI of ${this.sidecar.name}: ${why}`, {
      step,
      attempts: this.attempts,
      ms: this.elapsed(),
    });
  }

  private result(outcome: Injection['outcome'], confirmed_by: Injection['confirmed_by']): Injection {
    return { outcome, confirmed_by, attempts: this.attempts, ms: this.elapsed() };
  }

  private elapsed(): number {
    return this.ctx.clock.elapsed() - this.started;
  }
}
