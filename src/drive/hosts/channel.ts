import {
  type CallerWord,
  type CallReply,
  type CallRequest,
  MOST_REPLY,
  PROTOCOL,
  type ProtocolVersion,
} from '../../contract/host-call.ts';
import { isTooDeep } from '../../contract/json.ts';
import type { Channel, RemoteHost } from '../../ports/transport.ts';
import type { Context } from '../session/context.ts';
import { isAboutCut, malformed, mismatch, NoAnswer, plainVersion, plainWords, whyEnded } from './host-failures.ts';

/** The variable part of a call; the rest of the request is the same for all. */
export type Question = Pick<CallRequest, 'operation' | 'input' | 'id' | 'waits' | 'follow'>;

/** How long the csd there may take to say who it is, in ms. */
const GREETING_MS = 15_000;
/** How often the caller says that it is still there, in ms. */
const BEAT_MS = 10_000;
/** The minor version since which a state is answered to a caller that sends nothing more. */
const ANSWERS_AT_ONCE = 1;
/** How many lines that are not csd's are skipped, such as a shell's greeting. */
const MOST_NOISE = 1000;
/** The same for a reply that contains a transcript: a recording has up to 32 MiB of one, as JSON in JSON. */
const MOST_WHOLE = 64 * 1024 * 1024;
const WHOLE = ['send_recording', 'history', 'output', 'logs', 'read_events', 'read_turn', 'batch'];

/**
 * Sends one request, and yields the replies as they come. Throws `NoAnswer` if the connection fails or is lost,
 * `version_mismatch`, and `remote_failed` for what is not a reply. Leaving the loop, or the context's signal, ends the
 * call there too.
 *
 * A call with an id is sent only after the csd there has greeted: until then it was certainly not done. Other calls are
 * sent with the connection, which saves a round trip.
 */
export async function* ask(
  ctx: Context,
  host: RemoteHost,
  question: Question,
  signal?: AbortSignal,
): AsyncGenerator<CallReply> {
  if (ctx.reach === undefined) throw new Error('this context has no transport to other machines');
  const transport = await ctx.reach();
  const request: CallRequest = {
    protocol: PROTOCOL,
    version: transport.version,
    ...question,
    ...(ctx.needsConsent && { by_model: true }),
  };
  const channel = await transport.open(host, WHOLE.includes(question.operation) ? MOST_WHOLE : MOST_REPLY);
  const say = (word: CallerWord) => channel.send(JSON.stringify(word));
  const life = new AbortController();
  const cancel = () => {
    say({ cancel: true });
    channel.close();
    life.abort(signal?.reason);
  };
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  let isDone = false;
  let remembered: Promise<void> | undefined;
  try {
    const send = () => channel.send(JSON.stringify(request));
    if (question.id === undefined) send();
    const lines = channel.lines[Symbol.asyncIterator]();
    const { version, protocol } = await greeting(ctx, host, { channel, lines }, life.signal);
    if (protocol.major !== PROTOCOL.major)
      throw mismatch(host.name, { version: transport.version, protocol: PROTOCOL }, { version, protocol });
    if (question.id !== undefined) send();
    if (question.operation === 'state' && protocol.minor >= ANSWERS_AT_ONCE)
      remembered = transport.remember?.(host).catch(() => undefined);
    void beat(ctx, say, life.signal);
    for (let noise = 0; ; ) {
      const { value: line, done } = await orAborted(lines.next(), life.signal);
      if (done) break;
      if (isTooDeep(line)) throw malformed(host.name, question.operation, '');
      const reply = toReply(line);
      if (reply === undefined) {
        if (++noise > MOST_NOISE) throw malformed(host.name, question.operation, '');
        continue;
      }
      yield reply;
      if ('output' in reply || 'failure' in reply || 'end' in reply) {
        isDone = true;
        return;
      }
    }
    throw new NoAnswer(host.name, true, whyEnded(host.program, await channel.over, true));
  } finally {
    signal?.removeEventListener('abort', cancel);
    life.abort();
    // The reader left the loop, so it wants no more.
    if (!isDone) say({ cancel: true });
    channel.close();
    await remembered;
  }
}

type Lines = AsyncIterator<string>;
type Greeting = { version: string; protocol: ProtocolVersion };

/**
 * Waits for the greeting. Throws `NoAnswer` if none comes, with a hint if an older csd is there that cannot be called.
 */
async function greeting(
  ctx: Context,
  host: RemoteHost,
  { channel, lines }: { channel: Channel; lines: Lines },
  signal: AbortSignal,
): Promise<Greeting> {
  const tooLate = new AbortController();
  const late = ctx.clock.sleep(GREETING_MS, tooLate.signal).then(() => 'late' as const);
  late.catch(() => undefined);
  try {
    for (let n = 0; n <= MOST_NOISE; n++) {
      const next = await Promise.race([orAborted(lines.next(), signal), late]);
      if (next === 'late') {
        // A kept connection may be dead without knowing it.
        await (await ctx.reach?.())?.drop(host);
        throw new NoAnswer(host.name, false, `no answer within ${GREETING_MS / 1000} s`);
      }
      if (next.done) break;
      const reply = toReply(next.value);
      if (reply !== undefined && 'csd' in reply)
        return { version: plainVersion(reply.csd.version), protocol: reply.csd.protocol };
    }
  } finally {
    tooLate.abort();
  }
  channel.close();
  const end = await channel.over;
  if (end.code !== 255 && /unknown command\W+call\b/.test(end.words))
    throw mismatch(
      host.name,
      { version: (await ctx.reach?.())?.version ?? '', protocol: PROTOCOL },
      { version: 'of an earlier release' },
    );
  const isSudden = end.code === 255 && (plainWords(end.words) === '' || isAboutCut(end.words));
  throw new NoAnswer(host.name, false, whyEnded(host.program, end, false), isSudden);
}

async function beat(ctx: Context, say: (word: CallerWord) => void, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await ctx.clock.sleep(BEAT_MS, signal);
      say({ here: true });
    }
  } catch {
    // The call is over.
  }
}

function toReply(line: string): CallReply | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const reply = JSON.parse(line) as CallReply;
    if ('failure' in reply) return isFailure(reply.failure) ? reply : undefined;
    return isGreeting(reply) || ['item', 'output', 'end'].some((key) => key in reply) ? reply : undefined;
  } catch {
    return undefined;
  }
}

function isGreeting(reply: CallReply): boolean {
  if (!('csd' in reply)) return false;
  const { version, protocol } = Object(reply.csd) as Partial<Greeting>;
  return typeof version === 'string' && Number.isInteger(protocol?.major) && Number.isInteger(protocol?.minor);
}

function isFailure(failure: unknown): boolean {
  const { error, code } = Object(failure) as { error?: unknown; code?: unknown };
  return typeof error === 'string' && typeof code === 'string';
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
