import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Event } from '../../../src/contract/event.ts';
import { type PlainHost, runPlain } from '../../../src/faces/top/plain.ts';
import { DONE, seen } from './model.ts';

test('a renamed session is reported once, and not as gone', async () => {
  const job = seen('job', DONE);
  const events = [
    { type: 'snapshot', seq: 1, at: 1, sessions: [job] },
    { type: 'gone', seq: 2, at: 1, session: 'job', renamed_to: 'new' },
    { type: 'appeared', seq: 3, ...job, session: 'new', renamed_from: 'job' },
    { type: 'gone', seq: 4, at: 1, session: 'new' },
  ] as Event[];
  const written: string[] = [];
  const host = {
    operations: { watch: async () => ({}) },
    call: async () => events,
    hosts: {},
    write: (text: string) => written.push(text),
    lines: new PassThrough(),
  } as unknown as PlainHost;
  await runPlain(host, new AbortController().signal);
  const lines = written.join('').trim().split('\n');
  expect(lines.slice(-2)).toEqual(['job: is now called new', 'new: gone']);
  expect(lines.filter((line) => line.startsWith('new'))).toEqual(['new: gone']);
});
