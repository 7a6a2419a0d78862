import * as z from 'zod/mini';
import { type AnyOperation, isStreaming } from '../../contract/operation.ts';
import type { Context } from '../../drive/session/context.ts';
import type { Input } from './route.ts';
import {
  addressed,
  addressesIn,
  addressFields,
  MANY_HOSTS,
  MANY_HOSTS_HELP,
  ONE_HOST,
  ONE_HOST_HELP,
  withoutDefaults,
} from './schema.ts';

type Loaders = Readonly<Record<string, () => Promise<AnyOperation>>>;
type Shape = Parameters<typeof addressFields>[0];

/** Operations without an existing session that run on one machine, and those that cover several. */
const ON_ONE = ['spawn', 'run', 'batch', 'launch', 'track', 'doctor', 'cleanup'] as const;
const ON_MANY = ['ps', 'watch', 'usage', 'discover', 'list_workers'] as const;

/** The host fields that an operation takes besides its own, by its name. */
export type HostFields<Name extends string> = Name extends (typeof ON_ONE)[number]
  ? { host?: string | undefined }
  : Name extends (typeof ON_MANY)[number]
    ? { host?: string[] | undefined; all_hosts?: boolean | undefined }
    : object;

/** The same operations, which accept `NAME@HOST` for a session and run those calls on the other machine. */
export function onHosts<Table extends Loaders>(
  operations: Table,
): { [Name in keyof Table]: () => Promise<AnyOperation> } {
  const entries = Object.entries(operations).map(([name, load]) => [name, once(async () => onHost(await load()))]);
  return Object.fromEntries(entries) as { [Name in keyof Table]: () => Promise<AnyOperation> };
}

/** Creates it on first use; a failure is not cached. */
function once(make: () => Promise<AnyOperation>): () => Promise<AnyOperation> {
  let made: AnyOperation | undefined;
  return async () => {
    made ??= await make();
    return made;
  };
}

/** The operation with host support; unchanged if it names no session and covers no machine. */
export function onHost(operation: AnyOperation): AnyOperation {
  const shape = (operation.input as z.ZodMiniObject).shape as Shape;
  const fields = addressFields(shape);
  const isOne = (ON_ONE as readonly string[]).includes(operation.name);
  const isMany = (ON_MANY as readonly string[]).includes(operation.name);
  if (fields.length === 0 && !isOne && !isMany) return operation;
  const hosts = isOne ? ONE_HOST : isMany ? MANY_HOSTS : {};
  const names = Object.fromEntries(fields.map((field) => [field, addressed(shape[field] as Shape[string])]));
  const more = {
    input: z.strictObject({ ...shape, ...names, ...hosts }),
    describe: { ...operation.describe, ...(isOne ? ONE_HOST_HELP : isMany ? MANY_HOSTS_HELP : {}) },
  };
  const isFar = (input: Input) =>
    input.host !== undefined ||
    input.all_hosts === true ||
    fields.some((field) => addressesIn(input[field]).some(({ host }) => host !== undefined));
  const elsewhere = async () => (await import('./elsewhere.ts')).elsewhere(operation, fields);
  const bare = (input: Input) => withoutDefaults(shape, input);
  if (isStreaming(operation)) {
    return {
      ...operation,
      ...more,
      async *stream(input: Input, ctx: Context) {
        if (!isFar(input)) yield* operation.stream(input, ctx);
        else yield* (await elsewhere()).stream(bare(input), ctx);
      },
    };
  }
  const { follow } = operation.cli;
  const cli = follow && {
    ...operation.cli,
    follow: {
      ...follow,
      async *outputs(input: Input, ctx: Context) {
        if (!isFar(input)) yield* follow.outputs(input, ctx);
        else yield* (await elsewhere()).follow(bare(input), ctx);
      },
    },
  };
  return {
    ...operation,
    ...more,
    ...(cli && { cli }),
    async run(input: Input, ctx: Context) {
      return isFar(input) ? (await elsewhere()).run(bare(input), ctx) : operation.run(input, ctx);
    },
  };
}
