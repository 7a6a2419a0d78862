import type { Event, Watched } from './event.ts';

/** What one event changed: the sessions that were judged again, and those that are gone. */
export interface Folded {
  seen: readonly Watched[];
  gone: readonly string[];
}

/** Applies one event to the map of sessions and returns what changed. A snapshot replaces the whole map. */
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
