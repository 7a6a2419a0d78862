import { beforeEach, describe, expect, test } from 'vitest';
import type { AnyOperation } from '../../../src/contract/operation.ts';
import { callOperation } from '../../../src/operations/call-operation.ts';
import { approveTool } from '../../../src/operations/workers/approve-tool.ts';
import { converse } from '../../../src/operations/workers/converse.ts';
import { eventsFile } from '../../../src/operations/workers/events-file.ts';
import { grant } from '../../../src/operations/workers/grant-consent.ts';
import { handoff } from '../../../src/operations/workers/handoff.ts';
import { listWorkers } from '../../../src/operations/workers/list-workers.ts';
import { readEvents } from '../../../src/operations/workers/read-events.ts';
import { readTurn } from '../../../src/operations/workers/read-turn.ts';
import { sessionId } from '../../../src/operations/workers/session-id.ts';
import { renderPanel } from '../../../src/operations/workers/started-worker.ts';
import { status } from '../../../src/operations/workers/status.ts';
import { stop } from '../../../src/operations/workers/stop.ts';
import { waitForTurnOperation } from '../../../src/operations/workers/wait-for-turn.ts';
import { toWorkerRequest } from '../../../src/operations/workers/worker-fields.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

const VIEW = { now: 0, flags: {} };
const DIR = '/workers';
const EVENTS = `${DIR}/sid-1.events.jsonl`;

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
  ctx.env.CSD_WORKER_DIR = DIR;
  ctx.files.put(`${DIR}/sid-1.meta`, JSON.stringify({ tmux_name: 'fixer', session_id: 'sid-1', cwd: '/work/app' }));
  ctx.tmux.add('fixer').command = 'sleep';
});

const call = (operation: AnyOperation, input: Record<string, unknown>) => callOperation(operation, input, ctx);
const emit = (...names: string[]) =>
  ctx.files.put(EVENTS, names.map((event, n) => `${JSON.stringify({ ts: `t${n}`, event })}\n`).join(''));

async function eventsOf(input: object): Promise<unknown[]> {
  const found: unknown[] = [];
  const events = await call(readEvents as AnyOperation, { worker: 'fixer', ...input });
  for await (const { event } of events as AsyncIterable<{ event: string }>) found.push(event);
  return found;
}

describe('a command on a worker', () => {
  test.each([
    ['its session id', sessionId, { session_id: 'sid-1' }],
    ['its file of events', eventsFile, { events_file: EVENTS }],
    [
      'the command that attaches to its terminal',
      handoff,
      { name: 'fixer', attach: expect.stringMatching(/^tmux .*fixer/) },
    ],
  ] as [string, AnyOperation, object][])('%s, by name and by session id', async (_, operation, told) => {
    for (const worker of ['fixer', 'sid-1']) expect(await call(operation, { worker })).toMatchObject(told);
  });

  test.each([
    status,
    sessionId,
    eventsFile,
    handoff,
    readTurn,
    stop,
    waitForTurnOperation,
    approveTool,
    converse,
  ] as AnyOperation[])('on an unknown one is an error: $name', async (operation) => {
    const more: Record<string, object> = { approve_tool: { decision: 'allow' }, converse: { prompt: 'hello' } };
    const input = { worker: 'nobody', ...more[operation.name] };
    await expect(call(operation, input)).rejects.toMatchObject({ code: 'no_such_session' });
  });
});

