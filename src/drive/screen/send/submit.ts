import { CsdError } from '../../../contract/errors.ts';
import { lookOnce } from '../../observe/look-at.ts';
import { backendOf } from '../../session/backend-of.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { addressOf } from '../../session/panes/pane.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { compareEcho, type EchoMatch } from '../match-paste.ts';
import { requireScreen } from '../preconditions.ts';
import { clearComposer, passKey } from './paste.ts';
import {
  findRefusal,
  findSign,
  hasStirred,
  isAnswered,
  isEchoed,
  isNewInQueue,
  isWorking,
  type Proof,
  proveCommand,
  proveTurn,
  rowsOf,
} from './prove-submission.ts';

/** The pause between two looks, in ms. */
const POLL_MS = 25;
/** The same while the agent starts, which takes longer. */
const KEPT_POLL_MS = 100;
/** After this time, a composer that still has the prompt is tested for a lost Enter, in ms. */
const HELD_MS = 500;
/**
 * The same for a slow agent, as a multiple of the time that it took to show the paste, and at most, in ms: an earlier key
 * is read after the effect of the Enter, and a blank ticks a box of a question that opened then (2.1.158).
 */
const HELD_PASTES = 4;
const MOST_HELD_MS = 8000;
/** How long an agent that keeps a prompt until it has started may take, in ms. */
const STARTUP_MS = 90_000;
/** How long files may take to prove more after the screen shows an emptied composer, in ms. */
export const FILES_LAG_MS = 4000;
/** A busy agent with a transcript records the prompt once the user's hooks accept it: they get this long, in ms. */
const HOOKS_MS = 30_000;
/** How long after the key the record of a drawn command comes, in ms. */
const RECORD_LAG_MS = 300;
/** How long a prompt must stay in the queue of an agent with hooks if no record mentions it, in ms. */
const QUEUED_MS = 500;
/** How long after the first sign of a refusal the hook's message and the returned prompt come, in ms. */
const REFUSAL_LAG_MS = 400;

/** The agent did not accept the prompt; `step` says how far it came. */
export class Untaken extends Error {
  constructor(
    readonly step: 'submit' | 'confirm',
    message: string,
  ) {
    super(message);
  }
}

/** How to submit a prompt that is in the composer. */
interface SubmissionOptions {
  retries: number;
  command: boolean;
  /** How long the composer took to show the paste, in ms. */
  shownMs?: number;
  /** How long files may lag behind an emptied composer, and how long to wait for one that has the prompt, in ms. */
  confirmMs?: number;
  againMs?: number;
  /** As in `InjectOptions`. */
  withinMs?: number;
}

/** Presses Enter for a prompt that is in the composer completely, and waits for proof of what the agent did with it. */
export class Submission {
  enters = 0;
  /** It is proven that the agent did not accept the prompt. */
  isUntaken = false;
  private readonly since: number;
  private readonly begun: number;
  private readonly collapsed: RegExp;
  private wasEchoed = false;
  private wasQueued = false;

  constructor(
    private readonly ctx: Context,
    private readonly before: Observation,
    private readonly text: string,
    private readonly options: SubmissionOptions,
  ) {
    this.since = ctx.clock.now();
    this.begun = ctx.clock.elapsed();
    this.collapsed = backendOf(ctx, before.sidecar).screen.composer.collapsed;
  }

  /**
   * Enter is repeated only after a key typed after it has shown in the composer that still has our text: then it was
   * lost, and no late one can reach a gate. A prompt that Enter does not submit is removed from the composer again.
   * Throws `Untaken`, or `refused_by_hook`.
   */
  async run(): Promise<Proof> {
    const { ctx, options } = this;
    const { sidecar } = this.before;
    const address = addressOf(sidecar);
    const rows = rowsOf(await lookOnce(ctx, sidecar));
    while (this.enters < Math.max(1, options.retries)) {
      await ctx.tmux.leaveMode(address);
      await ctx.tmux.press(address, ['Enter']);
      this.enters++;
      const proof = await this.waitForProof();
      if (proof !== 'held') return proof;
      await passKey(ctx, sidecar);
      const late = await this.waitForProof();
      if (late !== 'held') return late;
      if (rowsOf(await lookOnce(ctx, sidecar)) > rows) break;
    }
    throw await this.takeBack(rows);
  }

