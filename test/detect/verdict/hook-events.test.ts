import { describe, expect, test } from 'vitest';
import { hooks } from '../../../src/backends/claude/hooks.ts';
import { readHooks } from '../../../src/detect/verdict/hook-events.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const bytes = (...lines: string[]) => new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
const line = (event: object) => JSON.stringify({ ts: 1_700_000_000, event: { session_id: ID, ...event } });
const prompted = (prompt: string) => line({ hook_event_name: 'UserPromptSubmit', prompt });
const read = (file: Uint8Array, start = 0) => readHooks(file, start, hooks, [ID]);

describe('the events file', () => {
  test('yields the events in order, with their time and position', () => {
    const file = bytes(line({ hook_event_name: 'SessionStart', source: 'startup' }), prompted('say "hello"\nto all'));
    const { events, end } = read(file);
    expect(events).toMatchObject([
      { event: 'SessionStart', at: 1_700_000_000_000 },
      { event: 'UserPromptSubmit', prompt: 'say "hello"\nto all', end: file.length },
    ]);
    expect(end).toBe(file.length);
  });

  test('names the tool of an event', () => {
    const file = bytes(
      line({ hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: { command: 'ls' } }),
    );
    expect(read(file).events).toMatchObject([{ event: 'PermissionRequest', tool: 'Bash' }]);
  });

  test('other sessions are ignored', () => {
    expect(read(bytes(prompted('mine'), prompted('theirs').replace(ID, ID.replace('1', '2')))).events).toHaveLength(1);
  });

  test('incomplete lines at both ends, noise and unknown events are skipped', () => {
    const noise = ['', 'not JSON', '[]', 'null', '{"ts":"1","event":{}}', '{"ts":1,"event":7}', '{"ts":1,"cut":"{"}'];
    const file = bytes(...noise, prompted('whole'));
    const half = new Uint8Array([...file, ...new TextEncoder().encode('{"ts":1,"eve')]);
    expect(read(half).events.map(({ prompt }) => prompt)).toEqual(['whole']);
    expect(read(half).end).toBe(file.length);
    const tail = bytes(prompted('one'), prompted('two')).subarray(5);
    expect(read(tail, 5).events.map(({ prompt }) => prompt)).toEqual(['two']);
  });

  test.each(['a\\\\nb \\\\"c', 'é'.repeat(50), '\\\\u00e9x'])(
    'a truncated event keeps the beginning of its prompt: %s',
    (text) => {
      const raw = `{"session_id":"${ID}","hook_event_name":"UserPromptSubmit","prompt":"${text.replaceAll('\\\\', '\\')}`;
      for (let length = raw.indexOf('"prompt"') + 10; length <= raw.length; length++) {
        const file = bytes(JSON.stringify({ ts: 1, cut: raw.slice(0, length) }));
        const [event] = read(file).events;
        expect(event).toMatchObject({ event: 'UserPromptSubmit', cut: true });
        const whole = JSON.parse(`"${text.replaceAll('\\\\', '\\')}"`) as string;
        expect(whole.startsWith(event?.prompt ?? '?')).toBe(true);
      }
    },
  );
});

describe('the settings that ask for events', () => {
  test('name every event, with a time limit', () => {
    const { hooks: asked } = hooks.settings('append it', {}) as { hooks: Record<string, unknown[]> };
    expect(Object.keys(asked)).toEqual(hooks.events);
    expect(asked.Stop).toEqual([{ hooks: [{ type: 'command', command: 'append it', timeout: 5 }] }]);
  });

  test('keep the caller’s own settings', () => {
    const theirs = { hooks: [{ type: 'command', command: 'theirs' }] };
    const merged = hooks.settings('ours', { model: 'opus', hooks: { Stop: [theirs], Setup: [theirs] } });
    expect(merged).toMatchObject({ model: 'opus', hooks: { Setup: [theirs], Stop: [theirs, { hooks: [{}] }] } });
  });
});
