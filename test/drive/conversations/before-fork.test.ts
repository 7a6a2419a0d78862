import { expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import { findTurn, readHistory } from '../../../src/drive/conversations/history.ts';
import { createFakeContext } from '../../fakes/context.ts';

const FOLDER = '/home/me/.claude/projects/-work-app';
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const [LAB, FORK, THIRD] = [id(1), id(2), id(3)];
const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, second)).toISOString();

/** Records as 2.1.332 writes them; a fork has copies of its parent's with the same uuids. */
const asked = (second: number, prompt: string, answer: string) => [
  { type: 'user', uuid: `u${second}`, timestamp: at(second), message: { role: 'user', content: prompt } },
  {
    ...{ type: 'assistant', uuid: `a${second}`, timestamp: at(second + 1) },
    message: {
      id: `m${second}`,
      role: 'assistant',
      content: [{ type: 'text', text: answer }],
      stop_reason: 'end_turn',
    },
  },
];
const compacted = (second: number) => [
  {
    type: 'system',
    subtype: 'compact_boundary',
    uuid: `c${second}`,
    timestamp: at(second),
    content: 'Conversation compacted',
  },
  {
    ...{ type: 'user', uuid: `s${second}`, parentUuid: `c${second}`, timestamp: at(second), isCompactSummary: true },
    message: { role: 'user', content: 'This session is being continued from a previous conversation.' },
  },
];
const MODE = [{ type: 'mode', mode: 'default' }];

function world(files: Record<string, object[]>) {
  const ctx = createFakeContext();
  for (const [name, records] of Object.entries(files))
    ctx.files.put(`${FOLDER}/${name}.jsonl`, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const keep = (name: string, session_id: string, more: Partial<Sidecar>) => {
    const sidecar = {
      name,
      session_id,
      cwd: '/work/app',
      backend: 'claude',
      jsonl_path: null,
      permission_mode: null,
      backend_version: null,
      created: 1,
      ...more,
    } as Sidecar;
    ctx.files.put(`/state/${name}.json`, JSON.stringify(sidecar));
    return sidecar;
  };
  keep('lab', LAB, {});
  const fork = keep('fork', FORK, { forked: true, parent: 'lab', parent_session_id: LAB });
  const third = keep('third', THIRD, { forked: true, parent: 'fork', parent_session_id: FORK });
  const prompts = async (sidecar: Sidecar, last = 20) =>
    (await readHistory(ctx, sidecar, last)).map(({ turn, prompt }) => `${turn} ${prompt}`);
  return { ctx, fork, third, prompts };
}

const before = [...asked(1, 'a', 'A'), ...asked(3, 'b', 'B')];
const after = asked(7, 'c', 'C');
const parent = [...MODE, ...before, ...compacted(5), ...after, ...asked(20, 'of the parent', 'P')];
const own = asked(10, 'own', 'O');

test('the history of a fork has what its parent said before the last compaction, and nothing that it said after the fork', async () => {
  const { ctx, fork, prompts } = world({ [LAB]: parent, [FORK]: [...MODE, ...compacted(5), ...after, ...own] });
  expect(await prompts(fork)).toEqual(['1 a', '2 b', '3 c', '4 own']);
  expect(await prompts(fork, 2)).toEqual(['3 c', '4 own']);
  expect(await findTurn(ctx, fork, 2)).toMatchObject({ prompt: 'b', text: 'B' });
});

test('text that the agent kept verbatim next to its summary is reported once', async () => {
  const kept = [...compacted(5), ...asked(3, 'b', 'B'), ...after];
  const { prompts, fork } = world({ [LAB]: parent, [FORK]: [...kept, ...own] });
  expect(await prompts(fork)).toEqual(['1 a', '2 b', '3 c', '4 own']);
});

test('the history of a fork leaves out a compaction that its parent recorded as a prompt first (2.1.251)', async () => {
  const user = (uuid: string, content: string) => ({
    ...{ type: 'user', uuid, timestamp: at(5) },
    message: { role: 'user', content },
  });
  const begun = user('p5', '/compact');
  const over = user('o5', '<command-name>/compact</command-name>\n<command-args></command-args>');
  const { fork, prompts } = world({
    [LAB]: [...before, begun, ...compacted(5), over, ...after],
    // A fork begins with copies, the last answer before the compaction among them.
    [FORK]: [...compacted(5), ...before.slice(-1), over, ...after, ...own],
  });
  expect(await prompts(fork)).toEqual(['1 a', '2 b', '3 c', '4 own']);
});

test('a fork also has it if its first answer is above the copied records (2.1.158)', async () => {
  const [prompt = {}, answer = {}] = own;
  const { prompts, fork } = world({ [LAB]: parent, [FORK]: [answer, ...MODE, ...compacted(5), ...after, prompt] });
  expect(await prompts(fork)).toEqual(['1 a', '2 b', '3 c', '4 own']);
});

test('a fork of such a fork has the whole history', async () => {
  const forked = [...compacted(5), ...after, ...own, ...compacted(12), ...asked(14, 'later', 'L')];
  const { ctx, prompts, third } = world({
    [LAB]: parent,
    [FORK]: forked,
    [THIRD]: [...compacted(12), ...asked(14, 'later', 'L')],
  });
  expect(await prompts(third)).toEqual(['1 a', '2 b', '3 c', '4 own', '5 later']);
  ctx.files.put('/state/fork.json', '{');
  expect(await prompts(third), 'as far as sidecars can be read').toEqual(['1 c', '2 own', '3 later']);
});

test('a fork that has all turns of its parent, or whose parent’s transcript is gone, reports only its own', async () => {
  const whole = [...before, ...compacted(5), ...after, ...own];
  const one = world({ [LAB]: parent, [FORK]: whole });
  expect(await one.prompts(one.fork)).toEqual(['1 a', '2 b', '3 c', '4 own']);
  const other = world({ [FORK]: [...compacted(5), ...after, ...own] });
  expect(await other.prompts(other.fork)).toEqual(['1 c', '2 own']);
  const else_ = world({ [LAB]: [...before, ...compacted(6), ...after], [FORK]: [...compacted(5), ...after, ...own] });
  expect(await else_.prompts(else_.fork)).toEqual(['1 c', '2 own']);
});

test('the summary is found in a parent of many megabytes, wherever it is', async () => {
  const filler = (second: number, megabytes: number) =>
    Array.from({ length: megabytes }, (_, n) => ({
      ...{ type: 'user', uuid: `f${second}-${n}`, parentUuid: 'c5', timestamp: at(second) },
      message: {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: `t${n}`, content: '.'.repeat(1024 * 1024 - 7) }],
      },
    }));
  for (const megabytes of [1, 2]) {
    const long = [...before, ...compacted(5), ...after, ...filler(8, megabytes)];
    const { prompts, fork } = world({ [LAB]: long, [FORK]: [...compacted(5), ...after, ...own] });
    expect(await prompts(fork)).toEqual(['1 a', '2 b', '3 c', '4 own']);
  }
});
