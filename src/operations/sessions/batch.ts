import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName, Worktree } from '../../contract/session.ts';
import type { Context } from '../../drive/session/context.ts';
import { chooseName } from '../../drive/spawn/names/fresh-name.ts';
import type { Ids } from '../../drive/spawn/request.ts';
import { BATCH_STATUSES, type BatchEntry, type BatchStatus, checkBatch, runBatch } from '../../drive/turns/batch.ts';
import { checkInput } from '../call-operation.ts';
import { LABEL_FIELDS } from '../label-flags.ts';
import { Prompt } from '../prompt-fields.ts';
import { START_EXCLUSIVE, START_FIELDS, toLaunchRequest } from '../start-flags.ts';
import { renderColumns } from '../text/table.ts';

/** From best to worst, with the exit codes of `run`; the exit code of a batch is its worst. */
const EXITS: Record<BatchStatus, number> = {
  done: 0,
  awaiting_answer: 3,
  gated: 4,
  timed_out: 2,
  not_started: 1,
  error: 1,
};
const WORST_LAST = Object.keys(EXITS) as BatchStatus[];
const Timeout = z.number().check(z.gte(0, { error: 'a number of seconds, 0 for no limit' }));

/** One entry: the fields of `spawn`, a prompt, and how long it may take. */
const ENTRY = {
  name: 'batch',
  summary: '',
  input: z.strictObject({
    ...START_FIELDS,
    ...LABEL_FIELDS,
    prompt: Prompt,
    timeout: z.optional(Timeout),
    approve_plan: z.optional(z.boolean()),
  }),
  describe: {},
  exclusive: START_EXCLUSIVE,
  cli: {},
};
type Entry = z.infer<typeof ENTRY.input>;

/** Runs many prompts, each in its own session, a limited number at a time. */
export const batch = defineOperation({
  name: 'batch',
  summary: 'run many prompts from a file, each in its own session, several at a time',
  input: z.strictObject({
    entries: z.union([z.string(), z.array(z.record(z.string(), z.unknown()))]),
    max_parallel: z._default(z.int().check(z.gte(1, { error: 'at least 1' }), z.lte(64, { error: 'at most 64' })), 4),
    keep: z.optional(z.boolean()),
    timeout: z._default(Timeout, 600),
  }),
  output: buildOutput,
  describe: {
    entries:
      'a file with a JSON array or one JSON object per line, each {name, prompt, cwd, model, …the fields of spawn}; - for standard input',
    max_parallel: 'how many run at once',
    keep: 'leave every session running (default: end those that are done)',
    timeout:
      'seconds that each may take once it has started, 0 for no limit; the `timeout` of an entry takes precedence',
  },
  cli: {
    text: { field: 'entries', stdin: true, fromFile: true },
    examples: ['csd batch tasks.json --max-parallel 3', 'generate-tasks | csd batch - --json'],
    render: renderResults,
    exit: ({ results }) => EXITS[worstOf(results)],
    exitsOnStdout: true,
    exitCodes: {
      0: 'every turn is done',
      1: 'error: the worst outcome: an entry failed, or was not started',
      2: 'timed_out: the worst outcome of an entry',
      3: 'awaiting_answer: the worst outcome of an entry',
      4: 'gated: the worst outcome of an entry',
    },
  },
  /** Everything is checked before anything starts; the folder of each entry is trusted unless its `trust` is false. */
  async run(input, ctx: Context) {
    const entries = await named(ctx, toEntries(ctx, readEntries(input.entries), input.timeout));
    const problems = await checkBatch(ctx, entries);
    if (problems.length > 0) throw new CsdError('bad_input', problems.join('; '), { operation: 'batch', problems });
    const results = await runBatch(ctx, entries, {
      maxParallel: input.max_parallel,
      keep: input.keep ?? false,
      ...(ctx.report && { report: ctx.report }),
    });
    return { status: worstOf(results), results };
  },
});

