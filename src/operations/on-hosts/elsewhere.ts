import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import { type AnyOperation, isStreaming } from '../../contract/operation.ts';
import { findHost } from '../../drive/hosts/find-host.ts';
import { malformed, NoAnswer, toUnreachable } from '../../drive/hosts/host-failures.ts';
import type { HostsHub, Watchee } from '../../drive/hosts/hosts-hub.ts';
import { qualify } from '../../drive/hosts/qualify.ts';
import { streamRemote } from '../../drive/hosts/remote-call.ts';
import { askAll, callOn } from '../../drive/hosts/spread.ts';
import { findCaller, findCreator } from '../../drive/session/caller.ts';
import type { Context } from '../../drive/session/context.ts';
import { MOST_DOCUMENT_BYTES } from '../../drive/session/files/look-budget.ts';
import { readNamed } from '../../drive/session/files/read-named.ts';
import { checkInput } from '../call-operation.ts';
import { problemIn } from './check-output.ts';
import { LISTS, mergeLists } from './merge.ts';
import { doPart, hostsOf, type Input, type Part, remoteCall, soleOf, splitInput } from './route.ts';
import { type WaitOutput, waitForParts } from './wait.ts';

/** How to run an operation when its input names another machine. */
export interface Elsewhere {
  run(input: Input, ctx: Context): Promise<unknown>;
  stream(input: Input, ctx: Context): AsyncIterable<unknown>;
  follow(input: Input, ctx: Context): AsyncIterable<unknown>;
}

type Run = (input: Input, ctx: Context) => Promise<unknown>;

/** `fields` are the input fields that name sessions. */
export function elsewhere(operation: AnyOperation, fields: readonly string[]): Elsewhere {
  const { name } = operation;
  const here: Run = async (input, ctx) => {
    if (isStreaming(operation)) throw new Error(`${name} streams`);
    return operation.run(checkInput(operation, input) as Input, ctx);
  };
  const partsOf = async (input: Input, ctx: Context): Promise<Part[]> => {
    const hosts = await hostsOf(ctx, input);
    if (hosts !== undefined && hosts.length > 1)
      throw new CsdError('bad_input', `${name} of named sessions takes one --host: name them as NAME@HOST`, {
        operation: name,
      });
    return splitInput(input, fields, hosts?.[0]);
  };
  return {
    async run(input, ctx) {
      if (Object.hasOwn(LISTS, name) && isAboutAll(input, fields))
        return list(ctx, name, input, (own) => here(own, ctx));
      const parts = await partsOf(await withOwn(ctx, operation, input), ctx);
      if (name === 'record') return record(ctx, soleOf(parts, name));
      if (parts.length > 1 && Object.hasOwn(SPLITS, name)) return SPLITS[name]?.(ctx, parts, here, input);
      const part = soleOf(parts, name);
      const start = (own: Input) => doPart(ctx, name, { ...part, input: own }, (one) => here(one, ctx));
      if (part.host === undefined || !('ids' in operation.input.shape)) return start(part.input);
      const { withNameOfAll } = await import('./fresh-names.ts');
      return withNameOfAll(ctx, part.host, part.input, start);
    },
    async *stream(input, ctx) {
      if (name === 'watch') return yield* watch(ctx, input, fields);
      const part = soleOf(await partsOf(input, ctx), name);
      if (part.host === undefined) throw new Error('a stream of this machine came to another one');
      const host = await findHost(ctx, part.host);
      try {
        for await (const item of streamRemote(ctx, host, { operation: name, input: part.input }, ctx.signal)) {
          const place = await problemIn(name, item);
          if (place !== undefined) throw malformed(host.name, name, place);
          yield qualify(item, host.name);
        }
      } catch (error) {
        throw error instanceof NoAnswer ? toUnreachable(error) : error;
      }
    },
    async *follow(input, ctx) {
      const { refuseToFollow } = await import('../sessions/ps.ts');
      refuseToFollow(input);
      const { HostsHub } = await import('../../drive/hosts/hosts-hub.ts');
      const hub = new HostsHub(ctx, await placesOf(ctx, input), false);
      yield* followList(ctx, hub, () => list(ctx, name, input, (own) => here(own, ctx)));
    },
  };
}

