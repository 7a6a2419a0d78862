import { claude } from '../../src/backends/claude/agent.ts';
import { readFacts } from '../../src/detect/transcript/parse.ts';
import { foldTurn, type TurnFacts } from '../../src/detect/transcript/turn.ts';

type Json = Record<string, unknown>;

/** When the first record of a log is written, ms since 1970. */
export const T0 = 1_767_225_600_000;

/**
 * A transcript as the agent writes it. Each record is a second later than the previous one, or has the time in `now`;
 * the last argument of each method adds or overrides fields of the record.
 */
export class Log {
  readonly records: Json[] = [];
  private lastId: string | null = null;
  private count = 0;

  constructor(private readonly now?: () => number) {}

  raw(record: Json): this {
    const at = this.now?.() ?? T0 + this.count * 1000;
    const uuid = `uuid-${++this.count}`;
    this.records.push({
      uuid,
      parentUuid: this.lastId,
      timestamp: new Date(at).toISOString(),
      isSidechain: false,
      ...record,
    });
    this.lastId = uuid;
    return this;
  }

  prompt(text: string, more: Json = {}): this {
    return this.raw({ type: 'user', message: { role: 'user', content: text }, ...more });
  }

  /** One content block of an answer, on its own line. */
  block(message: string, block: Json, stop: string | null = null, more: Json = {}): this {
    return this.raw({
      type: 'assistant',
      message: { id: message, role: 'assistant', content: [block], stop_reason: stop },
      ...more,
    });
  }

  answer(text: string, stop: string | null = 'end_turn', message = `msg-${this.count}`, more: Json = {}): this {
    return this.block(message, { type: 'text', text }, stop, more);
  }

  call(tool: string, id = `tool-${this.count}`, input: Json = {}, message = `msg-${this.count}`): this {
    return this.block(message, { type: 'tool_use', id, name: tool, input }, 'tool_use');
  }

  result(id: string, more: Json = {}): this {
    const content = [{ type: 'tool_result', tool_use_id: id, content: 'ok' }];
    return this.raw({ type: 'user', message: { role: 'user', content }, ...more });
  }

  interrupted(during = ''): this {
    const content = [{ type: 'text', text: `[Request interrupted by user${during}]` }];
    return this.raw({ type: 'user', message: { role: 'user', content } });
  }

  ended(): this {
    return this.raw({ type: 'system', subtype: 'turn_duration', durationMs: 10 });
  }

  enqueue(text: string): this {
    return this.raw({ type: 'queue-operation', operation: 'enqueue', content: text });
  }

  /** Lines that say nothing about a turn, as they follow the last message. */
  chatter(lines = 5): this {
    const kinds = ['mode', 'permission-mode', 'last-prompt', 'attachment', 'file-history-snapshot', 'cost-state'];
    for (let n = 0; n < lines; n++) this.raw({ type: kinds[n % kinds.length] });
    return this;
  }

  /** When the last record was written, ms since 1970. */
  get lastAt(): number {
    return Date.parse(String(this.records.at(-1)?.timestamp));
  }

  get lines(): string[] {
    return this.records.map((record) => JSON.stringify(record));
  }

  get text(): string {
    return this.lines.map((line) => `${line}\n`).join('');
  }

  get turn(): TurnFacts {
    return turnOf(this.lines);
  }
}

export function turnOf(lines: string[]): TurnFacts {
  return foldTurn(readFacts(lines, claude.transcript));
}
