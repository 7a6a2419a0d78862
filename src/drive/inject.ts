import { CsdError } from '../contract/errors.ts';
import type { Sidecar } from '../contract/session.ts';
import { backendOf } from './backend-of.ts';
import type { Context } from './context.ts';
import { compareEcho } from './echo.ts';
import { lookOnce, requireScreen, withInputLock } from './guard.ts';
import { pinConversation } from './held.ts';
import type { Observation } from './observe.ts';
import { addressOf } from './panes.ts';
import { clearComposer, passKey, pasteWhole } from './paste.ts';
import { isWorking, type Proof, proveCommand, proveTurn } from './proof.ts';
import { waitUntilReady } from './ready.ts';
import { type Stashed, withDraftStashed } from './stash.ts';

/** `submit: false` leaves the prompt in the composer; `retries` bounds pastes and Enters, each. */
export interface InjectOptions {
  submit: boolean;
  retries: number;
  /** The text is a command of the agent's own, with its arguments. */
  command?: boolean;
  /** Refuse while a turn is in flight, instead of leaving the prompt in the agent's queue. */
  ifIdle?: boolean;
  /** Throws where the session, with a composer that takes the prompt, is not what the prompt was meant for. */
  require?: (seen: Observation) => void;
  /** Put a person's draft aside and back afterwards, instead of refusing. */
  stash?: boolean;
  /** How long the composer may take to come up, in ms. */
  readyMs?: number;
  /** How long files may lag behind a composer that the prompt has left, and how long one that holds it is waited for, in ms. */
  confirmMs?: number;
  againMs?: number;
}

/** What became of a prompt, what proved it, and how long it took. */
export interface Injection extends Partial<Stashed> {
  outcome: Proof['outcome'] | 'typed';
  confirmed_by: Proof['confirmed_by'] | 'composer';
  attempts: number;
  ms: number;
}

/** Pause between two looks, in ms. */
const POLL_MS = 25;
/** A composer that still holds the prompt after this is asked whether the Enter was swallowed, in ms. */
const HELD_MS = 500;
/** The screen shows an emptied composer; files that prove more get this long, in ms. */
const FILES_LAG_MS = 4000;

/**
 * Puts a prompt into the session's composer, whole, and proves that the agent took it. Throws `gated`, `composer_busy`,
 * `dead`, `not_ready` (each before any key) or `not_accepted`, whose `step` says how far it came.
 */
export async function inject(
  ctx: Context,
  sidecar: Sidecar,
  prompt: string,
  options: InjectOptions,
): Promise<Injection> {
  const text = backendOf(ctx, sidecar).input.defuse(prompt, options.command ?? false);
  if (text.trim() === '') throw new CsdError('bad_input', 'the prompt is empty');
  const send = () => new Injector(ctx, sidecar, text, options).run();
  const injection = await withInputLock(ctx, sidecar, () =>
    options.stash ? withDraftStashed(ctx, sidecar, send) : send(),
  );
  await pinBegun(ctx, sidecar);
  return injection;
}

