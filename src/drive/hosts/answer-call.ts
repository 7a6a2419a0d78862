import { CsdError } from '../../contract/errors.ts';
import { CALL_ID, type CallReply, type CallRequest, PROTOCOL } from '../../contract/host-call.ts';
import { isObject } from '../../contract/json.ts';
import type { Context } from '../session/context.ts';
import { answerOnce } from './call-record.ts';
import { plainVersion } from './host-failures.ts';

/** A caller on another machine. */
export interface Caller {
  /** What it sends, line by line; ends when the caller disconnects. */
  lines: AsyncIterator<string>;
  /** False if it reads no more. */
  say(reply: CallReply): Promise<boolean>;
}

/** The operations that can be called here. */
export interface Callables {
  version: string;
  /** The output, or for a stream the `AsyncIterable` of its items. Throws the operation's failure. */
  perform(request: CallRequest, signal: AbortSignal): Promise<unknown>;
  /** The JSON of a failure. */
  describe(error: unknown): { error: string; code: string };
}

/** A caller that is silent for this long has lost its connection, in ms; it sends something every 10 s. */
const SILENCE_MS = 45_000;
/** How long a wait continues after its caller is gone, in ms, for a caller that asks again. */
const GRACE_MS = 120_000;

/**
 * Answers one call. A call that only looks ends with its caller. One that acts continues to its end and keeps the
 * outcome, and so does a wait for a while. A caller can cancel any call.
 */
export async function answerCall(
  ctx: Context,
  caller: Caller,
  callables: Callables,
  stop: AbortController,
): Promise<void> {
  await caller.say({ csd: { version: callables.version, protocol: PROTOCOL } });
  const { value: line, done } = await caller.lines.next();
  if (done) return;
  try {
    const request = readRequest(line, callables.version);
    void heed(ctx, caller, request, stop);
    if (request.id === undefined) await answerAtOnce(caller, request, callables, stop.signal);
    else await caller.say(await answerOnce(ctx, request.id, request, () => lastReply(request, callables, stop.signal)));
  } catch (error) {
    await caller.say({ failure: callables.describe(error) });
  }
}

async function answerAtOnce(
  caller: Caller,
  request: CallRequest,
  { perform }: Callables,
  signal: AbortSignal,
): Promise<void> {
  const outcome = await perform(request, signal);
  if (!isStream(outcome)) return void (await caller.say({ output: outcome }));
  for await (const item of outcome) if (!(await caller.say({ item }))) return;
  await caller.say({ end: true });
}

async function lastReply(request: CallRequest, { perform, describe }: Callables, signal: AbortSignal) {
  try {
    return { output: await perform(request, signal) };
  } catch (error) {
    if (!signal.aborted || error instanceof CsdError) return { failure: describe(error) };
    const why = (signal.reason as Error | undefined)?.message ?? 'it was cancelled';
    return {
      failure: {
        error: `${request.operation} was ended before it was done: ${why}`,
        code: 'unreachable',
        done: 'unknown',
      },
    };
  }
}

/**
 * Ends the call if its caller cancels it; if the caller has disconnected or is silent, ends a call that is of no use to
 * anyone any more.
 */
async function heed(ctx: Context, { lines }: Caller, { id, waits }: CallRequest, stop: AbortController): Promise<void> {
  const cancel = (why: string) => stop.abort(new Error(why));
  for (;;) {
    const silence = new AbortController();
    const silent = ctx.clock.sleep(SILENCE_MS, silence.signal).then(
      () => true,
      () => true,
    );
    const next = await Promise.race([lines.next(), silent.then(() => undefined)]);
    silence.abort();
    if (next === undefined || next.done) break;
    if (isCancel(next.value)) return cancel('its caller cancelled it');
  }
  if (id === undefined) return cancel('its caller has disconnected');
  if (!waits) return;
  await ctx.clock.sleep(GRACE_MS).catch(() => undefined);
  cancel('its caller has disconnected');
}

function isCancel(line: string): boolean {
  try {
    return Object(JSON.parse(line)).cancel === true;
  } catch {
    return false;
  }
}

function isStream(outcome: unknown): outcome is AsyncIterable<unknown> {
  return typeof outcome === 'object' && outcome !== null && Symbol.asyncIterator in outcome;
}

/**
 * Throws `version_mismatch` for a request of another major version, and `bad_input` for anything that is not a request.
 */
export function readRequest(line: string, own: string): CallRequest {
  const request = parse(line);
  const { protocol, version, operation, input, id } = request;
  const numbers = [protocol?.major, protocol?.minor];
  if (!numbers.every(Number.isInteger) || typeof version !== 'string') throw noRequest();
  if (protocol?.major !== PROTOCOL.major) {
    const tell = (who: string, { major, minor }: { major: number; minor: number }) =>
      `csd ${who} with protocol ${major}.${minor}`;
    const there = plainVersion(version);
    const asked = tell(there, protocol as CallRequest['protocol']);
    throw new CsdError(
      'version_mismatch',
      `${tell(own, PROTOCOL)} was called by ${asked}: install the same version on both`,
      {
        here: own,
        there,
      },
    );
  }
  const isId = id === undefined || (typeof id === 'string' && CALL_ID.test(id));
  if (typeof operation !== 'string' || !isObject(input) || !isId) throw noRequest();
  return request as CallRequest;
}

function parse(line: string): Partial<CallRequest> {
  try {
    return Object(JSON.parse(line)) as Partial<CallRequest>;
  } catch {
    throw noRequest();
  }
}

function noRequest(): CsdError {
  return new CsdError('bad_input', 'csd call takes a request of another csd on standard input, as a line of JSON');
}
