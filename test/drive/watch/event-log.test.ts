import { beforeEach, describe, expect, test } from 'vitest';
import type { Event, Watched } from '../../../src/contract/event.ts';
import { EventLog } from '../../../src/drive/watch/event-log.ts';

const MEGABYTE = 'x'.repeat(1_000_000);
let log: EventLog;
let over: AbortController;
beforeEach(() => {
  log = new EventLog(
    () => 5,
    0,
    () => [],
  );
  over = new AbortController();
});

const change = (text: string) => {
  const seen: Watched = {
    session: 'job',
    cwd: '/',
    backend: 'claude',
    state: { status: 'idle_done', text },
    alive: true,
    since: 1,
    at: 1,
  };
  log.publish({ type: 'changed', ...seen, previous: { status: 'spawning' } });
};
/** What a reader gets that reconnects after a change. */
const since = async (after: number): Promise<string[]> => {
  const types: string[] = [];
  for await (const { type } of log.subscribe({ after }, over.signal)) {
    types.push(type);
    if (type === 'snapshot' || types.length === 8) break;
  }
  return types;
};

describe('the log of changes is limited by its size', () => {
  test('large changes are kept for fewer steps than small ones', async () => {
    for (let n = 0; n < 20; n++) change(MEGABYTE);
    expect(await since(2)).toEqual(['resync', 'snapshot']);
    for (let n = 0; n < 900; n++) change('small');
    expect((await since(912)).slice(0, 3)).toEqual(['changed', 'changed', 'changed']);
  });

  test('a reader that reads nothing is told to start again', async () => {
    const reader = log.subscribe({}, over.signal);
    const first = await reader.next();
    expect(first.value?.type).toBe('snapshot');
    for (let n = 0; n < 20; n++) change(MEGABYTE);
    expect([(await reader.next()).value?.type, (await reader.next()).value?.type]).toEqual(['resync', 'snapshot']);
  });

  test('a single change above the limit still reaches a reader', async () => {
    const reader = log.subscribe({}, over.signal);
    await reader.next();
    change(MEGABYTE.repeat(9));
    const { type, state } = (await reader.next()).value as Event & Watched;
    expect([type, state.status === 'idle_done' && state.text.length]).toEqual(['changed', 9_000_000]);
  });
});
