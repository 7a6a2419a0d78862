import { CsdError } from '../contract/errors.ts';
import type { Sidecar } from '../contract/session.ts';
import { backendOf } from './backend-of.ts';
import type { Context } from './context.ts';
import { compareEcho, isSamePrompt } from './echo.ts';
import { gatedError, lookAt, lookOnce, requireScreen, withInputLock } from './guard.ts';
import type { Observation } from './observe.ts';
import { addressOf } from './panes.ts';
import { pasteWhole } from './paste.ts';

/** `submit: false` leaves the prompt in the composer; `retries` bounds pastes and Enters, each. */
export interface InjectOptions {
  submit: boolean;
  retries: number;
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
/** How long a composer may take to come up after a start, in ms. */
const READY_MS = 15_000;
/** Enter is pressed again after this, while the composer still holds the prompt, in ms. */
const ENTER_AGAIN_MS = 700;
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
  const text = backendOf(ctx, sidecar).input.defuse(prompt);
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
    const before = await this.waitUntilReady();
    this.attempts = await pasteWhole(this.ctx, this.sidecar, this.text, this.options.retries);
    if (!this.options.submit) return this.result('typed', 'composer');
    return this.submit(before);
  }

  /** Waits for an empty composer; refuses what is in the way before a key is pressed. */
  private async waitUntilReady(): Promise<Observation> {
    const { name } = this.sidecar;
    for (;;) {
      const seen = await lookAt(this.ctx, this.sidecar);
      const screen = requireScreen(seen);
      if (screen.menu) throw gatedError(name, seen.verdict.state, screen);
      const { composer } = screen;
      if (composer && screen.commandMode) {
        throw new CsdError(
          'not_ready',
          `the composer of ${name} is in command mode, where text acts as keys: leave it first`,
        );
      }
      if (composer && composer.draft !== '') {
        throw new CsdError(
          'composer_busy',
          `the composer of ${name} holds a draft that is not ours: send or clear it first`,
          {
            draft: composer.draft,
          },
        );
      }
      if (composer?.shell) {
        throw new CsdError(
          'not_ready',
          `the composer of ${name} is in shell mode, where text runs as a command: leave it first`,
        );
      }
      if (composer) return seen;
      if (this.elapsed() > READY_MS) {
        throw new CsdError('not_ready', `session ${name} shows no composer after ${READY_MS / 1000} s`, {
          state: seen.verdict.state,
        });
      }
      await this.pause();
    }
  }

  /** Presses Enter while the composer holds our text, until a signal proves that the agent took the prompt. */
  private async submit(before: Observation): Promise<Injection> {
    const address = addressOf(this.sidecar);
    const since = this.ctx.clock.now();
    let enters = 0;
    let pressedAt = Number.NEGATIVE_INFINITY;
    let emptiedAt: number | undefined;
    for (;;) {
      const now = this.ctx.clock.now();
      const seen = enters === 0 ? before : await lookOnce(this.ctx, this.sidecar);
      const screen = requireScreen(seen);
      const proof = enters === 0 ? undefined : this.proofOf(seen, before, since);
      if (proof) return proof;
      const echo = screen.composer ? compareEcho(screen.composer.draft, this.text, screen.composer.pasted) : 'empty';
      const holdsOurs = enters === 0 || echo === 'whole' || echo === 'part';
      if (screen.menu && enters > 0 && emptiedAt === undefined) emptiedAt = now;
      if (holdsOurs) {
        emptiedAt = undefined;
        if (now - pressedAt >= ENTER_AGAIN_MS) {
          if (enters > Math.max(1, this.options.retries))
            throw this.refused('submit', 'the composer still holds the prompt');
          await this.ctx.tmux.leaveMode(address);
          await this.ctx.tmux.press(address, ['Enter']);
          this.attempts = Math.max(this.attempts, ++enters);
          pressedAt = this.ctx.clock.now();
        }
      } else {
        emptiedAt ??= now;
        if (now - emptiedAt >= (this.isCommand() ? COMMAND_LAG_MS : FILES_LAG_MS))
          return this.settleByScreen(screen.menu !== undefined && !isWorking(before));
      }
      await this.pause();
    }
  }

  /** Composer emptied and no file says more: commands of the agent's own leave no prompt behind. */
  private settleByScreen(menu: boolean): Injection {
    if (menu || this.isCommand()) return this.result('submitted', 'screen');
    throw this.refused('confirm', 'the prompt left the composer, but no sign of a turn followed');
  }

  /** One row that the agent may take as a command of its own: it may leave no prompt in the transcript. */
  private isCommand(): boolean {
    return this.text.startsWith('/') && !this.text.includes('\n');
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
