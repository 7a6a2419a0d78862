import { EventEmitter } from 'node:events';
import type { SafetyEvent, SafetyRequest } from '../../contract/safety.ts';
import type { Session } from './session.ts';

/** The events of a safety net by name, with the arguments of their listeners. */
export type SafetyEvents = { [Type in SafetyEvent['type']]: [event: Extract<SafetyEvent, { type: Type }>] } & {
  error: [error: unknown];
};

/**
 * Supervises one session, no matter who started it, from its creation until it is closed or the agent ends, and emits
 * `violation` and `limit`. If it cannot be attached or fails, it emits `error`, or without a listener for that,
 * `close`.
 */
export class SafetyNet extends EventEmitter<SafetyEvents> {
  private readonly life = new AbortController();
  private readonly over: Promise<void>;

  constructor(session: Session, request: SafetyRequest = {}) {
    super();
    this.over = this.follow(session, request);
  }

  /** Stops supervising; the agent continues. Resolves when no action is in progress. */
  async close(): Promise<void> {
    this.life.abort();
    await this.over;
    this.removeAllListeners();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async follow(session: Session, request: SafetyRequest): Promise<void> {
    const { signal } = this.life;
    try {
      for await (const event of session.watchSafety(request, { signal })) if (!signal.aborted) this.announce(event);
    } catch (error) {
      if (this.listenerCount('error') > 0) this.emit('error', error);
      else this.announce({ type: 'close', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  private announce(event: SafetyEvent): void {
    (this as EventEmitter).emit(event.type, event);
  }
}