/** Reads a JSON array, or one JSON object per line. Throws `bad_input` that names the line. */
function readEntries(given: string | Record<string, unknown>[]): unknown[] {
  if (typeof given !== 'string') return given;
  const text = given.trim();
  if (text.startsWith('[')) return parse(text, 'the batch') as unknown[];
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), index }));
  return lines.flatMap(({ line, index }) => (line === '' ? [] : [parse(line, `line ${index + 1}`)]));
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CsdError('bad_input', `${where} is not JSON: ${(error as Error).message}`, { operation: 'batch' });
  }
}

/** An entry; with `ids`, csd still has to choose its name. */
type Unnamed = BatchEntry & { ids?: Ids };

/** The entries, each with a name; chosen names differ from all others. */
async function named(ctx: Context, entries: Unnamed[]): Promise<BatchEntry[]> {
  const taken = entries.map(({ name }) => name);
  const all: BatchEntry[] = [];
  for (const { ids, ...entry } of entries) {
    if (ids === undefined) {
      all.push(entry);
      continue;
    }
    const name = await chooseName(ctx, ids, taken);
    taken.push(name);
    all.push({ ...entry, name, request: { ...entry.request, name } });
  }
  return all;
}

/** Checks the entries' fields; throws `bad_input` with every problem, by the entry's number from 1. */
function toEntries(ctx: Context, raw: unknown[], timeout: number): Unnamed[] {
  if (raw.length === 0) throw new CsdError('bad_input', 'the batch has no entries', { operation: 'batch' });
  const problems: string[] = [];
  const entries = raw.flatMap((one, index) => {
    try {
      const entry = checkInput(ENTRY, one as Record<string, unknown>) as Entry;
      return [toEntry(ctx, entry, index, timeout)];
    } catch (error) {
      if (!(error instanceof CsdError)) throw error;
      problems.push(`entry ${index + 1}${nameIn(one)}: ${error.message.replace('the input of batch', 'it')}`);
      return [];
    }
  });
  if (problems.length > 0) throw new CsdError('bad_input', problems.join('; '), { operation: 'batch', problems });
  return entries;
}

function nameIn(one: unknown): string {
  const { name } = Object(one) as { name?: unknown };
  return typeof name === 'string' ? ` (${name})` : '';
}

function toEntry(ctx: Context, entry: Entry, index: number, timeout: number): Unnamed {
  const { ids, ...request } = toLaunchRequest(entry, ctx);
  const name = ids === undefined ? (entry.name ?? `batch-${index + 1}`) : '';
  return {
    name,
    ...(ids !== undefined && { ids }),
    request: {
      ...request,
      name,
      trust: entry.trust ?? true,
      ...(entry.yolo && { consented: true }),
    },
    prompt: entry.prompt,
    timeoutMs: (entry.timeout ?? timeout) * 1000,
    approvePlan: entry.approve_plan ?? false,
  };
}

function worstOf(results: readonly { status: BatchStatus }[]): BatchStatus {
  const ranks = results.map(({ status }) => WORST_LAST.indexOf(status));
  return WORST_LAST[Math.max(...ranks)] ?? 'error';
}

type Output = z.infer<Awaited<ReturnType<typeof buildOutput>>>;

function renderResults({ results }: Output): string {
  const rows = results.map(({ name, status, waited_secs: secs, session, text, error, question, gate }) => {
    const [first = ''] = (text ?? error ?? question ?? gate ?? '').trim().split('\n', 1);
    return [name, status, secs === undefined ? '-' : `${secs} s`, session === undefined ? 'ended' : 'running', first];
  });
  return renderColumns([['NAME', 'OUTCOME', 'TIME', 'SESSION', 'SAID'], ...rows]);
}

async function buildOutput() {
  const { State } = await import('../../contract/state.ts');
  const { Usage } = await import('../../contract/usage.ts');
  const text = z.optional(z.string());
  const result = z.looseObject({
    name: z.string(),
    status: z.enum(BATCH_STATUSES),
    session: z.optional(SessionName),
    session_id: text,
    submitted: z.optional(z.boolean()),
    state: z.optional(State),
    text,
    question: text,
    gate: text,
    error: text,
    code: text,
    waited_secs: z.optional(z.number()),
    usage: z.optional(Usage),
    worktree: z.optional(Worktree),
  });
  return z.looseObject({ status: z.enum(BATCH_STATUSES), results: z.array(result) });
}