  /** Removes a prompt that was not submitted from the composer; one that someone has added to is left alone. */
  private async takeBack(rows: number): Promise<Untaken> {
    const { ctx, before } = this;
    const seen = await lookOnce(ctx, before.sidecar);
    const grew = rowsOf(seen) > rows;
    const why = grew ? 'Enter inserts a new line there: check its key bindings' : 'the composer still held the prompt';
    const echo = this.echoOf(seen);
    if (echo === 'empty' || echo === 'foreign') return this.untaken(why);
    await clearComposer(ctx, before.sidecar);
    return this.untaken(`${why}; the prompt was taken back`);
  }

  /** The proof, or `held` if the composer has kept our text for 0.5 s and the agent does not seem to be starting. */
  private async waitForProof(): Promise<Proof | 'held'> {
    const { ctx, before, options } = this;
    const start = ctx.clock.elapsed();
    let heldSince = start;
    let pause = POLL_MS;
    const slowMs = Math.min(MOST_HELD_MS, HELD_PASTES * (options.shownMs ?? 0));
    const heldMs = options.againMs ?? Math.max(HELD_MS, slowMs);
    let emptiedAt: number | undefined;
    let signAt: number | undefined;
    for (;;) {
      await ctx.clock.sleep(pause, ctx.signal);
      const seen = await lookOnce(ctx, before.sidecar);
      await this.checkRefusal(seen);
      const proof = this.prove(seen);
      if (proof === 'unknown') {
        // The agent leaves it in the composer.
        if (this.echoOf(seen) === 'whole') await clearComposer(ctx, before.sidecar);
        throw this.untaken('the agent knows no such command');
      }
      if (proof && !this.mayTellMore(proof, seen, start)) return proof;
      const sign = findSign(seen, before, this.text, this.since);
      const now = ctx.clock.elapsed();
      const isQueued = isNewInQueue(seen, before);
      this.wasQueued ||= isQueued;
      // While a hook examines a prompt it is not in the queue yet, although the hint says so (2.1.332).
      signAt = sign && !(isQueued && this.isHooked(seen)) ? (signAt ?? now) : undefined;
      // An agent that has ended reports nothing more.
      const patience = seen.verdict.state.status === 'dead' ? 0 : this.patience(seen, isQueued);
      if (sign && signAt !== undefined && now - signAt >= patience) return sign;
      const { composer, menu, keepsPrompt, loading } = requireScreen(seen);
      const isKept = (keepsPrompt || loading) && now - this.begun < STARTUP_MS;
      if (isKept) heldSince = now;
      pause = isKept ? KEPT_POLL_MS : POLL_MS;
      const echo = this.echoOf(seen);
      if (this.wasQueued && echo === 'whole') throw await this.refusal(seen);
      if (echo === 'empty' || menu) {
        emptiedAt ??= now;
        if (!sign && now - emptiedAt >= (options.confirmMs ?? FILES_LAG_MS))
          return this.settle(seen, menu !== undefined && !isWorking(before));
      } else {
        emptiedAt = undefined;
        if (now - heldSince < heldMs) continue;
        if (echo !== 'foreign') return 'held';
        throw this.untaken(`the composer now holds other text: ${JSON.stringify(composer?.draft)}`);
      }
    }
  }

  private prove(seen: Observation): Proof | 'unknown' | undefined {
    const { before, text, since } = this;
    if (this.options.command) {
      const { unknownCommand } = backendOf(this.ctx, before.sidecar).input;
      const proof = proveCommand(seen, before, { text, since }, unknownCommand);
      if (proof) return proof;
    }
    if (isAnswered(seen, text) && this.wasEchoed) return { outcome: 'submitted', confirmed_by: 'screen' };
    this.wasEchoed ||= isEchoed(seen, text);
    return proveTurn(seen, before, text, since);
  }

