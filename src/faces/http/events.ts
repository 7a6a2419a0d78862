import type { Context } from 'hono';
import { CsdError } from '../../contract/errors.ts';
import type { Event } from '../../contract/event.ts';
import { SessionName } from '../../contract/session.ts';
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

/** Events as a stream of their own: the number of each is its id, its type its event. */
export async function* toSent(events: AsyncIterable<Event>): AsyncIterable<Sent> {
  for await (const event of events) yield { id: String(event.seq), event: event.type, data: event };
}

function checkName(name: string): string {
  const checked = SessionName.safeParse(name);
  if (checked.success) return name;
  throw new CsdError('bad_input', `sessions: ${checked.error.issues[0]?.message}, got ${JSON.stringify(name)}`);
}

function checkNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new CsdError('bad_input', `Last-Event-ID: not the number of an event, got ${JSON.stringify(text)}`);
}
