import type { State } from '../../contract/state.ts';
import type { Context } from '../session/context.ts';

/** A slash command after which nothing begins within this time began no turn, in ms. */
const COMMAND_MS = 2000;

/** Distinguishes the turn that a slash command began from the one before it: such a command need not begin any. */
export class AfterCommand {
  private readonly earlier: string;
  private quietSince: number | undefined;

  /** `earlier` is the state directly before the command. */
  constructor(
    private readonly ctx: Context,
    earlier: State,
  ) {
    this.earlier = fingerprint(earlier);
  }

  /** True for a state that is unrelated to the command: that of the preceding turn, or of an empty conversation. */
  isEarlier(state: State): boolean {
    return (state.queued ?? 0) === 0 && (state.status === 'spawning' || fingerprint(state) === this.earlier);
  }

  /**
   * How long nothing may begin until the command counts as having begun no turn, in ms; `undefined` if it has begun
   * one.
   */
  quietMs(state: State): number | undefined {
    if (!this.isEarlier(state)) {
      this.quietSince = undefined;
      return undefined;
    }
    const now = this.ctx.clock.elapsed();
    this.quietSince ??= now;
    return Math.max(0, COMMAND_MS - (now - this.quietSince));
  }
}

function fingerprint(state: State): string {
  if (state.status === 'idle_done')
    return JSON.stringify([state.status, state.turn, state.text, state.error, state.interrupted]);
  if (state.status === 'awaiting_answer') return JSON.stringify([state.status, state.turn, state.question]);
  return state.status;
}
