import { parseJson } from '../../contract/json.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { ToolUse } from '../../detect/transcript/facts.ts';
import { LONGEST_LINE } from '../../detect/transcript/parse.ts';
import { findShownRecord } from '../observe/shown-record.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { letOthersRun } from '../session/pauses.ts';
import { workedFiles } from '../usage/conversation-files.ts';
import { glanceUsage } from '../usage/read-usage.ts';
import { SubagentFiles } from '../usage/subagent-files.ts';

/**
 * What a session has used so far: its cost in USD as the agent reports it, and model calls, including those of
 * subagents.
 */
export interface Used {
  costUsd: number | null;
  turns: number;
}

/**
 * The same, with the subagents that are in a turn, if their records show it: an interrupt of the session's turn does
 * not reach them.
 */
export type Reading = Used & { helpers: number };

/** The tools used and the files written, each once, in order. */
export interface Done {
  tools: string[];
  files: string[];
}

/** Bytes read from a file at once; other tasks run after each piece. */
const STEP = 4 * 1024 * 1024;

/** Counts a session's usage from its transcripts, reading each line once, and from the cost that the agent reports. */
export class Meter {
  private readonly backend: Backend;
  private readonly files = new Map<string, Tail>();
  private readonly subagents: SubagentFiles;
  private readonly calls = new Set<string>();
  private readonly tools: string[] = [];
  private readonly written: string[] = [];
  private mark = { tools: 0, written: 0 };

  constructor(
    private readonly ctx: Context,
    private readonly sidecar: Sidecar,
    /** Called once for each tool call, including those of subagents. */
    private readonly called?: (use: ToolUse) => void,
  ) {
    this.backend = backendOf(ctx, sidecar);
    this.subagents = new SubagentFiles(ctx, sidecar, this.backend);
  }

  /** Reads what is new. `current` is the transcript that a look has just found, if any. */
  async read(current?: string): Promise<Reading> {
    const { ctx, sidecar, backend } = this;
    const own = await workedFiles(ctx, sidecar, backend, current ?? (await findShownRecord(ctx, sidecar)));
    for (const file of own) await this.readFile(file, true);
    const subagents = await this.subagents.of(own);
    for (const file of subagents) await this.readFile(file, false);
    const { cost_usd: costUsd } = await glanceUsage(ctx, sidecar, undefined);
    const untold = own.filter((file) => this.files.get(file)?.isUntold).length;
    const helpers = subagents.filter((file) => this.files.get(file)?.isInTurn).length;
    return { costUsd, turns: this.calls.size + untold, helpers };
  }

  /** The known transcripts of the session's own conversations. */
  async ownFiles(): Promise<string[]> {
    const { ctx, sidecar, backend } = this;
    return workedFiles(ctx, sidecar, backend, await findShownRecord(ctx, sidecar));
  }

  /** Marks the point from which `done` counts. */
  begin(): void {
    this.mark = { tools: this.tools.length, written: this.written.length };
  }

  /** What was done since `begin`. */
  done(): Done {
    return {
      tools: [...new Set(this.tools.slice(this.mark.tools))],
      files: [...new Set(this.written.slice(this.mark.written))],
    };
  }

  private async readFile(file: string, isOwn: boolean): Promise<void> {
    const tail = this.files.get(file) ?? new Tail(this.ctx, file);
    this.files.set(file, tail);
    for (;;) {
      const lines = await tail.next(STEP);
      for (const line of lines) this.take(line, file, isOwn, tail);
      if (!tail.hasMore) return;
      await letOthersRun(this.ctx);
    }
  }

  private take(line: string, file: string, isOwn: boolean, tail: Tail): void {
    const record = parse(line);
    if (record === undefined) return;
    const { usage, transcript, delegate } = this.backend;
    const fact = usage?.read(record);
    if (fact?.kind === 'message') this.calls.add(fact.message);
    else if (fact?.kind === 'answered') {
      this.calls.add(fact.answer ?? `${file} ${this.calls.size}`);
      [tail.tellsAnswers, tail.isUntold] = [true, false];
    } else if (fact?.kind === 'total' && fact.tokens) {
      // The same sum again, without an answer in between.
      const sum = JSON.stringify(fact.tokens);
      if (sum !== tail.total && !tail.tellsAnswers) this.calls.add(`${file} ${this.calls.size}`);
      tail.total = sum;
      tail.isUntold = false;
    }
    for (const one of transcript.read(record)) {
      if (one.kind === 'started') tail.isInTurn = true;
      else if (one.kind === 'ended' || one.kind === 'interrupted') tail.isInTurn = false;
      if (one.kind !== 'answer' || !one.tools) continue;
      if (usage?.totalsFollowTools && !tail.tellsAnswers) tail.isUntold = true;
      for (const use of one.tools) {
        if (isOwn) this.tools.push(use.name);
        this.called?.(use);
      }
    }
    this.written.push(...(delegate?.changed(record) ?? []));
  }
}

/** Reads each line of a growing file once. */
class Tail {
  /** The newest sum of its tokens, if it has one. */
  total = '';
  /** Each answer has its own record, so the total adds nothing. */
  tellsAnswers = false;
  /** An answer has called tools and is not counted yet. */
  isUntold = false;
  /** For an agent whose records show the start of a turn. */
  isInTurn = false;
  hasMore = false;
  private at = 0;
  private rest = Buffer.alloc(0);

  constructor(
    private readonly ctx: Context,
    private readonly file: string,
  ) {}

  async next(most: number): Promise<string[]> {
    const { files } = this.ctx;
    const size = (await files.stat(this.file))?.size ?? 0;
    this.hasMore = false;
    if (size <= this.at) return [];
    const end = Math.min(size, this.at + most);
    const slice = await files.readBack(this.file, end - this.at, end);
    if (!slice) return [];
    this.at = end;
    this.hasMore = end < size;
    const bytes = Buffer.concat([this.rest, slice.bytes]);
    const last = bytes.lastIndexOf('\n') + 1;
    this.rest = bytes.subarray(last);
    // No record is that long: the text is dropped.
    if (this.rest.length > LONGEST_LINE) this.rest = Buffer.alloc(0);
    return bytes.subarray(0, last).toString('utf8').split('\n');
  }
}

function parse(line: string): unknown {
  return line.startsWith('{') && line.length <= LONGEST_LINE ? parseJson(line) : undefined;
}
