import { randomBytes } from 'node:crypto';
import { CsdError } from '../../contract/errors.ts';
import { CALL_ID, type CallReply } from '../../contract/host-call.ts';
import { quote } from '../../contract/json.ts';
import type { RemoteHost } from '../../ports/transport.ts';
import type { Context } from '../session/context.ts';
import { ask, type Question } from './channel.ts';
import { findHost } from './find-host.ts';
import { malformed, NoAnswer, toFailure, toUnreachable } from './host-failures.ts';
import { withinTime } from './within-time.ts';

/**
 * How a call may be repeated: `free`, it only looks; `wait`, it only waits, but not for past events; `once`, it acts.
 */
export type Repeat = 'free' | 'wait' | 'once';

export interface RemoteCall {
  operation: string;
  input: Record<string, unknown>;
  repeat: Repeat;
  /** How long to retry a lost connection, in ms. */
  patienceMs?: number;
  signal?: AbortSignal | undefined;
  /** Says where an output does not match the operation; `undefined` if it is valid. */
  check?: ((output: unknown) => Promise<string | undefined>) | undefined;
}

/** How often to repeat a call that only looks after its connection was lost. */
const LOOKS = 3;
/** How long the csd there may take to answer a call that only looks, in ms: it may be stopped, or lie. */
const ANSWER_MS = 60_000;
/** How long to ask for the outcome of a call that acts, in ms, and the pauses in between. */
const PATIENCE_MS = 60_000;
const PAUSES_MS = [200, 500, 1000, 2000];

/**
 * Runs an operation on another machine, and returns its output. Throws its failure, or `unreachable`. If the connection
 * is lost after the call was sent, asks for its outcome until there is one: because of its id it is done once.
 */
export async function callRemote(ctx: Context, name: string, call: RemoteCall): Promise<unknown> {
  const host = await findHost(ctx, name);
  const { operation, input, repeat, signal = ctx.signal } = call;
  let id = repeat === 'free' ? undefined : idOf(ctx, repeat);
  const giveUpAt = ctx.clock.elapsed() + (call.patienceMs ?? PATIENCE_MS);
  let wasAsked = false;
  for (let n = 0; ; n++) {
    try {
      const question: Question = { operation, input, ...(id && { id }), ...(repeat === 'wait' && { waits: true }) };
      const output = await (repeat === 'free' ? outcomeInTime : outcomeOf)(ctx, host, question, signal);
      const place = await call.check?.(output);
      if (place === undefined) return output;
      throw malformed(host.name, operation, place);
    } catch (error) {
      if (repeat === 'wait' && wasAsked && isAbandoned(error)) {
        // Nobody asked again for longer than a wait continues alone, so the present situation is the result.
        id = idOf(ctx, repeat);
        continue;
      }
      if (!(error instanceof NoAnswer)) throw error;
      wasAsked ||= error.asked;
      const isToBeRepeated = n < LOOKS && (error.isSudden || (error.asked && id === undefined));
      const goesOn = isToBeRepeated || (id !== undefined && wasAsked && ctx.clock.elapsed() < giveUpAt);
      const isUnknown = repeat === 'once' && id !== undefined && wasAsked;
      if (!goesOn)
        throw isUnknown
          ? unknownOutcome(error, operation, id ?? '')
          : toUnreachable(error, repeat === 'once' ? { done: 'no' } : {});
      if (n > 0 || id !== undefined) await ctx.clock.sleep(PAUSES_MS[Math.min(n, PAUSES_MS.length - 1)] ?? 0, signal);
    }
  }
}

/**
 * The items of a streaming operation on another machine, while the connection lasts; throws `NoAnswer` if it is lost.
 */
export async function* streamRemote(
  ctx: Context,
  host: RemoteHost,
  question: Question,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown> {
  for await (const reply of ask(ctx, host, question, signal)) {
    if ('item' in reply) yield reply.item;
    else if ('failure' in reply) throw toFailure(host.name, reply.failure);
  }
}

/** The outcome of a call that only looks, or `NoAnswer` if there is none within `ANSWER_MS`. */
function outcomeInTime(
  ctx: Context,
  host: RemoteHost,
  question: Question,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const late = () => new NoAnswer(host.name, false, `no answer within ${ANSWER_MS / 1000} s`);
  return withinTime(ctx, { ms: ANSWER_MS, late, signal }, (either) => outcomeOf(ctx, host, question, either));
}

async function outcomeOf(
  ctx: Context,
  host: RemoteHost,
  question: Question,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  for await (const reply of ask(ctx, host, question, signal)) {
    if ('output' in reply) return reply.output;
    if ('failure' in reply) throw refusalOf(host, reply);
    if ('item' in reply) throw malformed(host.name, question.operation, '');
  }
  throw new NoAnswer(host.name, true, 'the csd there ended without an answer');
}

function refusalOf(host: RemoteHost, { failure }: Extract<CallReply, { failure: unknown }>): CsdError {
  return toFailure(host.name, failure);
}

/** The csd there has ended a wait whose caller had long been gone. */
function isAbandoned(error: unknown): boolean {
  return error instanceof CsdError && error.code === 'unreachable' && error.data.done === 'unknown';
}

/** A new id, or that of the call to ask for again. */
function idOf(ctx: Context, repeat: Repeat): string {
  const given = ctx.env.CSD_CALL_ID;
  if (!given || repeat === 'wait') return randomBytes(16).toString('hex');
  if (CALL_ID.test(given)) return given;
  throw new CsdError('bad_input', `CSD_CALL_ID: not the id of a call (32 hexadecimal digits), got ${quote(given)}`);
}

function unknownOutcome(error: NoAnswer, operation: string, id: string): CsdError {
  const more = `; the connection was lost during ${operation}, and it is not known whether it was done: when the host is back, repeat the command with CSD_CALL_ID=${id}, which does nothing twice`;
  return toUnreachable(error, { done: 'unknown', call_id: id }, more);
}