/** Adds what the csd there cannot know: the caller, and files of this machine. */
async function withOwn(ctx: Context, operation: AnyOperation, input: Input): Promise<Input> {
  const { context_file: file, ...rest } = await withCaller(ctx, operation, input);
  if (typeof file !== 'string') return rest;
  const text = await readNamed(ctx, path.resolve(ctx.cwd, file), MOST_DOCUMENT_BYTES);
  if (text === undefined) throw new CsdError('bad_input', `context-file: cannot read ${JSON.stringify(file)}`);
  return { ...rest, context: text };
}

/** The csd there sends the files, and they are written here. */
async function record(ctx: Context, { host = '', input }: Part): Promise<unknown> {
  const { session, out } = input as { session: string; out?: string };
  const { recordHere } = await import('./record-here.ts');
  const address = `${session}@${host}`;
  const ask = () =>
    callOn(ctx, host, { operation: 'send_recording', input: { session }, repeat: 'free', signal: ctx.signal });
  return { ok: true, ...(await recordHere(ctx, { session: address, out }, ask)), host };
}

/** The machines that a list covers. */
async function placesOf(ctx: Context, input: Input): Promise<Watchee[]> {
  const hosts = (await hostsOf(ctx, input)) ?? [];
  return [...(input.all_hosts === true ? [{}] : []), ...hosts.map((host) => ({ host }))];
}

/** The least time between two lists of several machines, in ms: each list calls every machine. */
const GAP_MS = 500;
/** A list is repeated at least this often, in ms. */
const LONGEST_MS = 60_000;

/** The current list, and a new one whenever a machine reports a change, is lost or is back. */
async function* followList(ctx: Context, hub: HostsHub, next: () => Promise<unknown>): AsyncGenerator<unknown> {
  const { Changes } = await import('../../drive/watch/change-signal.ts');
  const changes = new Changes(ctx, { hub });
  try {
    for (;;) {
      yield await next();
      await ctx.clock.sleep(GAP_MS);
      await changes.next(LONGEST_MS);
      if (changes.ended?.error) throw changes.ended.error;
    }
  } catch (error) {
    if (!ctx.signal?.aborted) throw error;
  } finally {
    changes.close();
  }
}

/** The pane here shows who calls, which the csd there cannot see. */
async function withCaller(ctx: Context, { input: { shape } }: AnyOperation, input: Input): Promise<Input> {
  if ('no_from' in shape && ![input.from, input.no_from, input.command].some((given) => given)) {
    const from = (await findCaller(ctx))?.session;
    return from === undefined ? input : { ...input, from };
  }
  if (!('creator' in shape && 'description' in shape) || input.creator !== undefined) return input;
  const creator = await findCreator(ctx);
  return creator === undefined ? input : { ...input, creator };
}

/** The events of the named sessions, or of all sessions on the hosts. */
async function* watch(ctx: Context, input: Input, fields: readonly string[]): AsyncGenerator<unknown> {
  const { HostsHub } = await import('../../drive/hosts/hosts-hub.ts');
  const hosts = await hostsOf(ctx, input);
  const all = await placesOf(ctx, input);
  const named = () =>
    splitInput(input, fields, hosts?.[0]).map(({ host, input: { sessions } }) => ({
      ...(host !== undefined && { host }),
      sessions: sessions as string[],
    }));
  const isNamed = !isAboutAll(input, fields);
  if (isNamed && (hosts?.length ?? 0) > 1)
    throw new CsdError('bad_input', 'the sessions that are named are on one --host: name them as NAME@HOST');
  const hub = new HostsHub(ctx, isNamed ? named() : all, true);
  yield* hub.events({ signal: ctx.signal });
}

function isAboutAll(input: Input, fields: readonly string[]): boolean {
  return fields.every((field) => input[field] === undefined || (input[field] as unknown[]).length === 0);
}

