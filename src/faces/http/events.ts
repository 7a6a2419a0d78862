import type { Context } from 'hono';
import { CsdError } from '../../contract/errors.ts';
import type { Event } from '../../contract/event.ts';
import { SessionAddress } from '../../operations/on-hosts/schema.ts';
import { describeFailure } from '../failure.ts';
import type { EventsWanted } from '../host.ts';
import type { Sent } from './sse.ts';

/** What a request for events asks for: `?sessions=a,b`, and the number after which to go on, by `Last-Event-ID` or `?after=`. */
export function wantedOf(c: Context): EventsWanted {
  const { sessions, after } = c.req.query();
  const last = c.req.header('last-event-id') ?? after;
  return {
    ...(sessions !== undefined && { sessions: sessions.split(',').map(checkName) }),
    ...(last !== undefined && { after: checkNumber(last) }),
  };
}

/** Events as they are sent: the number of each is its id, its type its event. */
export async function* toSent(events: AsyncIterable<Event>): AsyncIterable<Sent> {
  yield* orFailure(events, (event) => ({ id: String(event.seq), event: event.type, data: event }));
}

/** Items of a streaming operation as they are sent. */
export async function* itemsToSent(items: AsyncIterable<unknown>): AsyncIterable<Sent> {
  yield* orFailure(items, (data) => ({ data }));
}

/** The answer has begun when a stream fails, so its failure is an event of its own, the last one. */
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
