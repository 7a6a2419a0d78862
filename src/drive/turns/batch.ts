import pMap from 'p-map';
import { CsdError, type ErrorCode, sayFailure } from '../../contract/errors.ts';
import type { Status } from '../../contract/state.ts';
import type { Usage } from '../../contract/usage.ts';
import type { Context } from '../session/context.ts';
import { tmuxNameOf } from '../session/sidecars/session-names.ts';
import { findSidecar } from '../session/sidecars/sidecar-store.ts';
import { planLaunch } from '../spawn/plan.ts';
import type { LaunchRequest } from '../spawn/request.ts';
import { planWorktree } from '../spawn/worktree.ts';
import { glanceUsage } from '../usage/read-usage.ts';
import { type RunOutcome, runPrompt } from './run.ts';

/** One prompt of a batch, in its own session. `timeoutMs` as in `RunRequest`. */
export interface BatchEntry {
  /** The session's name; the caller must make sure that it is unique. */
  name: string;
  request: LaunchRequest;
  prompt: string;
  timeoutMs: number;
  approvePlan: boolean;
}

export const BATCH_STATUSES = ['done', 'error', 'timed_out', 'awaiting_answer', 'gated', 'not_started'] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];

/**
 * How one entry ended: the outcome of `run`; `error` and `code` if it failed; `not_started` if the batch was ended
 * before.
 */
export interface BatchResult extends Partial<Omit<RunOutcome, 'status'>> {
  name: string;
  status: BatchStatus;
  code?: ErrorCode;
}

/** The progress of one entry: `waiting`, `starting`, a session's status, or how it ended. */
export interface BatchProgress {
  name: string;
  status: 'waiting' | 'starting' | Status | BatchStatus;
  ended: boolean;
  /** The time since it began, 0 before. */
  elapsedMs: number;
  /** In USD, if the agent reports it. */
  costUsd?: number;
}

/** How often progress is reported without a change, ms. */
const TICK_MS = 1000;

/**
 * The problems of the entries, each with the position of its entry from 1; empty if all can be started. Starts nothing.
 */
export async function checkBatch(ctx: Context, entries: readonly BatchEntry[]): Promise<string[]> {
  const problems: string[] = [];
  const seen = new Map<string, number>();
  const trees = new Set<string>();
  for (const [index, { name, request }] of entries.entries()) {
    const say = (problem: string) => problems.push(`entry ${index + 1} (${name}): ${problem}`);
    const twin = seen.get(name);
    if (twin === undefined) seen.set(name, index);
    else say(`entry ${twin + 1} has the same name: give each its own`);
    try {
      const { cwd } = await planLaunch(ctx, request);
      if (request.worktree !== undefined) {
        const { worktree } = await planWorktree(ctx, cwd, request.worktree === true ? name : request.worktree);
        if (trees.has(worktree.path)) say(`another entry makes the worktree ${worktree.path}: give each its own`);
        trees.add(worktree.path);
      }
      if ((await findSidecar(ctx, name)) || (await ctx.tmux.hasSession(tmuxNameOf(name))))
        say('a session of this name already exists: choose another name, or end that one with `csd kill`');
    } catch (error) {
      if (!(error instanceof CsdError)) throw error;
      say(error.message);
    }
  }
  return problems;
}

/**
 * Runs every entry to the end of its turn, `maxParallel` at a time, and returns the results in the order of the
 * entries. A failing entry does not affect the others. When the context's signal aborts, no further entry begins, a
 * session that has not accepted its prompt is ended, and a running one is reported by its `session`. When `hurry`
 * aborts, nothing is waited for any longer.
 */
