import { describe, expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import { findTurn, readHistory } from '../../../src/drive/conversations/history.ts';
import { createFakeContext } from '../../fakes/context.ts';

const FOLDER = '/home/me/.claude/projects/-work-app';
const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, second)).toISOString();

/** A transcript of turns, each a prompt and its answer, a second apart. */
function transcript(id: string, begin: number, ...turns: [prompt: string, answer: string][]): string {
  const records = turns.flatMap(([prompt, answer], n) => {
    const [asked, answered] = [at(begin + 2 * n), at(begin + 2 * n + 1)];
    const message = { id: `msg-${id}-${n}`, role: 'assistant', content: [{ type: 'text', text: answer }] };
    return [
      { type: 'user', uuid: `u${n}`, timestamp: asked, sessionId: id, message: { role: 'user', content: prompt } },
      {
        type: 'assistant',
        uuid: `a${n}`,
        parentUuid: `u${n}`,
        timestamp: answered,
        sessionId: id,
        message: { ...message, stop_reason: 'end_turn', usage: { input_tokens: 10, output_tokens: 5 } },
      },
    ];
  });
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** The session `job` on `id`, whose status line has told these conversations in this order. */
function world(id: string, told: string[], files: Record<string, string>) {
  const ctx = createFakeContext();
  for (const [name, text] of Object.entries(files)) ctx.files.put(`${FOLDER}/${name}.jsonl`, text);
  const entries = told.map((one, n) => ({ kind: 'first', at: n, report: { session_id: one } }));
  ctx.files.put('/usage/job/log.jsonl', entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  const sidecar = { name: 'job', session_id: id, cwd: '/work/app', backend: 'claude', usage_path: '/usage/job' };
  return { ctx, sidecar: sidecar as Sidecar };
}

const FIRST = '00000000-0000-4000-8000-000000000001';
const SECOND = '00000000-0000-4000-8000-000000000002';
const files = {
  [FIRST]: transcript(FIRST, 0, ['a', 'A'], ['b', 'B']),
  [SECOND]: transcript(SECOND, 10, ['c', 'C']),
};
const prompts = (turns: { turn: number | null; prompt: string }[]) => turns.map(({ turn, prompt }) => [turn, prompt]);

describe('the history of a session', () => {
  test.each([
    ['that was cleared', FIRST],
    // It is known by the conversation that it went on with then.
    ['that was cleared, ended and resumed', SECOND],
  ])('%s has the turns of both conversations, in their order', async (_, id) => {
    const { ctx, sidecar } = world(id, [FIRST, SECOND], files);
    expect(prompts(await readHistory(ctx, sidecar, 20))).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    expect(prompts(await readHistory(ctx, sidecar, 2))).toEqual([
      [2, 'b'],
      [3, 'c'],
    ]);
    expect(await findTurn(ctx, sidecar, undefined)).toMatchObject({ prompt: 'c', text: 'C' });
    expect(await findTurn(ctx, sidecar, 1)).toMatchObject({ prompt: 'a', text: 'A' });
  });

  test('one that it came back to is the last', async () => {
    const { ctx, sidecar } = world(FIRST, [FIRST, SECOND, FIRST], files);
    expect(prompts(await readHistory(ctx, sidecar, 20)).map(([, prompt]) => prompt)).toEqual(['c', 'a', 'b']);
  });

  test('a turn that is not there, and a session without any, are errors that say so', async () => {
    const { ctx, sidecar } = world(FIRST, [], { [FIRST]: files[FIRST] ?? '' });
    await expect(findTurn(ctx, sidecar, 3)).rejects.toMatchObject({ code: 'bad_input', data: { turns: 2 } });
    const other = world(FIRST, [], {});
    await expect(readHistory(other.ctx, other.sidecar, 20)).rejects.toMatchObject({ code: 'no_conversation' });
  });
});
