import type { Event, Watched } from './event.ts';

/** What one event did to the sessions that are known: those that were judged again, and those that are there no longer. */
export interface Folded {
  seen: readonly Watched[];
  gone: readonly string[];
}

/** Takes one event into the sessions as the events before told them, which a snapshot replaces; says what that changed. */
export function foldEvent(sessions: Map<string, Watched>, event: Event): Folded {
  switch (event.type) {
    case 'snapshot': {
      const there = new Set(event.sessions.map(({ session }) => session));
      const gone = [...sessions.keys()].filter((session) => !there.has(session));
      sessions.clear();
      for (const seen of event.sessions) sessions.set(seen.session, seen);
      return { seen: event.sessions, gone };
    }
    case 'appeared':
    case 'changed':
      sessions.set(event.session, event);
      return { seen: [event], gone: [] };
    case 'gone':
      return { seen: [], gone: sessions.delete(event.session) ? [event.session] : [] };
    default:
      return { seen: [], gone: [] };
  }
}
