import { CsdError } from '../contract/errors.ts';
import type { Sidecar } from '../contract/session.ts';
import type { Screen } from '../detect/screen.ts';
import { backendOf } from './backend-of.ts';
import type { Context } from './context.ts';
import { compareEcho, isSamePrompt } from './echo.ts';
import { lookOnce, requireScreen, withInputLock } from './guard.ts';
import type { Observation } from './observe.ts';
import { addressOf } from './panes.ts';
import { passKey, pasteWhole } from './paste.ts';
import { waitUntilReady } from './ready.ts';

/** `submit: false` leaves the prompt in the composer; `retries` bounds pastes and Enters, each. */
export interface InjectOptions {
  submit: boolean;
  retries: number;
  /** The text is a command of the agent's own, with its arguments. */
  command?: boolean;
  /** Refuse while a turn is in flight, instead of leaving the prompt in the agent's queue. */
  ifIdle?: boolean;
  /** How long the composer may take to come up, in ms. */
  readyMs?: number;
}

/** What became of a prompt, what proved it, and how long it took. */
export interface Injection {
  outcome: 'submitted' | 'queued' | 'typed';
  confirmed_by: 'transcript' | 'status_file' | 'screen' | 'composer';
  attempts: number;
  ms: number;
}

/** Pause between two looks, in ms. */
const POLL_MS = 25;
/** A composer that still holds the prompt after this is asked whether the Enter was swallowed, in ms. */
const HELD_MS = 500;
/** The screen shows an emptied composer; files that prove more get this long, in ms. */
const FILES_LAG_MS = 4000;
const COMMAND_LAG_MS = 500;

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
  return withInputLock(ctx, sidecar, () => new Injector(ctx, sidecar, text, options).run());
}

class Injector {
  private readonly started: number;
  private attempts = 0;

  constructor(
    private readonly ctx: Context,
    private readonly sidecar: Sidecar,
    private readonly text: string,
    private readonly options: InjectOptions,
  ) {
    this.started = ctx.clock.now();
  }

  async run(): Promise<Injection> {
    const before = await waitUntilReady(this.ctx, this.sidecar, this.options);
    this.attempts = await pasteWhole(this.ctx, this.sidecar, this.text, this.options.retries);
    if (!this.options.submit) return this.result('typed', 'composer');
    return this.submit(before);
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
      const screen = requireScreen(seen);
      const proof = this.proofOf(seen, before, since);
      if (proof) return proof;
      const { composer, menu } = screen;
      const now = this.ctx.clock.now();
      const echo = composer ? compareEcho(composer.draft, this.text, composer.pasted) : 'empty';
      if (echo === 'empty' || menu) {
        emptiedAt ??= now;
        const patience = this.isCommand() ? COMMAND_LAG_MS : FILES_LAG_MS;
        if (now - emptiedAt >= patience) return this.settleByScreen(screen, before);
      } else {
        emptiedAt = undefined;
        if (now - start < HELD_MS) continue;
        if (echo !== 'foreign') return 'held';
        throw this.refused('submit', `the composer now holds other text: ${JSON.stringify(composer?.draft)}`);
      }
    }
  }

  /** Composer emptied and no file says more: commands of the agent's own leave no prompt behind. */
  private settleByScreen(screen: Screen, before: Observation): Injection {
    const { unknownCommand } = backendOf(this.ctx, this.sidecar).input;
    const count = (rows: Screen['rows']) => rows.filter((row) => unknownCommand.test(row.text)).length;
    if (count(screen.rows) > count(requireScreen(before).rows)) {
      throw this.refused('submit', 'the agent knows no such command');
    }
    if (this.isCommand() || (screen.menu !== undefined && !isWorking(before)))
      return this.result('submitted', 'screen');
    throw this.refused('confirm', 'the prompt left the composer, but no sign of a turn followed');
  }

  /** One row that the agent may take as a command of its own: it may leave no prompt in the transcript. */
  private isCommand(): boolean {
    return backendOf(this.ctx, this.sidecar).input.isCommand(this.text, this.options.command ?? false);
  }

  private proofOf(seen: Observation, before: Observation, since: number): Injection | undefined {
    const turn = seen.signals.transcript.kind === 'read' ? seen.signals.transcript.turn : undefined;
    const old = before.signals.transcript.kind === 'read' ? before.signals.transcript.turn : undefined;
    const earlier = old?.prompts.length ?? 0;
    const fresh = turn?.prompts.filter(
      ({ text, at }, index) =>
        isSamePrompt(text, this.text) && (at === undefined ? index >= earlier : at >= since - 1000),
    );
    const found = fresh?.at(-1);
    if (found)
      return this.result(
        found.queued && seen.verdict.state.status === 'working' ? 'queued' : 'submitted',
        'transcript',
      );
    const screen = seen.signals.screen.kind === 'seen' ? seen.signals.screen.screen : undefined;
    if (screen?.composer?.draft !== '') return undefined;
    if (isWorking(before)) return screen.queuedHint ? this.result('queued', 'screen') : undefined;
    const status = seen.signals.statusFile.kind === 'read' ? seen.signals.statusFile.status : undefined;
    if (status?.status === 'busy' && status.updatedAt >= since - 50) return this.result('submitted', 'status_file');
    if (screen.activity) return this.result('submitted', 'screen');
    return undefined;
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

function isWorking({ verdict }: Observation): boolean {
  return verdict.state.status === 'working';
}
