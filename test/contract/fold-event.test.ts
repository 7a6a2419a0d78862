import { expect, test } from 'vitest';
import type { Event } from '../../src/contract/event.ts';
import { foldEvent } from '../../src/contract/fold-event.ts';
import { watched } from '../faces/face-host.ts';

const numbered = { seq: 1, at: 2 };
const snapshot = (...names: string[]): Event => ({
  ...numbered,
  type: 'snapshot',
  sessions: names.map((name) => watched(name)),
});

test('a snapshot replaces everything known, in its order, and names the sessions that are gone', () => {
  const sessions = new Map([
    ['old', watched('old')],
    ['b', watched('b')],
  ]);
  const { seen, gone } = foldEvent(sessions, snapshot('a', 'b'));
  expect([...sessions.keys()]).toEqual(['a', 'b']);
  expect(seen.map(({ session }) => session)).toEqual(['a', 'b']);
  expect(gone).toEqual(['old']);
});

test('one session appears, changes and disappears', () => {
  const sessions = new Map([['a', watched('a')]]);
  const appeared: Event = { ...watched('b'), ...numbered, type: 'appeared' };
  expect(foldEvent(sessions, appeared)).toEqual({ seen: [appeared], gone: [] });
  const changed: Event = { ...watched('b'), ...numbered, alive: false, type: 'changed', previous: watched('b').state };
  expect(foldEvent(sessions, changed)).toEqual({ seen: [changed], gone: [] });
  expect(sessions.get('b')?.alive).toBe(false);
  const gone: Event = { ...numbered, type: 'gone', session: 'b' };
  expect(foldEvent(sessions, gone)).toEqual({ seen: [], gone: ['b'] });
  expect(foldEvent(sessions, gone)).toEqual({ seen: [], gone: [] });
  expect([...sessions.keys()]).toEqual(['a']);
});

test.each<Event>([
  { ...numbered, type: 'resync', reason: 'too slow' },
  { ...numbered, type: 'notice', message: 'a sidecar cannot be read' },
])('$type changes nothing', (event) => {
  const sessions = new Map([['a', watched('a')]]);
  expect(foldEvent(sessions, event)).toEqual({ seen: [], gone: [] });
  expect([...sessions.keys()]).toEqual(['a']);
});