export async function runBatch(
  ctx: Context,
  entries: readonly BatchEntry[],
  options: { maxParallel: number; keep: boolean; report?: (progress: readonly BatchProgress[]) => void },
): Promise<BatchResult[]> {
  const board = entries.map(({ name }) => new Row(ctx, name));
  const report = () => options.report?.(board.map((row) => row.progress()));
  const over = new AbortController();
  const ticking = options.report && tick(ctx, board, report, over.signal);
  report();
  const results = new Map<number, BatchResult>();
  try {
    const played = pMap(
      entries,
      async (entry, index) => {
        const row = board[index] as Row;
        const result = await playEntry(ctx, entry, options.keep, (status) => {
          row.set(status);
          report();
        });
        results.set(index, result);
        row.end(result);
        report();
        return result;
      },
      { concurrency: options.maxParallel },
    );
    if (!ctx.hurry) return await played;
    const hurried = whenAborted(ctx.hurry, over.signal).then(() =>
      Promise.all(board.map((row, index) => results.get(index) ?? leftOpen(ctx, row))),
    );
    return await Promise.race([played, hurried]);
  } finally {
    over.abort();
    await ticking;
  }
}

async function playEntry(
  ctx: Context,
  { name, request, prompt, timeoutMs, approvePlan }: BatchEntry,
  keep: boolean,
  onStatus: (status: BatchProgress['status']) => void,
): Promise<BatchResult> {
  if (ctx.signal?.aborted) return { name, status: 'not_started' };
  onStatus('starting');
  try {
    const target = { kind: 'launch', request } as const;
    const onState = ({ status }: { status: Status }) => onStatus(status);
    return { name, ...(await runPrompt(ctx, { target, prompt, keep, timeoutMs, approvePlan, onState })) };
  } catch (error) {
    if (!(error instanceof CsdError) && !ctx.signal?.aborted) throw error;
    const left = await findSidecar(ctx, name).catch(() => undefined);
    const facts = error instanceof CsdError ? { ...error.data, code: error.code } : {};
    const message = ctx.signal?.aborted ? 'the batch was interrupted' : sayFailure(error);
    return { ...facts, name, status: 'error', error: message, ...(left && { session: name }) };
  }
}

/** The result of an entry that is no longer waited for. */
async function leftOpen(ctx: Context, row: Row): Promise<BatchResult> {
  const { name, status } = row.progress();
  if (status === 'waiting') return { name, status: 'not_started' };
  const left = await findSidecar(ctx, name).catch(() => undefined);
  const error = 'the batch was interrupted, and then ended at once: see `csd ps`';
  return { name, status: 'error', error, ...(left && { session: name }) };
}

/** Never resolves if `over` aborts first. */
function whenAborted(signal: AbortSignal, over: AbortSignal): Promise<void> {
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true, signal: over }));
}

async function tick(ctx: Context, board: Row[], report: () => void, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await ctx.clock.sleep(TICK_MS, signal);
      await Promise.all(board.map((row) => row.meter()));
      report();
    }
  } catch {
    // The signal ends the sleep.
  }
}

/** The progress of one entry. */
class Row {
  private status: BatchProgress['status'] = 'waiting';
  private ended = false;
  private since: number | undefined;
  private lastedMs = 0;
  private costUsd: number | undefined;

  constructor(
    private readonly ctx: Context,
    private readonly name: string,
  ) {}

  set(status: BatchProgress['status']): void {
    this.since ??= this.ctx.clock.elapsed();
    this.status = status;
  }

  end({ status, usage }: BatchResult): void {
    this.lastedMs = this.elapsed();
    this.status = status;
    this.ended = true;
    if (usage) this.charge(usage as Usage);
  }

  /** Records the current cost of its session, if known. */
  async meter(): Promise<void> {
    if (this.ended || this.since === undefined) return;
    const sidecar = await findSidecar(this.ctx, this.name).catch(() => undefined);
    const usage = sidecar && (await glanceUsage(this.ctx, sidecar, undefined));
    if (usage && !this.ended) this.charge(usage);
  }

  private charge({ cost_usd: cost, cost_source: source }: Usage): void {
    if (cost !== null && source === 'agent') this.costUsd = cost;
  }

  progress(): BatchProgress {
    const { name, status, ended, costUsd } = this;
    const elapsedMs = ended ? this.lastedMs : this.elapsed();
    return { name, status, ended, elapsedMs, ...(costUsd !== undefined && { costUsd }) };
  }

  private elapsed(): number {
    return this.since === undefined ? 0 : this.ctx.clock.elapsed() - this.since;
  }
}
