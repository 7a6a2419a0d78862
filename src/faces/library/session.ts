import { EventEmitter } from 'node:events';
import { joinSignals } from '../../contract/join-signals.ts';
import type { SafetyEvent, SafetyRequest } from '../../contract/safety.ts';
import type { CallOptions, Calls, DriverHost, InputOf, OutputOf } from './calls.ts';
import { followSession, requireName, type SessionEvent } from './session-events.ts';

/** Operations that become methods of a session, without the name parameter. */
const METHODS = [
  'state',
  'screen',
  'approve',
  'deny',
  'answer',
  'interrupt',
  'output',
  'history',
  'end',
  'resume',
  'fork',
  'pause',
  'tag',
  'kill',
] as const;
type Method = (typeof METHODS)[number];
type Rest<Name extends Method> = Omit<InputOf<Name>, 'session'>;
type SessionMethods = {
  [Name in Method]: Record<never, never> extends Rest<Name>
    ? (input?: Rest<Name>, options?: CallOptions) => Promise<OutputOf<Name>>
    : (input: Rest<Name>, options?: CallOptions) => Promise<OutputOf<Name>>;
};

/** Options for sending a prompt and waiting only for its acceptance. */
export type SendOptions = Omit<InputOf<'send'>, 'session' | 'prompt'> & CallOptions & { wait?: false };
/** Options for sending a prompt and waiting for its turn. `resume`: first resume the session if its agent has ended. */
export type WaitOptions = Pick<InputOf<'run'>, 'timeout' | 'approve_plan'> &
  CallOptions & { wait: true; resume?: boolean };

/** The events of a session by name, with the arguments of their listeners. */
export type SessionEvents = { [Type in SessionEvent['type']]: [event: Extract<SessionEvent, { type: Type }>] } & {
  error: [error: unknown];
};

const TYPES: readonly string[] = [
  'text',
  'delta',
  'tool_use',
  'gate',
  'result',
  'state',
  'close',
] satisfies SessionEvent['type'][];

// The methods are created from the operations below.
export interface Session extends SessionMethods {}

/**
 * One session and its events: through an emitter while it has listeners, and as a stream from `events()`. Without
 * either nothing is watched. The session need not exist until a method is called.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: see above
export class Session extends EventEmitter<SessionEvents> {
  private readonly life = new AbortController();
  private listening: AbortController | undefined;
  private streams = 0;
  private current: string;
  private readonly isOwn: boolean;
  /** The turn of the last sent prompt if there was no listener then: the next stream includes all of it. */
  private untold: number | undefined;

  constructor(
    /** Calls the operations. */
    readonly calls: Calls,
    private readonly host: DriverHost,
    /** The signal of the driver that it belongs to. */
    private readonly driverLife: AbortSignal,
    { name, isOwn }: { name: string; isOwn: boolean },
  ) {
    super();
    requireName(name);
    this.current = name;
    this.isOwn = isOwn;
    super.on('newListener' as never, ((type: string) => TYPES.includes(type) && this.listen()) as never);
    super.on('removeListener' as never, (() => this.hasListeners || this.listening?.abort()) as never);
  }

  /** Its name; changes when the session is renamed, by this object or according to its events. */
  get name(): string {
    return this.current;
  }

  /** Renames the session. Throws `CsdError`, for example `name_taken`. */
  async rename(to: string, options: CallOptions = {}): Promise<OutputOf<'rename'>> {
    const renamed = await this.calls.rename({ session: this.name, to }, options);
    this.current = renamed.session;
    return renamed;
  }

  /**
   * Sends a prompt: resolves when the agent provably accepted it, or with `wait` when its turn is over. Throws
   * `CsdError`.
   */
  send(prompt: string, options: WaitOptions): Promise<OutputOf<'run'>>;
  send(prompt: string, options?: SendOptions): Promise<OutputOf<'send'>>;
  send(prompt: string, options: SendOptions | WaitOptions = {}): Promise<OutputOf<'run'> | OutputOf<'send'>> {
    const { signal, wait, ...input } = options;
    const to = { session: this.name, prompt };
    if (!wait) return this.sendOnly({ ...input, ...to } as InputOf<'send'>, signal);
    const { resume, ...rest } = input as Omit<WaitOptions, 'wait' | 'signal'>;
    return this.calls.run({ ...rest, ...(resume && { resume_session: true }), ...to }, { signal });
  }

  private async sendOnly(input: InputOf<'send'>, signal: AbortSignal | undefined): Promise<OutputOf<'send'>> {
    const sent = await this.calls.send(input, { signal });
    if (this.streams === 0) this.untold = sent.turn;
    return sent;
  }

  /**
   * The events from now on, beginning with the current state; includes all of the turn of the last `send` if nothing
   * has followed it so far. Ends with `close`, or when the signal aborts.
   */
  async *events({ signal }: CallOptions = {}): AsyncGenerator<SessionEvent, void, undefined> {
    const { signal: joined, release } = joinSignals([this.life.signal, this.driverLife, signal]);
    const since = this.untold;
    this.untold = undefined;
    this.streams++;
    try {
      const onRename = (name: string) => {
        this.current = name;
      };
      yield* followSession(this.calls, this.host, this.name, { signal: joined, since, onRename });
    } catch (error) {
      if (!joined.aborted) throw error;
    } finally {
      this.streams--;
      release();
    }
  }

  /**
   * Supervises the session, no matter who started it, until it has ended or the signal aborts: yields each violation
   * and each limit after handling it. `SafetyNet` provides the same as an emitter. Throws `CsdError` for a session that
   * cannot be supervised.
   */
  async *watchSafety(
    request: SafetyRequest = {},
    { signal }: CallOptions = {},
  ): AsyncGenerator<SafetyEvent, void, undefined> {
    const { signal: joined, release } = joinSignals([this.life.signal, this.driverLife, signal]);
    try {
      yield* this.host.watchSafety(this.name, request, joined);
    } catch (error) {
      if (!joined.aborted) throw error;
    } finally {
      release();
    }
  }

  /** Ends every stream of its events; the agent continues. */
  close(): void {
    this.life.abort();
    this.removeAllListeners();
  }

  /** Closes it; a session that `open` has started also ends, and can be resumed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    if (this.isOwn) await this.calls.end({ session: this.name });
  }

  private get hasListeners(): boolean {
    return TYPES.some((type) => this.listenerCount(type as never) > 0);
  }

  private listen(): void {
    if (this.listening && !this.listening.signal.aborted) return;
    const own = new AbortController();
    this.listening = own;
    void this.tell(own).finally(() => own.abort());
  }

  private async tell({ signal }: AbortController): Promise<void> {
    try {
      for await (const event of this.events({ signal })) this.announce(event);
    } catch (error) {
      if (this.listenerCount('error') > 0) this.emit('error', error);
      else this.announce({ type: 'close', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  private announce(event: SessionEvent): void {
    (this as EventEmitter).emit(event.type, event);
  }
}

for (const method of METHODS) {
  Object.defineProperty(Session.prototype, method, {
    configurable: true,
    writable: true,
    value(this: Session, input: object = {}, options: CallOptions = {}) {
      const call = this.calls[method] as (input: object, options: CallOptions) => Promise<unknown>;
      return call({ ...input, session: this.name }, options);
    },
  });
}
