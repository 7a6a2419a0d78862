import type * as z from 'zod/mini';
import { callOperation } from '../operations/call.ts';
import type { Context, OperationName, OperationOf, Operations } from '../operations/index.ts';

/** What one call gives: an output, or for an operation that streams an `AsyncIterable` of items. */
type Outcome<Name extends OperationName> =
  OperationOf<Name> extends { stream(...args: never[]): unknown } ? AsyncIterable<OutputOf<Name>> : OutputOf<Name>;
type OutputOf<Name extends OperationName> = z.output<Awaited<ReturnType<OperationOf<Name>['output']>>>;

/** One method per operation: takes the input, checks it, returns the outcome or throws `CsdError`. */
export type Driver = {
  [Name in OperationName]: (input: z.input<OperationOf<Name>['input']>) => Promise<Outcome<Name>>;
};

/** Projects the operations onto methods that share one context. */
export function createDriver(operations: Operations, context: Context): Driver {
  const methods = Object.entries(operations).map(([name, load]) => [
    name,
    async (input: Record<string, unknown>) => callOperation(await load(), input, context),
  ]);
  return Object.fromEntries(methods) as Driver;
}
