import { joinSignals, releasing } from '../../contract/join-signals.ts';
import { isStreaming } from '../../contract/operation.ts';
import type { Operations } from '../../operations/index.ts';
import type { CallOptions, Calls, DriverHost, InputOf } from './calls.ts';
import { Session } from './session.ts';

export type { CallOptions } from './calls.ts';

/** The operations as methods, and the sessions as objects. `await using` closes it at the end of its block. */
export interface Driver extends Calls {
  /** A session by its name; it need not exist yet. */
  session(name: string): Session;
  /** Starts a session like `spawn`. The end of an `await using` block ends it in a way that allows resuming. */
  open(input: InputOf<'spawn'>, options?: CallOptions): Promise<Session>;
  /** Ends every wait and every stream of events; the agents continue. */
  close(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The operations as methods that end together. */
export function createDriver(operations: Operations, host: DriverHost): Driver {
  const life = new AbortController();
  const methods = Object.entries(operations).map(([name, load]) => [
    name,
    async (input: Record<string, unknown>, { signal: own }: CallOptions = {}) => {
      const { signal, release } = joinSignals([life.signal, own]);
      let items: AsyncIterable<unknown> | undefined;
      try {
        signal.throwIfAborted();
        const operation = await load();
        const outcome = await host.call(operation, input, signal);
        if (!isStreaming(operation)) return outcome;
        items = outcome as AsyncIterable<unknown>;
      } finally {
        // A stream lasts longer than its call.
        if (!items) release();
      }
      return releasing(items, release);
    },
  ]);
  const calls = Object.fromEntries(methods) as Calls;
  const close = () => life.abort(new Error('the driver was closed'));
  return {
    ...calls,
    session: (name) => new Session(calls, host, life.signal, { name, isOwn: false }),
    open: async (input, options) => {
      const { name } = await calls.spawn(input, options);
      return new Session(calls, host, life.signal, { name, isOwn: true });
    },
    close,
    [Symbol.asyncDispose]: async () => close(),
  };
}
