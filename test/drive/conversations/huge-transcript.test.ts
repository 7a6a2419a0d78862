import { describe, expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import { findTurn, readHistory, readNewestTurns } from '../../../src/drive/conversations/history.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { FakeFiles } from '../../fakes/files.ts';

const MB = 1024 * 1024;
const SIZE = 500 * MB;
const ID = '01a1ff3c-8b5a-72a0-9ac8-452b8f0e6693';
/** The size of each turn, and of the first record of a file, in bytes. */
const TURN = 64 * 1024;
const TURNS = SIZE / TURN;

/** A disk with one transcript of 500 MB, generated as it is read; the bytes read are counted. */
class HugeFiles extends FakeFiles {
  bytesRead = 0;

  constructor(
    private readonly path: string,
    private readonly block: (n: number) => string,
  ) {
    super();
    this.put(path, '');
  }

  override async stat(file: string) {
    return file === this.path ? { size: SIZE, modifiedAt: 1 } : super.stat(file);
  }

  override async read(file: string, most: number): Promise<string | undefined> {
    if (file === this.path) throw new Error('the whole transcript is read');
    return super.read(file, most);
  }

  override async readBack(file: string, length: number, until?: number) {
    if (file !== this.path) return super.readBack(file, length, until);
    const end = Math.min(until ?? SIZE, SIZE);
    const start = Math.max(0, end - length);
    this.bytesRead += end - start;
    const first = Math.floor(start / TURN);
    const blocks = Array.from({ length: Math.ceil(end / TURN) - first }, (_, n) => this.block(first + n));
    const from = start - first * TURN;
    return { bytes: Buffer.from(blocks.join('')).subarray(from, from + end - start), start };
  }
}

const at = (n: number, second: number) => new Date(Date.UTC(2030, 0, 1) + n * 10_000 + second * 1000).toISOString();
const lines = (records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** The records of turn `n`, padded by the output of a tool. */
const agents: Record<string, { path: string; records: (n: number, output: string) => object[] }> = {
  claude: {
    path: `/home/me/.claude/projects/-work-app/${ID}.jsonl`,
    records: (n, output) => {
      const message = (id: string, content: object[], stop_reason: string) => ({
        message: { id, role: 'assistant', content, stop_reason, usage: { input_tokens: 10, output_tokens: 5 } },
      });
      const result = [{ type: 'tool_result', tool_use_id: `t${n}`, content: output }];
      const call = [{ type: 'tool_use', id: `t${n}`, name: 'Bash', input: { command: 'ls' } }];
      return [
        { type: 'user', uuid: `u${n}`, timestamp: at(n, 0), message: { role: 'user', content: `prompt ${n}` } },
        {
          type: 'assistant',
          uuid: `c${n}`,
          parentUuid: `u${n}`,
          timestamp: at(n, 1),
          ...message(`m${n}`, call, 'tool_use'),
        },
        {
          type: 'user',
          uuid: `r${n}`,
          parentUuid: `c${n}`,
          timestamp: at(n, 2),
          message: { role: 'user', content: result },
        },
        {
          ...{ type: 'assistant', uuid: `a${n}`, parentUuid: `r${n}`, timestamp: at(n, 3) },
          ...message(`e${n}`, [{ type: 'text', text: `answer ${n}` }], 'end_turn'),
        },
      ];
    },
  },
  codex: {
    path: `/home/me/.codex/sessions/2030/01/01/rollout-2030-01-01T00-00-00-${ID}.jsonl`,
    records: (n, output) => {
      const line = (second: number, payload: object, type = 'event_msg') => ({
        timestamp: at(n, second),
        type,
        payload,
      });
      const total = { input_tokens: 10 * (n + 1), output_tokens: 5 * (n + 1), total_tokens: 15 * (n + 1) };
      const meta = { id: ID, timestamp: at(0, 0), cwd: '/work/app', source: 'cli' };
      return [
        ...(n === 0 ? [line(0, meta, 'session_meta')] : []),
        line(0, { type: 'task_started' }),
        line(0, { type: 'user_message', message: `prompt ${n}` }),
        line(1, { type: 'function_call_output', call_id: `t${n}`, output }, 'response_item'),
        line(
          2,
          { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: `answer ${n}` }] },
          'response_item',
        ),
        line(2, { type: 'token_count', info: { total_token_usage: total, last_token_usage: total } }),
        line(3, { type: 'task_complete', last_agent_message: `answer ${n}` }),
      ];
    },
  },
};

function world(name: string): { ctx: FakeContext; files: HugeFiles; sidecar: Sidecar } {
  const agent = agents[name];
  if (!agent) throw new Error(name);
  const block = (n: number) => {
    const empty = lines(agent.records(n, '')).length;
    return lines(agent.records(n, '.'.repeat(TURN - empty)));
  };
  const files = new HugeFiles(agent.path, block);
  const ctx = { ...createFakeContext(), files } as FakeContext;
  const sidecar = { name: 'job', session_id: ID, cwd: '/work/app', backend: name, jsonl_path: agent.path };
  return { ctx, files, sidecar: sidecar as Sidecar };
}

const numbers = (turns: { prompt: string }[]) => turns.map(({ prompt }) => Number(prompt.replace('prompt ', '')));
const newest = (count: number) => Array.from({ length: count }, (_, n) => TURNS - count + n);

describe.each(Object.keys(agents))('a transcript of 500 MB (%s)', (name) => {
  test('is read from its end, only one step further than the turns shown', async () => {
    const { ctx, files, sidecar } = world(name);
    const turns = await readHistory(ctx, sidecar, 20);
    expect(numbers(turns)).toEqual(newest(20));
    expect(turns.at(-1)).toMatchObject({ turn: null, text: `answer ${TURNS - 1}`, end: 'done' });
    expect(turns.map(({ tokens }) => [tokens.input, tokens.output])).toEqual(
      turns.map(() => (name === 'claude' ? [20, 10] : [10, 5])),
    );
    // Steps double, so at most twice the necessary amount is read.
    expect(files.bytesRead / MB).toBeLessThan(2 * 22 * (TURN / MB) + 0.2);
  });

  test('is read only a little for its newest turn', async () => {
    const { ctx, files, sidecar } = world(name);
    expect(await findTurn(ctx, sidecar, undefined)).toMatchObject({ prompt: `prompt ${TURNS - 1}` });
    expect(files.bytesRead / MB).toBeLessThan(1);
    files.bytesRead = 0;
    expect(numbers(await readNewestTurns(ctx, sidecar, 3))).toEqual(newest(3));
    expect(files.bytesRead / MB).toBeLessThan(1);
  });
});