  /** A drawn command may still begin a turn: its record, or a busy agent, shows it a moment later. */
  private mayTellMore(proof: Proof, { signals }: Observation, start: number): boolean {
    if (!this.options.command || proof.confirmed_by !== 'screen' || signals.screen.kind !== 'seen') return false;
    const { composer, menu } = signals.screen.screen;
    return composer !== undefined && !menu && this.ctx.clock.elapsed() - start < RECORD_LAG_MS;
  }

  /** How long a sign alone must last to count, in ms: where a transcript is kept it shows more. */
  private patience(seen: Observation, isQueued: boolean): number {
    const hasHooks = backendOf(this.ctx, this.before.sidecar).screen.refused !== undefined;
    if (isQueued) return hasHooks ? QUEUED_MS : 0;
    const mayBeHooked = seen.signals.transcript.kind === 'read' || this.isHooked(seen);
    return mayBeHooked ? Math.max(FILES_LAG_MS, Math.min(HOOKS_MS, this.options.withinMs ?? HOOKS_MS)) : FILES_LAG_MS;
  }

  /** True while the screen says that a hook examines the prompt. */
  private isHooked({ signals }: Observation): boolean {
    const { hooked } = backendOf(this.ctx, this.before.sidecar).screen;
    return signals.screen.kind === 'seen' && hooked?.test(signals.screen.screen.activity ?? '') === true;
  }

  /** The prompt left the composer without another signal: a command may do that, and an open menu explains the rest. */
  private settle(seen: Observation, menuOpened: boolean): Proof {
    const isOver = hasStirred(seen, this.before, this.text, this.since) && isAnswered(seen, this.text);
    if (this.options.command || menuOpened || isOver) return { outcome: 'submitted', confirmed_by: 'screen' };
    throw new Untaken('confirm', 'the prompt left the composer, but no sign of a turn followed');
  }

  private async checkRefusal(seen: Observation): Promise<void> {
    const { refused } = backendOf(this.ctx, this.before.sidecar).screen;
    if (findRefusal(seen, this.before, refused) !== undefined) throw await this.refusal(seen);
  }

  /** `refused_by_hook` with the hook's message, after the prompt that the agent gave back was removed again. */
  private async refusal(first: Observation): Promise<CsdError> {
    const { ctx, before } = this;
    const { sidecar } = before;
    const { refused } = backendOf(ctx, sidecar).screen;
    let seen = first;
    await pollUntil(ctx, { withinMs: REFUSAL_LAG_MS, everyMs: POLL_MS }, async () => {
      if (seen.signals.transcript.kind === 'read' && this.echoOf(seen) === 'whole') return true;
      seen = await lookOnce(ctx, sidecar);
      return undefined;
    });
    const reason = findRefusal(seen, before, refused) ?? findRefusal(first, before, refused) ?? '';
    const echo = this.echoOf(seen);
    if (echo !== 'empty' && echo !== 'foreign') await clearComposer(ctx, sidecar);
    this.isUntaken = true;
    const message = `a hook of the user refused the prompt for ${sidecar.name}: ${reason || 'it gave no reason'}`;
    return new CsdError('refused_by_hook', message, { reason });
  }

  private echoOf(seen: Observation): EchoMatch {
    const { composer } = requireScreen(seen);
    if (!composer) return 'empty';
    const echo = compareEcho(composer.draft, this.text, composer.pasted && this.collapsed);
    // Other text after the cursor is a ghost text in a terminal without colours.
    return echo === 'foreign' && composer.atStart ? 'empty' : echo;
  }

  private untaken(why: string): Untaken {
    this.isUntaken = true;
    return new Untaken('submit', why);
  }
}