describe('status and the list of workers', () => {
  test('agree, and the list omits workers that are gone', async () => {
    emit('session_start', 'user_prompt_submit');
    expect(await call(status as AnyOperation, { worker: 'fixer' })).toMatchObject({ status: 'working' });
    const row = { status: 'working', name: 'fixer', session_id: 'sid-1', cwd: '/work/app' };
    expect(await call(listWorkers, {})).toMatchObject({ workers: [row], known: 1 });
    expect(await call(listWorkers, { pattern: 'other' })).toEqual({ workers: [], known: 1 });
    ctx.tmux.restartServer();
    expect(await call(listWorkers, {})).toEqual({ workers: [], known: 1 });
    expect(await call(listWorkers, { all: true })).toMatchObject({ workers: [{ ...row, status: 'gone' }] });
  });

  test('the table has a row for each, separated by tabs, and is empty if there is none', () => {
    const row = { status: 'idle' as const, name: 'a', session_id: 's', shim: '/x/a', cwd: '/w' };
    const table = listWorkers.cli.render?.({ workers: [row], known: 1 }, VIEW);
    expect(table).toBe('STATUS\tTMUX\tSESSION_ID\tSHIM\tCWD\nidle\ta\ts\t/x/a\t/w');
    expect(listWorkers.cli.render?.({ workers: [], known: 0 }, VIEW)).toBe('');
    expect(listWorkers.cli.stderrNote?.({ workers: [], known: 0 })).toBe('No workers found');
  });
});

describe('events', () => {
  test('are returned all, the last ones, or those of a type', async () => {
    emit('session_start', 'stop', 'user_prompt_submit', 'stop');
    expect(await eventsOf({})).toEqual(['session_start', 'stop', 'user_prompt_submit', 'stop']);
    expect(await eventsOf({ last: 1 })).toEqual(['stop']);
    expect(await eventsOf({ type: 'stop' })).toEqual(['stop', 'stop']);
  });

  test('are refused if the type is invalid', async () => {
    await expect(eventsOf({ type: 'a b' })).rejects.toMatchObject({ code: 'bad_input' });
  });

  test('the end of a turn is reported with its event, within the given seconds', async () => {
    emit('user_prompt_submit', 'stop');
    const wait = waitForTurnOperation as AnyOperation;
    expect(await call(wait, { worker: 'fixer', timeout: 0 })).toMatchObject({ event: 'stop' });
    await expect(call(wait, { worker: 'fixer', timeout: 1, after_line: 2 })).rejects.toMatchObject({ code: 'timeout' });
    await expect(call(wait, { worker: 'fixer', timeout: -1 })).rejects.toMatchObject({ code: 'bad_input' });
  });
});

test('stop ends a worker and removes its files', async () => {
  emit('session_start');
  expect(await call(stop, { worker: 'fixer' })).toMatchObject({ ok: true, name: 'fixer', session_id: 'sid-1' });
  expect([...ctx.files.texts.keys()].filter((file) => file.startsWith(`${DIR}/sid-1`))).toEqual([]);
  await expect(call(stop, { worker: 'fixer' })).rejects.toMatchObject({ code: 'no_such_session' });
});

test('refused consent exits with 1, and says what can be done', () => {
  const refused = { consent: 'refused' as const, path: '/p' };
  expect(grant.cli.exit?.(refused)).toBe(1);
  expect(grant.cli.render?.(refused, VIEW)).toContain('--gated');
  expect(grant.cli.exit?.({ consent: 'given', path: '/p' })).toBe(0);
});

describe('a worker that is started', () => {
  test('is reported as launched, or as adopted into a pane', () => {
    const started = {
      name: 'fixer',
      session_id: 's',
      cwd: '/w',
      shim: '/x',
      events_file: '/e',
      reproduce: 'csd launch',
      attach: 'tmux attach',
    };
    expect(renderPanel({ ...started, how: 'launched' })).toMatch(/^Worker launched\.\n {2}tmux: +fixer\n/);
    expect(renderPanel({ ...started, how: 'opened new pane' })).toMatch(/^Worker adopted \(opened new pane\)\./);
    expect(renderPanel({ ...started, how: 'launched' })).not.toContain('note:');
    expect(renderPanel({ ...started, how: 'launched', marker_warning: 'w' })).toContain('note:       w');
  });

  test('keeps its flags, and an unknown agent is refused', () => {
    const request = toWorkerRequest(ctx, { backend: 'claude', gated: true, driver: 'stream' });
    expect(request).toMatchObject({ gated: true, backend: { name: 'claude' }, start: { driver: 'stream' } });
    expect(request.flags).toEqual(['--driver', 'stream']);
    expect(() => toWorkerRequest(ctx, { backend: 'none' })).toThrow('none');
  });
});
