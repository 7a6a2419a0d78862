import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import type { Sidecar } from '../../../src/contract/session.ts';
import { findTurn, partsOf, readHistory, readNewestTurns } from '../../../src/drive/conversations/history.ts';
import { createFakeContext } from '../../fakes/context.ts';

const FOLDER = '/home/me/.claude/projects/-work-app';
const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, second)).toISOString();

/** A transcript of turns, each a prompt and its answer, a second apart. */
function transcript(id: string, begin: number, ...turns: [prompt: string, answer: string][]): string {
  const records = turns.flatMap(([prompt, answer], n) => {
    const [asked, answered] = [at(begin + 2 * n), at(begin + 2 * n + 1)];
    const message = { id: `msg-${id}-${n}`, role: 'assistant', content: [{ type: 'text', text: answer }] };
    return [
      {
        type: 'user',
        uuid: `u-${id}-${n}`,
        timestamp: asked,
        sessionId: id,
        message: { role: 'user', content: prompt },
      },
      {
        type: 'assistant',
        uuid: `a-${id}-${n}`,
        parentUuid: `u-${id}-${n}`,
        timestamp: answered,
        sessionId: id,
        message: { ...message, stop_reason: 'end_turn', usage: { input_tokens: 10, output_tokens: 5 } },
      },
    ];
  });
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** The session `job` on `id`, whose status line has reported these conversations in this order. */
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

/** Where codex stores the record of a conversation, and one line of it. */
const rollout = (id: string) => `/home/me/.codex/sessions/2030/01/01/rollout-2030-01-01T00-00-00-${id}.jsonl`;
const line = (second: number, payload: object, type = 'event_msg') =>
  `${JSON.stringify({ timestamp: at(second), type, payload })}\n`;

describe('the history of a session', () => {
  test('has the commands of the shell that the model answered, and output has each of them', async () => {
    const answered = ['! ls', '! cat a'].map((text) => text.replace(/^! (.*)/, '<bash-input>$1</bash-input>'));
    const told = transcript(FIRST, 0, ['a', 'A'], ...answered.map((text): [string, string] => [text, 'Seen.']));
    const asked = transcript(FIRST, 20, ['<bash-input>pwd</bash-input>', ''], ['b', 'B']).split('\n');
    const { ctx, sidecar } = world(FIRST, [FIRST], { [FIRST]: told + [asked[0], ...asked.slice(2)].join('\n') });
    expect(prompts(await readHistory(ctx, sidecar, 20))).toEqual([
      [1, 'a'],
      [2, '! ls'],
      [3, '! cat a'],
      [4, 'b'],
    ]);
    expect(prompts(await readHistory(ctx, sidecar, 2))).toHaveLength(2);
    expect(partsOf(claude, await findTurn(ctx, sidecar, 3))).toEqual([
      { kind: 'prompt', text: '! cat a' },
      { kind: 'text', text: 'Seen.' },
    ]);
  });

  test.each([
    ['that was cleared', FIRST],
    // It is identified by the conversation with which it continued then.
    ['that was cleared, ended and resumed', SECOND],
  ])('%s has the turns of both conversations, in order', async (_, id) => {
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

  test('each turn has the cost that the agent counted for it, whichever turns are requested', async () => {
    const { ctx, sidecar } = world(FIRST, [FIRST, SECOND], files);
    const step = (second: number, id: string, cost: number, isNs = true) => {
      const usage = { input_tokens: 10, output_tokens: 5 };
      const report = { session_id: id, cost: { total_cost_usd: cost }, context_window: { current_usage: usage } };
      const time = isNs ? `${Date.parse(at(second)) + 300}123456` : String(Date.parse(at(second)) / 1000);
      return JSON.stringify({ kind: 'step', at: time, report });
    };
    const costs = [
      '{"kind":"launch"}',
      step(1, FIRST, 0.5),
      step(4, FIRST, 0.75, false),
      step(11, SECOND, 0.1),
      '{"kind":',
    ];
    ctx.files.put('/usage/job/costs.jsonl', costs.join('\n'));
    const told = async (last: number) => (await readHistory(ctx, sidecar, last)).map(({ costUsd }) => costUsd);
    expect(await told(20)).toEqual([null, 0.25, 0.1]);
    expect(await told(1)).toEqual([0.1]);
    ctx.files.put('/usage/job/costs.jsonl', 'x'.repeat(100));
    expect(await told(20)).toEqual([null, null, null]);
  });

  test('without a status line it has the conversation it was resumed from, and nothing of its forks', async () => {
    const { ctx, sidecar } = world(SECOND, [], {});
    const FORK = '00000000-0000-4000-8000-000000000003';
    const by = (text: string, writer: string) =>
      text.replaceAll('"type":"assistant"', `"type":"assistant","session_id":"${writer}"`);
    ctx.files.put(`${FOLDER}/${FIRST}.jsonl`, by(files[FIRST] ?? '', FIRST));
    ctx.files.put(`${FOLDER}/${SECOND}.jsonl`, by(files[SECOND] ?? '', SECOND));
    const copy = by(transcript(FORK, 10, ['c', 'C']), SECOND) + by(transcript(FORK, 20, ['of the fork', 'F']), FORK);
    ctx.files.put(`${FOLDER}/${FORK}.jsonl`, copy);
    const resumed = { ...sidecar, earlier: [FIRST] };
    expect(prompts(await readHistory(ctx, resumed, 20)).map(([, prompt]) => prompt)).toEqual(['a', 'b', 'c']);
  });

  test('a compaction is not a turn: its summary is not a prompt, and the turn around it continues', async () => {
    const line = (second: number, record: object) =>
      `${JSON.stringify({ timestamp: at(second), sessionId: FIRST, uuid: `x${second}`, ...record })}\n`;
    const summary = { role: 'user', content: 'This session is being continued from a previous conversation.' };
    const compacted =
      line(2, { type: 'system', subtype: 'compact_boundary', content: 'Conversation compacted' }) +
      line(2, { type: 'user', isCompactSummary: true, message: summary });
    const [asked = '', answered = ''] = transcript(FIRST, 1, ['a', 'A']).split(/(?<=\n)/);
    const later = answered.replaceAll(at(2), at(3));
    const text = asked + compacted + later + compacted.replaceAll(at(2), at(5)) + transcript(FIRST, 6, ['b', 'B']);
    const { ctx, sidecar } = world(FIRST, [FIRST], { [FIRST]: text });
    const turns = await readHistory(ctx, sidecar, 20);
    expect(turns.map(({ turn, prompt, text: said }) => [turn, prompt, said])).toEqual([
      [1, 'a', 'A'],
      [2, 'b', 'B'],
    ]);
    expect(prompts(await readHistory(ctx, sidecar, 1))).toEqual([[2, 'b']]);
  });

  test.each([
    [
      20,
      [
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ],
    ],
    [
      2,
      [
        [2, 'b'],
        [3, 'c'],
      ],
    ],
  ] as const)('a branch begins with copies of its turns, which count once (the last %i)', async (last, shown) => {
    const copies = (files[FIRST] ?? '').replaceAll(`"sessionId":"${FIRST}"`, `"sessionId":"${SECOND}"`);
    const branched = { [FIRST]: files[FIRST] ?? '', [SECOND]: copies + files[SECOND] };
    const { ctx, sidecar } = world(FIRST, [FIRST, SECOND], branched);
    expect(prompts(await readHistory(ctx, sidecar, last))).toEqual(shown);
    // The turns before it are in its parent alone.
    const later = { [FIRST]: files[FIRST] ?? '', [SECOND]: copies.split('\n').slice(2).join('\n') + files[SECOND] };
    const cut = world(FIRST, [FIRST, SECOND], later);
    expect((await readNewestTurns(cut.ctx, cut.sidecar, 3)).map(({ prompt }) => prompt)).toEqual(['a', 'b', 'c']);
  });

  describe('of a session that returned to an earlier conversation', () => {
    const THIRD = '00000000-0000-4000-8000-000000000003';
    const first = transcript(FIRST, 0, ['a', 'A'], ['b', 'B']);
    const second = transcript(SECOND, 10, ['c', 'C'], ['d', 'D']);
    const again = first + transcript(FIRST, 20, ['e', 'E']).replaceAll(/"([ua])-/g, '"$1-again-');
    const all = ['a', 'b', 'c', 'd', 'e'].map((prompt, n) => [n + 1, prompt]);

    test.each([
      ['as soon as it is back', [FIRST, SECOND, FIRST], first, all.slice(0, 4), 'b'],
      ['after another prompt there', [FIRST, SECOND, FIRST], again, all, 'e'],
      ['after it has left that again', [FIRST, SECOND, FIRST, SECOND], again, all, 'd'],
    ])('each turn keeps its number, and the newest is the open one: %s', async (_, told, text, shown, newest) => {
      const { ctx, sidecar } = world(FIRST, told, { [FIRST]: text, [SECOND]: second });
      expect(prompts(await readHistory(ctx, sidecar, 20))).toEqual(shown);
      expect(prompts(await readHistory(ctx, sidecar, 2))).toEqual(shown.slice(-2));
      expect(await findTurn(ctx, sidecar, 1)).toMatchObject({ prompt: 'a' });
      expect(await findTurn(ctx, sidecar, undefined)).toMatchObject({ prompt: newest });
    });

    test('one from before the session counts from when it was opened', async () => {
      const old = transcript(THIRD, 0, ['x', 'X'], ['y', 'Y']);
      const { ctx, sidecar } = world(FIRST, [], { [FIRST]: again, [THIRD]: old });
      const tell = (...told: [id: string, second: number][]) => {
        const entries = told.map(([id, second]) => ({
          kind: 'first',
          at: Date.parse(at(second)) / 1000,
          report: { session_id: id },
        }));
        ctx.files.put('/usage/job/log.jsonl', entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      };
      tell([FIRST, 0], [THIRD, 15]);
      const opened = [...all.slice(0, 2), [3, 'x'], [4, 'y']];
      ctx.files.put(`${FOLDER}/${FIRST}.jsonl`, first);
      expect(prompts(await readHistory(ctx, sidecar, 20))).toEqual(opened);
      tell([FIRST, 0], [THIRD, 15], [FIRST, 18]);
      ctx.files.put(`${FOLDER}/${FIRST}.jsonl`, again);
      expect(prompts(await readHistory(ctx, sidecar, 20))).toEqual([...opened, [5, 'e']]);
    });

    test('a branch that leaves turns out comes after those', async () => {
      const copies = first.split('\n').slice(0, 2).join('\n');
      const branch = `${copies}\n${second}`.replaceAll(`"sessionId":"${FIRST}"`, `"sessionId":"${SECOND}"`);
      const { ctx, sidecar } = world(FIRST, [FIRST, SECOND], { [FIRST]: first, [SECOND]: branch });
      expect(prompts(await readHistory(ctx, sidecar, 20))).toEqual(all.slice(0, 4));
    });

    test('a clock that was set back moves no turn of a session that did not return', async () => {
      const { ctx, sidecar } = world(FIRST, [FIRST, SECOND], {
        [FIRST]: transcript(FIRST, 50, ['a', 'A']),
        [SECOND]: second,
      });
      expect(prompts(await readHistory(ctx, sidecar, 20)).map(([, prompt]) => prompt)).toEqual(['a', 'c', 'd']);
    });
  });

  test.each([
    ['one that nothing else names', [], SECOND, ['a', 'b', 'c']],
    ['the earlier one', [FIRST, SECOND], FIRST, ['a', 'b', 'c'], FIRST, 'b'],
    ['one that nothing else names yet, before the first was named', [], SECOND, ['c'], ''],
  ])('the conversation that a person has opened has the newest turn: %s', async (...row) => {
    const [, told, current, asked, id = FIRST, newest = asked.at(-1)] = row;
    const { ctx, sidecar } = world(id, told, files);
    ctx.processes.living.set(77, 'its start');
    ctx.files.put(
      '/home/me/.claude/sessions/77.json',
      JSON.stringify({ pid: 77, sessionId: current, status: 'idle', updatedAt: 1 }),
    );
    const open = { ...sidecar, pane_pid: 77, created: 0 };
    expect(prompts(await readHistory(ctx, open, 20)).map(([, prompt]) => prompt)).toEqual(asked);
    expect(await findTurn(ctx, open, undefined)).toMatchObject({ prompt: newest });
  });

  test('a fork that continues from a record of its parent has the turns up to there', async () => {
    const [parent, fork] = ['01a1ff3c-8b5a-72a0-9ac8-452b8f0e6693', '01a1ff3c-9b5a-72a0-9ac8-452b8f0e6694'];
    const count = (input_tokens: number, output_tokens: number) => ({ input_tokens, output_tokens });
    const counted = (second: number, total: object, newest: object) =>
      line(second, { type: 'token_count', info: { total_token_usage: total, last_token_usage: newest } });
    const turn = (second: number, asked: string, answer: string, ...tokens: string[]) =>
      [
        line(second, { type: 'task_started' }),
        line(second, { type: 'user_message', message: asked }),
        line(
          second + 1,
          { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: answer }] },
          'response_item',
        ),
        ...tokens,
        line(second + 1, { type: 'task_complete' }),
      ].join('');
    const first = turn(1, 'a', 'A', counted(2, count(40_000, 10), count(40_000, 10)));
    const begun = line(0, { id: parent, cwd: '/work/app', timestamp: at(0) }, 'session_meta') + first;
    const base = { thread_id: parent, end_byte_offset: Buffer.byteLength(begun) };
    const meta = { id: fork, cwd: '/work/app', timestamp: at(20), forked_from_id: parent, history_base: base };
    const ctx = createFakeContext();
    ctx.files.put(rollout(parent), begun + turn(30, 'later', 'of the parent'));
    const own = [
      turn(
        21,
        'b',
        'B',
        counted(22, count(52_000, 15), count(12_000, 5)),
        counted(23, count(64_500, 22), count(12_500, 7)),
      ),
      // The total is reported again before the turn adds to it.
      turn(
        25,
        'c',
        'C',
        counted(25, count(64_500, 22), count(12_500, 7)),
        counted(26, count(78_000, 25), count(13_500, 3)),
      ),
    ];
    ctx.files.put(rollout(fork), line(20, meta, 'session_meta') + own.join(''));
    const sidecar = { name: 'fork', session_id: fork, cwd: '/work/app', backend: 'codex', jsonl_path: rollout(fork) };
    const turns = await readHistory(ctx, sidecar as Sidecar, 20);
    expect(turns.map(({ turn: n, prompt, text, end }) => [n, prompt, text, end])).toEqual([
      [1, 'a', 'A', 'done'],
      [2, 'b', 'B', 'done'],
      [3, 'c', 'C', 'done'],
    ]);
    expect(turns.map(({ tokens }) => [tokens.input, tokens.output])).toEqual([
      [40_000, 10],
      [24_500, 12],
      [13_500, 3],
    ]);
  });

  test('prompts that were taken into a turn belong to that turn, and it is read whole however many there are', async () => {
    const id = '01a1ff3c-8b5a-72a0-9ac8-452b8f0e6693';
    const file = rollout(id);
    const asked = (second: number, message: string) => line(second, { type: 'user_message', message });
    const began = (second: number) => line(second, { type: 'task_started' });
    const over = (second: number) => line(second, { type: 'task_complete' });
    // Each chunk contains some of the prompts.
    const filler = line(0, { type: 'agent_reasoning', text: 'x'.repeat(30_000) });
    const joined = ['b1', 'b2', 'b3', 'b4', 'b5'];
    const records = [
      line(0, { id, cwd: '/work/app', timestamp: at(0) }, 'session_meta'),
      ...[began(1), asked(2, 'a'), over(3), filler],
      ...[began(4), asked(5, 'b'), ...joined.flatMap((text, n) => [filler, asked(6 + n, text)]), over(12), filler],
      ...[began(13), asked(14, 'c'), over(15)],
    ];
    const ctx = createFakeContext();
    ctx.files.put(file, records.join(''));
    const sidecar = { name: 'job', session_id: id, cwd: '/work/app', backend: 'codex', jsonl_path: file } as Sidecar;
    const told = async (last: number) =>
      (await readHistory(ctx, sidecar, last)).map(({ turn, prompt, joined, end }) => [turn, prompt, joined, end]);
    const all = [
      [1, 'a', [], 'done'],
      [2, 'b', joined, 'done'],
      [3, 'c', [], 'done'],
    ];
    expect(await told(20)).toEqual(all);
    expect(await told(2)).toEqual(all.slice(1));
    const newest = await readNewestTurns(ctx, sidecar, 2);
    expect(newest.map(({ prompt, joined, at: when }) => [prompt, joined, when])).toEqual([
      ['b', joined, Date.parse(at(5))],
      ['c', [], Date.parse(at(14))],
    ]);
  });

  test('they are those of the conversation on the screen, of several that codex has open', async () => {
    const ids = ['01a1ff3c-8b5a-72a0-9ac8-452b8f0e6693', '01a1ff3d-8b5a-72a0-9ac8-452b8f0e6693'] as const;
    const ctx = createFakeContext();
    for (const [n, id] of ids.entries()) {
      const meta = line(0, { id, cwd: '/work/app', timestamp: at(0), source: 'cli' }, 'session_meta');
      const said = line(2 + n, { type: 'user_message', message: `prompt ${n}` });
      ctx.files.put(rollout(id), [meta, line(1, { type: 'task_started' }), said].join(''));
    }
    const pane = ctx.tmux.add('job');
    ctx.processes.living.set(pane.pid, 'now');
    ctx.processes.open?.set(pane.pid, ids.map(rollout));
    const shown = [
      '› prompt 0',
      '',
      '• Done.',
      '',
      '  Worked for 1s • 15:30',
      '',
      '› ',
      '',
      '  gpt-5.5 default · /work/app',
    ];
    pane.screen = shown.join('\n');
    pane.cursor = { x: 2, y: 6 };
    const began = { created: Date.parse(at(0)) / 1000, backend_version: null, permission_mode: null };
    const place = { pane: pane.id, pane_pid: pane.pid, tmux_session: 'job', ...began };
    const names = { name: 'job', session_id: ids[1], cwd: '/work/app', backend: 'codex', jsonl_path: rollout(ids[1]) };
    const turns = await readHistory(ctx, { ...names, ...place } as Sidecar, 20);
    expect(turns.map(({ prompt }) => prompt)).toEqual(['prompt 0']);
    const looks = ctx.tmux.looks.length;
    ctx.processes.open?.set(pane.pid, [rollout(ids[1])]);
    const [only] = await readHistory(ctx, { ...names, ...place } as Sidecar, 20);
    expect([only?.prompt, ctx.tmux.looks.length - looks]).toEqual(['prompt 1', 0]);
  });

  test('a missing turn, and a session without turns, are errors that say so', async () => {
    const { ctx, sidecar } = world(FIRST, [], { [FIRST]: files[FIRST] ?? '' });
    await expect(findTurn(ctx, sidecar, 3)).rejects.toMatchObject({ code: 'bad_input', data: { turns: 2 } });
    const other = world(FIRST, [], {});
    await expect(readHistory(other.ctx, other.sidecar, 20)).rejects.toMatchObject({ code: 'no_conversation' });
  });
});

describe('a long transcript', () => {
  const MIB = 1024 * 1024;
  const turns = Array.from({ length: 1500 }, (_, n): [string, string] => [`p${n}`, `${'word '.repeat(1000)}${n}`]);
  const long = { [FIRST]: transcript(FIRST, 0, ...turns) };

  const clockWith = ({ clock }: ReturnType<typeof world>['ctx'], sleep: () => Promise<void>) =>
    Object.create(clock, { sleep: { value: sleep } }) as typeof clock;

  /** How many bytes were read, at most, between two checks for a signal, and how many such checks there were. */
  async function longestStretch(read: (ctx: ReturnType<typeof world>['ctx'], sidecar: Sidecar) => Promise<unknown>) {
    const { ctx, sidecar } = world(FIRST, [FIRST], long);
    let [stretch, longest, heard] = [0, 0, 0];
    const files = Object.create(ctx.files, {
      readBack: {
        value: async (...asked: Parameters<typeof ctx.files.readBack>) => {
          const slice = await ctx.files.readBack(...asked);
          stretch += slice?.bytes.length ?? 0;
          longest = Math.max(longest, stretch);
          return slice;
        },
      },
    });
    const sleep = async () => {
      heard++;
      stretch = 0;
    };
    await read({ ...ctx, files, clock: clockWith(ctx, sleep) }, sidecar);
    return { longest, heard };
  }

  test.each([
    ['history', (...[ctx, sidecar]: Parameters<typeof readHistory>) => readHistory(ctx, sidecar, 20)],
    ['output', (...[ctx, sidecar]: Parameters<typeof readHistory>) => findTurn(ctx, sidecar, 3)],
  ])('checks for a signal at least once per megabyte: %s', async (_, read) => {
    const { longest, heard } = await longestStretch((ctx, sidecar) => read(ctx, sidecar, 0));
    expect(longest).toBeLessThanOrEqual(1.5 * MIB);
    expect(heard).toBeGreaterThan(8);
  });

  test('is not read to its beginning after a signal', async () => {
    const { ctx, sidecar } = world(FIRST, [FIRST], long);
    let naps = 0;
    const sleep = async () => {
      if (++naps === 3) throw new Error('stopped');
    };
    await expect(readHistory({ ...ctx, clock: clockWith(ctx, sleep) }, sidecar, 20)).rejects.toThrow('stopped');
    expect(naps).toBe(3);
  });
});