/** An agent that chooses its own ids begins a record with the first prompt: waits until it is known which, and pins it. */
async function pinBegun(ctx: Context, sidecar: Sidecar): Promise<void> {
  if (!backendOf(ctx, sidecar).transcript.held || sidecar.jsonl_path !== null) return;
  const giveUpAt = ctx.clock.now() + FILES_LAG_MS;
  while (ctx.clock.now() < giveUpAt) {
    const pinned = await pinConversation(ctx, await lookOnce(ctx, sidecar));
    if (pinned.jsonl_path !== null) return;
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
}

class Injector {
  private readonly started: number;
  private attempts = 0;
  /** The agent may run the text as a command of its own. */
  private readonly command: boolean;
  /** What stands for a collapsed paste, where the backend says it. */
  private readonly collapsed: RegExp | true;

  constructor(
    private readonly ctx: Context,
    private readonly sidecar: Sidecar,
    /** The prompt; once it is in the composer, as the agent took it. */
    private text: string,
    private readonly options: InjectOptions,
  ) {
    this.started = ctx.clock.now();
    this.collapsed = backendOf(ctx, sidecar).screen.composer.collapsed ?? true;
    this.command = backendOf(ctx, sidecar).input.isCommand(text, options.command ?? false);
  }

  async run(): Promise<Injection> {
    const before = await waitUntilReady(this.ctx, this.sidecar, this.options);
    this.options.require?.(before);
    const pasted = await pasteWhole(this.ctx, this.sidecar, this.text, this.options.retries);
    this.attempts = pasted.pastes;
    this.text = pasted.taken;
    if (!this.options.submit) return this.result('typed', 'composer');
    if (this.command) await this.refuseOtherCommand();
    return this.submit(before);
  }

  /** Refuses a command for which the agent would run another that it suggests, and takes it back. */
  private async refuseOtherCommand(): Promise<void> {
    const { suggestedCommand } = backendOf(this.ctx, this.sidecar).input;
    const { rows, composer } = requireScreen(await lookOnce(this.ctx, this.sidecar));
    const beside = rows.filter((_, row) => !composer || row < composer.top || row > composer.bottom);
    const suggested = beside.flatMap((row) => suggestedCommand.exec(row.text)?.[1] ?? []);
    const [wanted] = this.text.trim().split(/\s/, 1);
    if (suggested.length === 0 || suggested.includes(wanted ?? '')) return;
    await clearComposer(this.ctx, this.sidecar);
    throw this.refused('submit', `the agent knows no command ${wanted} and would run ${suggested[0]}`);
  }

  /**
   * Presses Enter until a signal proves that the agent took the prompt. Enter is repeated only after a key typed behind it
   * has shown in the composer that still holds our text: then it was swallowed, and no late one can meet a gate.
   */
  private async submit(before: Observation): Promise<Injection> {
    const address = addressOf(this.sidecar);
    const since = this.ctx.clock.now();
    for (let enters = 1; enters <= Math.max(1, this.options.retries); enters++) {
      await this.ctx.tmux.leaveMode(address);
      await this.ctx.tmux.press(address, ['Enter']);
      this.attempts = Math.max(this.attempts, enters);
      const proof = await this.waitForProof(before, since);
      if (proof !== 'held') return proof;
      await passKey(this.ctx, this.sidecar);
      const late = await this.waitForProof(before, since);
      if (late !== 'held') return late;
    }
    throw this.refused('submit', 'the composer still holds the prompt');
  }

  /** The proof, or `held` when the composer has kept our text for 0.5 s. */
  private async waitForProof(before: Observation, since: number): Promise<Injection | 'held'> {
    const start = this.ctx.clock.now();
    let emptiedAt: number | undefined;
    for (;;) {
      await this.pause();
      const seen = await lookOnce(this.ctx, this.sidecar);
      const proof = this.prove(seen, before, since);
      if (proof) return this.result(proof.outcome, proof.confirmed_by);
      const { composer, menu } = requireScreen(seen);
      const now = this.ctx.clock.now();
      const echo = composer ? compareEcho(composer.draft, this.text, composer.pasted && this.collapsed) : 'empty';
      if (echo === 'empty' || menu) {
        emptiedAt ??= now;
        if (now - emptiedAt >= (this.options.confirmMs ?? FILES_LAG_MS))
          return this.settle(menu !== undefined && !isWorking(before));
      } else {
        emptiedAt = undefined;
        if (now - start < (this.options.againMs ?? HELD_MS)) continue;
        if (echo !== 'foreign') return 'held';
        throw this.refused('submit', `the composer now holds other text: ${JSON.stringify(composer?.draft)}`);
      }
    }
  }

  private prove(seen: Observation, before: Observation, since: number): Proof | undefined {
    if (this.command) {
      const { unknownCommand } = backendOf(this.ctx, this.sidecar).input;
      const proof = proveCommand(seen, before, this.text, since, unknownCommand);
      if (proof === 'unknown') throw this.refused('submit', 'the agent knows no such command');
      if (proof) return proof;
    }
    return proveTurn(seen, before, this.text, since);
  }

  /** The prompt has left the composer and no signal said more: a command may do so, a menu that opened tells the rest. */
  private settle(menuOpened: boolean): Injection {
    if (this.command || menuOpened) return this.result('submitted', 'screen');
    throw this.refused('confirm', 'the prompt left the composer, but no sign of a turn followed');
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
    return this.ctx.clock.now() - this.started;
  }

  private pause(): Promise<void> {
    return this.ctx.clock.sleep(POLL_MS, this.ctx.signal);
  }
}
