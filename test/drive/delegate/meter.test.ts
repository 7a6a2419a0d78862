import { beforeEach, describe, expect, test } from 'vitest';
import { Meter } from '../../../src/drive/delegate/meter.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { streamSidecar } from '../stream-sidecar.ts';

const CONFIG = '/home/me/.codex';
let ctx: FakeContext;
let day: string;
let meter: Meter;

/** A conversation's id, which contains its start: this many ms after the session. */
function idOf(after: number): string {
  const hex = (ctx.clock.now() + after).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

const fileOf = (id: string) => `${day}/rollout-2026-01-01T00-00-00-${id}.jsonl`;

const meta = (more: object) => ({ type: 'session_meta', payload: { ...more, base_instructions: 'x'.repeat(20_000) } });
const call = (id: string) => ({
  type: 'response_item',
  payload: { type: 'function_call', name: 'exec_command', call_id: id, arguments: '{"cmd":"true"}' },
});
const output = (id: string) => ({ type: 'response_item', payload: { type: 'function_call_output', call_id: id } });
const answered = (response_id: string) => ({ type: 'token_usage_record', payload: { response_id } });
const total = (input_tokens: number) => ({
  type: 'event_msg',
  payload: { type: 'token_count', info: { total_token_usage: { input_tokens, output_tokens: 1 } } },
});

/** Appends to a conversation's record. */
function write(id: string, ...records: object[]): void {
  const before = ctx.files.texts.get(fileOf(id)) ?? '';
  ctx.files.put(fileOf(id), before + records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

const turns = async (id: string) => (await meter.read(fileOf(id))).turns;

beforeEach(() => {
  ctx = createFakeContext();
  day = `${CONFIG}/sessions/${new Date(ctx.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')}`;
  const pane = ctx.tmux.add('job');
  meter = new Meter(ctx, { ...streamSidecar(pane, { backend: 'codex', config_dir: CONFIG }), driver: 'screen' });
});

describe('model calls, on codex', () => {
  test('count when they are answered, while their tools run', async () => {
    const own = idOf(0);
    write(own, meta({ id: own }), call('a'), call('b'));
    expect(await turns(own)).toBe(1);
    write(own, answered('r1'));
    expect(await turns(own)).toBe(1);
    write(own, output('a'), output('b'), total(10));
    expect(await turns(own)).toBe(1);
    write(own, call('c'), answered('r2'), output('c'), total(20), answered('r3'), total(30), total(30));
    expect(await turns(own)).toBe(3);
  });

  test('count also on releases that report only totals', async () => {
    const own = idOf(0);
    write(own, meta({ id: own }), call('a'), call('b'));
    expect(await turns(own)).toBe(1);
    write(own, output('a'), output('b'), total(10));
    expect(await turns(own)).toBe(1);
    write(own, call('c'));
    expect(await turns(own)).toBe(2);
    write(own, output('c'), total(20), total(30));
    expect(await turns(own)).toBe(3);
  });

  test('are not counted twice if a release that reports each call continues a file of an older one', async () => {
    const own = idOf(0);
    write(own, meta({ id: own }), call('a'), output('a'), total(10), total(20));
    write(own, call('b'), answered('r1'), output('b'), total(30));
    expect(await turns(own)).toBe(3);
  });

  test('include those of subagents and their subagents, but not those of other conversations', async () => {
    const [own, child, grandchild, other, others, fork] = [0, 5, 9, 6, 7, 8].map(idOf) as [string, ...string[]];
    const [a = '', b = '', c = '', d = '', e = ''] = [child, grandchild, other, others, fork];
    const sub = (parent: string) => ({ parent_thread_id: parent, source: { subagent: { thread_spawn: { parent } } } });
    write(own, meta({ id: own, source: 'cli' }), call('a'), answered('r1'));
    write(
      a,
      meta({ id: a, ...sub(own) }),
      call('x'),
      output('x'),
      answered('r2'),
      total(10),
      answered('r3'),
      total(20),
    );
    write(b, meta({ id: b, ...sub(a) }), answered('r4'), total(10));
    write(c, meta({ id: c, source: 'cli' }), answered('r5'), total(10));
    write(d, meta({ id: d, ...sub(c) }), answered('r6'), total(10));
    write(e, meta({ id: e, forked_from_id: own, source: 'cli' }), answered('r7'), total(10));
    expect(await turns(own)).toBe(4);
    write(b, answered('r8'), total(20));
    expect(await turns(own)).toBe(5);
  });

  test('include those of a subagent as soon as its first record is complete', async () => {
    const [own, child] = [idOf(0), idOf(5)];
    write(own, meta({ id: own, source: 'cli' }), answered('r1'));
    ctx.files.put(fileOf(child), '{"type":"session_meta","payload":{"id"');
    expect(await turns(own)).toBe(1);
    ctx.files.put(fileOf(child), '');
    write(child, meta({ id: child, parent_thread_id: own }), answered('r2'));
    expect(await turns(own)).toBe(2);
  });

  test('come with the number of subagents in a turn, which an interrupt does not reach', async () => {
    const [own, child] = [idOf(0), idOf(5)];
    const helpers = async () => (await meter.read(fileOf(own))).helpers;
    const event = (type: string) => ({ type: 'event_msg', payload: { type, reason: 'interrupted' } });
    write(own, meta({ id: own, source: 'cli' }), event('task_started'), answered('r1'));
    expect(await helpers()).toBe(0);
    // It begins with a copy of its parent's turn, which was interrupted.
    write(child, meta({ id: child, parent_thread_id: own }), event('task_started'), event('turn_aborted'));
    expect(await helpers()).toBe(0);
    write(child, event('task_started'));
    expect(await helpers()).toBe(1);
    write(child, event('task_complete'));
    expect(await helpers()).toBe(0);
  });
});