async function list(
  ctx: Context,
  operation: string,
  input: Input,
  here: (input: Input) => Promise<unknown>,
): Promise<unknown> {
  const { host: _, all_hosts: withOwn, ...rest } = input;
  const hosts = (await hostsOf(ctx, input)) ?? [];
  const [own, answers] = await Promise.all([
    withOwn === true ? (here(rest) as Promise<Input>) : undefined,
    askAll(ctx, hosts, remoteCall(operation, rest), withOwn !== true && hosts.length === 1),
  ]);
  return mergeLists(operation, own, answers);
}

type Split = (ctx: Context, parts: Part[], here: Run, input: Input) => Promise<unknown>;

/** How the outputs of several machines are merged, by operation. */
const SPLITS: Readonly<Record<string, Split>> = {
  wait: (ctx, parts, here, input) => {
    const runs = parts.map(({ host, input: own }) => async (signal: AbortSignal) => {
      const bound = boundTo(ctx, signal);
      const output =
        host === undefined ? here(own, bound) : callOn(bound, host, { ...remoteCall('wait', own), signal });
      return (await output) as WaitOutput;
    });
    const glance = async (n: number) => {
      const { host, input: own } = parts[n] as Part;
      const now = { ...own, timeout: 0.001 };
      const seen = host === undefined ? here(now, ctx) : callOn(ctx, host, remoteCall('wait', now));
      return ((await seen) as WaitOutput).sessions;
    };
    return waitForParts(runs, { any: input.any === true, order: input.sessions as string[], glance });
  },
  usage: async (ctx, parts, here) => {
    const outputs = await Promise.all(parts.map((part) => doPart(ctx, 'usage', part, (own) => here(own, ctx))));
    return { sessions: outputs.flatMap((output) => (output as { sessions: unknown[] }).sessions) };
  },
  forget: async (ctx, parts, here) => {
    const outputs = await eachInTurn(parts.map(withFirst), (part) =>
      doPart(ctx, 'forget', part, (own) => here(own, ctx)),
    );
    return { ok: true, sessions: outputs.flatMap((output) => (output as { sessions: unknown[] }).sessions) };
  },
  kill: async (ctx, parts, here) => {
    const single = parts
      .map(withFirst)
      .flatMap(({ host, input: { session, others = [], ...rest } }) =>
        [session, ...(others as string[])].map(
          (one): Part => ({ ...(host !== undefined && { host }), input: { ...rest, session: one } }),
        ),
      );
    const rows = await eachInTurn(single, async (part) => {
      const { ok: _, ...ended } = (await doPart(ctx, 'kill', part, (own) => here(own, ctx))) as Input;
      const name = part.input.session as string;
      return { session: part.host === undefined ? name : `${name}@${part.host}`, ...ended };
    });
    const { session: _, ...first } = rows[0] ?? { session: '' };
    return { ok: true, ...first, sessions: rows };
  },
};

/** Of several names on one machine the first is `session`, the others are `others`. */
function withFirst({ input, ...part }: Part): Part {
  const { session, others = [], ...rest } = input;
  const [first, ...more] = [...(session === undefined ? [] : [session]), ...(others as unknown[])];
  return { ...part, input: { ...rest, session: first, ...(more.length > 0 && { others: more }) } };
}

/** Does each in turn, even after a failure; then throws the first failure. */
async function eachInTurn<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const outputs: R[] = [];
  const failures: unknown[] = [];
  for (const item of items) {
    await act(item).then(
      (output) => outputs.push(output),
      (error: unknown) => failures.push(error),
    );
  }
  if (failures.length > 0) throw failures[0];
  return outputs;
}

/** The context, with waits that also end with this signal. */
function boundTo(ctx: Context, signal: AbortSignal): Context {
  const clock = { ...ctx.clock, sleep: (ms: number, own?: AbortSignal) => ctx.clock.sleep(ms, own ?? signal) };
  return { ...ctx, clock, signal };
}
