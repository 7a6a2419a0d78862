import type { Context } from 'hono';
import { CsdError } from '../../contract/errors.ts';
import type { Event } from '../../contract/event.ts';
import { SessionAddress } from '../../operations/on-hosts/schema.ts';
import { describeFailure } from '../failure.ts';
import type { EventsWanted } from '../host.ts';
import type { Sent } from './sse.ts';

/**
 * The parameters of a request for events: `?sessions=a,b`, and the number after which to continue, by `Last-Event-ID`
 * or `?after=`.
 */
export function wantedOf(c: Context): EventsWanted {
  const { sessions, after } = c.req.query();
  const last = c.req.header('last-event-id') ?? after;
  return {
    ...(sessions !== undefined && { sessions: sessions.split(',').map(checkName) }),
    ...(last !== undefined && { after: checkNumber(last) }),
  };
}

/** Events as server-sent events: the number of each is its id, its type the event name. */
export async function* toSent(events: AsyncIterable<Event>): AsyncIterable<Sent> {
  yield* orFailure(events, (event) => ({ id: String(event.seq), event: event.type, data: event }));
}

/** Items of a streaming operation as server-sent events. */
export async function* itemsToSent(items: AsyncIterable<unknown>): AsyncIterable<Sent> {
  yield* orFailure(items, (data) => ({ data }));
}

/** The response has already begun when a stream fails, so the failure is sent as the last event. */
export async function* orFailure<T>(items: AsyncIterable<T>, toSent: (item: T) => Sent): AsyncIterable<Sent> {
  try {
    for await (const item of items) yield toSent(item);
  } catch (error) {
    yield { event: 'failure', data: describeFailure(error).json };
  }
}

function checkName(name: string): string {
  const checked = SessionAddress.safeParse(name);
  if (checked.success) return name;
  throw new CsdError('bad_input', `sessions: ${checked.error.issues[0]?.message}, got ${JSON.stringify(name)}`);
}

function checkNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new CsdError('bad_input', `Last-Event-ID: not the number of an event, got ${JSON.stringify(text)}`);
}
