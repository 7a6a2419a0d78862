import type * as z from 'zod/mini';
import { callOperation } from '../operations/call.ts';
import type { Context, OperationName, OperationOf, Operations } from '../operations/index.ts';

/** One method per operation: takes the input, checks it, returns the output or throws `CsdError`. */
export type Driver = {
  [Name in OperationName]: (
    input: z.input<OperationOf<Name>['input']>,
  ) => Promise<z.output<Awaited<ReturnType<OperationOf<Name>['output']>>>>;
};

/** Projects the operations onto methods that share one context. */
export function createDriver(operations: Operations, context: Context): Driver {
  const methods = Object.entries(operations).map(([name, load]) => [
    name,
    async (input: Record<string, unknown>) => callOperation(await load(), input, context),
  ]);
  return Object.fromEntries(methods) as Driver;
}
