import { screenOf } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { processOf } from '../session/panes/pane.ts';

/** The longest that an agent may take to start, while signs show that it still does, ms. */
export const START_MS = 90_000;
/** How often its processor time is read, ms. */
const SAMPLE_MS = 3000;
/**
 * What a starting agent uses of a core at least; a tenth at load 15 on two cores. An agent at rest uses a
 * hundredth.
 */
const LEAST_SHARE = 0.03;

/**
 * The limit of a wait for an agent to start: `quietMs` after the last sign that it still starts, so that a slow machine
 * delays an agent without failing it, and one that hangs is reported soon. A sign is a changed screen, or processor time
 * that the agent used, while its state is `spawning` or the screen says that it loads. At most `START_MS` from the
 * first look.
 */
export class StartLimit {
  private readonly begun: number;
  private signAt: number;
  private drawn: string | undefined;
  private sampledAt = Number.NEGATIVE_INFINITY;
  private used: number | undefined;

  constructor(
    private readonly ctx: Pick<Context, 'clock' | 'processes'>,
    private readonly quietMs: number,
  ) {
    this.begun = ctx.clock.elapsed();
    this.signAt = this.begun;
  }

  /** From the first look on, ms; grows with what `note` sees. */
  get withinMs(): number {
    return this.within(this.quietMs);
  }

  /** The same for another time after the last sign. */
  within(quietMs: number): number {
    return Math.max(quietMs, Math.min(START_MS, this.signAt - this.begun + quietMs));
  }

  /** Notes what a look shows of the start. */
  async note(seen: Observation): Promise<void> {
    const isStarting = seen.verdict.state.status === 'spawning' || screenOf(seen.signals.screen)?.loading === true;
    if (!isStarting) return;
    const text = seen.pane?.screen;
    const hasChanged = this.drawn !== undefined && text !== this.drawn;
    this.drawn = text;
    if (hasChanged || (await this.hasWorked(seen))) this.signAt = this.ctx.clock.elapsed();
  }

  private async hasWorked({ pane, sidecar }: Observation): Promise<boolean> {
    const now = this.ctx.clock.elapsed();
    const pastMs = now - this.sampledAt;
    if (!pane || pastMs < SAMPLE_MS) return false;
    const before = this.used;
    this.sampledAt = now;
    this.used = await this.ctx.processes.cpuMs(processOf(pane, sidecar));
    return before !== undefined && this.used !== undefined && this.used - before >= pastMs * LEAST_SHARE;
  }
}
