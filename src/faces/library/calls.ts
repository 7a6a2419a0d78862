import type * as z from 'zod/mini';
import type { SafetyEvent, SafetyRequest } from '../../contract/safety.ts';
import type { OperationName, OperationOf } from '../../operations/index.ts';
import type { HostFields } from '../../operations/on-hosts/index.ts';
import type { FaceHost } from '../host.ts';

/** The result of a call: an output, or for a streaming operation an `AsyncIterable` of items. */
type Outcome<Name extends OperationName> =
  OperationOf<Name> extends { stream(...args: never[]): unknown } ? AsyncIterable<OutputOf<Name>> : OutputOf<Name>;
export type OutputOf<Name extends OperationName> = z.output<Awaited<ReturnType<OperationOf<Name>['output']>>>;
export type InputOf<Name extends OperationName> = z.input<OperationOf<Name>['input']> & HostFields<Name>;

/** Options of every call besides its input. */
export interface CallOptions {
  /** Ends the waits of the call, which then rejects with the signal's reason. What was done until then stays. */
  signal?: AbortSignal | undefined;
}

/** One method per operation: takes and checks the input, returns the result or throws `CsdError`. */
export type Calls = {
  [Name in OperationName]: (input: InputOf<Name>, options?: CallOptions) => Promise<Outcome<Name>>;
};

/** What a driver needs from its process. */
export interface DriverHost extends Pick<FaceHost, 'call' | 'events' | 'pause'> {
  /**
   * For a session without a screen, a reader of the model's output from now on, in pieces; `undefined` for any other.
   */
  openDeltas(session: string, signal: AbortSignal): Promise<(() => Promise<string>) | undefined>;
  /** Supervises a session until it has ended or the signal aborts. */
  watchSafety(session: string, request: SafetyRequest, signal: AbortSignal): AsyncIterable<SafetyEvent>;
}
