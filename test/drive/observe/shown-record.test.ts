import { beforeEach, expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import { Meter } from '../../../src/drive/delegate/meter.ts';
import { findShownRecord } from '../../../src/drive/observe/shown-record.ts';
import type { Observation } from '../../../src/drive/session/observation.ts';
import { loadSidecar, saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { pinConversation } from '../../../src/drive/signals/open-transcript.ts';
import { usage } from '../../../src/operations/sessions/usage.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import type { FakePane } from '../../fakes/tmux.ts';

const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, second)).toISOString();
/** A conversation's id, which contains its start: this many seconds after the session's. */
const idOf = (second: number) => {
  const hex = Date.parse(at(second)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};
const pathOf = (second: number) =>
  `/home/me/.codex/sessions/2030/01/01/rollout-2030-01-01T00-00-00-${idOf(second)}.jsonl`;

let ctx: FakeContext;
let pane: FakePane;
let sidecar: Sidecar;

/** Writes a conversation with one answered prompt, begun this many seconds after the session; returns its path. */
function put(second: number, prompt: string, tokens: number): string {
  const line = (type: string, payload: object) => `${JSON.stringify({ timestamp: at(second), type, payload })}\n`;
  const event = (payload: object) => line('event_msg', payload);
  const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: `To ${prompt}.` }] };
  const records = [
    line('session_meta', { id: idOf(second), cwd: '/work/app', timestamp: at(second), source: 'cli' }),
    event({ type: 'task_started' }),
    event({ type: 'user_message', message: prompt }),
    line('response_item', message),
    line('token_usage_record', { response_id: `of ${prompt}` }),
    event({ type: 'token_count', info: { total_token_usage: { input_tokens: tokens, output_tokens: 1 } } }),
    event({ type: 'task_complete' }),
  ];
  ctx.files.put(pathOf(second), records.join(''));
  return pathOf(second);
}

function show(prompt: string): void {
  const rows = [
    `› ${prompt}`,
    '',
    `• To ${prompt}.`,
    '',
    '  Worked for 1s • 15:30',
    '',
    '› ',
    '',
    '  gpt-5.5 · /work/app',
  ];
  pane.screen = rows.join('\n');
  pane.cursor = { x: 2, y: 6 };
}

beforeEach(async () => {
  ctx = createFakeContext();
  pane = ctx.tmux.add('job');
  ctx.processes.living.set(pane.pid, 'now');
  const place = { pane: pane.id, pane_pid: pane.pid, tmux_session: 'job', created: Date.parse(at(0)) / 1000 };
  const none = { session_id: '', jsonl_path: null, backend_version: null, permission_mode: null };
  sidecar = { name: 'job', cwd: '/work/app', backend: 'codex', ...none, ...place } as unknown as Sidecar;
  await saveSidecar(ctx, sidecar);
});

const tokensTold = async () => {
  const { sessions } = await usage.run({ sessions: ['job'] }, ctx);
  return sessions[0]?.usage?.input_tokens;
};

test('of several open conversations the usage is that of the one on the screen, whichever was written last', async () => {
  const paths = [put(1, 'first', 10), put(2, 'second', 20)];
  ctx.processes.open?.set(pane.pid, paths);
  show('first');
  expect(await tokensTold()).toBe(10);
  show('second');
  expect(await tokensTold()).toBe(20);
});

test('the screen is looked at only while several conversations are open; those of subagents are none', async () => {
  const [first, second] = [put(1, 'first', 10), put(2, 'second', 20)];
  const child = second.replace(idOf(2), idOf(3));
  const source = { subagent: 'review' };
  ctx.files.put(child, `${JSON.stringify({ type: 'session_meta', payload: { cwd: '/work/app', source } })}\n`);
  show('first');
  ctx.processes.open?.set(pane.pid, [first, child]);
  expect(await findShownRecord(ctx, sidecar)).toBe(first);
  expect(ctx.tmux.looks).toEqual([]);
  ctx.processes.open?.set(pane.pid, [first, second]);
  expect(await findShownRecord(ctx, sidecar)).toBe(first);
  expect(ctx.tmux.looks).toHaveLength(1);
});

test('without tmux, or after the agent’s end, it is the one that the session had last', async () => {
  const [first, second] = [put(1, 'first', 10), put(2, 'second', 20)];
  ctx.processes.open?.set(pane.pid, [first, second]);
  const pinned = { ...sidecar, session_id: idOf(1), jsonl_path: first };
  ctx.tmux.failure = 'no server';
  expect(await findShownRecord(ctx, pinned)).toBe(first);
  ctx.processes.living.delete(pane.pid);
  expect(await findShownRecord(ctx, pinned)).toBe(first);
});

test('an agent in a person’s shell is the one whose conversations count, not the shell', async () => {
  const paths = [put(1, 'first', 10), put(2, 'second', 20)];
  const inShell = { ...sidecar, agent_pid: pane.pid + 1, agent_start: 'now' };
  ctx.processes.living.set(inShell.agent_pid, 'now');
  ctx.processes.open?.set(inShell.agent_pid, paths);
  ctx.processes.open?.set(pane.pid, []);
  expect((await new Meter(ctx, inShell).read(paths[1])).turns).toBe(2);
});

test('limits count the calls of every conversation that was begun in the session, whichever is on the screen', async () => {
  const turns = async () => (await new Meter(ctx, await loadSidecar(ctx, 'job')).read()).turns;
  const [before, first, second] = [put(-600, 'before', 5), put(1, 'first', 10), put(2, 'second', 20)];
  ctx.processes.open?.set(pane.pid, [before, first, second]);
  show('first');
  expect(await turns()).toBe(2);
  // The agent closes the one that it left.
  await pinConversation(ctx, on(first, sidecar));
  await pinConversation(ctx, on(second, await loadSidecar(ctx, 'job')));
  ctx.processes.open?.set(pane.pid, [second]);
  expect(await turns()).toBe(2);
  expect(await loadSidecar(ctx, 'job')).toMatchObject({ session_id: idOf(2), earlier: [idOf(1)] });
});

test('a conversation of before the session is not kept as one of its own', async () => {
  const [before, first] = [put(-600, 'before', 5), put(1, 'first', 10)];
  await pinConversation(ctx, on(before, sidecar));
  await pinConversation(ctx, on(first, await loadSidecar(ctx, 'job')));
  expect(await loadSidecar(ctx, 'job')).not.toHaveProperty('earlier');
});

/** What `pinConversation` reads of a look that has found this record. */
function on(path: string, known: Sidecar): Observation {
  return { sidecar: known, signals: { transcript: { kind: 'read', path, turn: {} } } } as unknown as Observation;
}
