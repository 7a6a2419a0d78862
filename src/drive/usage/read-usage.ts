import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Usage } from '../../contract/usage.ts';
import { emptyStream } from '../../detect/stream/fold-stream.ts';
import { toStreamUsage } from '../../detect/stream/to-stream-usage.ts';
import { roundCost } from '../../detect/usage/round-cost.ts';
import { toUsage } from '../../detect/usage/to-usage.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { MOST_BYTES } from '../session/files/look-budget.ts';
import { pollUntil } from '../session/poll-until.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { readPublished } from '../signals/stream-state.ts';
import { conversationFiles } from './conversation-files.ts';
import { countTokens, readTail } from './count-tokens.ts';
import { type Heard, readTap } from './tap-files.ts';

/**
 * After the last step of a turn the agent updates its status line 0.3 s later (2.1.158, 2.1.332): the least delay, in
 * ms.
 */
const TOLD_AFTER_MS = 100;
/** The longest wait for that, from the last record of the turn, in ms. */
const SETTLE_MS = 1500;
const POLL_MS = 25;

/**
 * What a session has used: everything in the agent's reports and its transcripts, which are read completely. `current`
 * is the transcript of the conversation that it has now, if it is known. Throws `bad_report` if the agent's report
 * cannot be read.
 */
export async function readUsage(ctx: Context, sidecar: Sidecar, current: string | undefined): Promise<Usage> {
  if (isStream(sidecar)) return streamUsage(ctx, sidecar);
  const heard = await readTap(ctx, sidecar);
  if (heard.kind === 'broken') throw brokenReport(sidecar, heard);
  return gather(ctx, sidecar, heard, { current, mostBytes: Number.POSITIVE_INFINITY });
}

/**
 * The same for a verdict, which it never fails: an unreadable report is ignored, and tokens are not counted in
 * transcripts of more than 128 MiB. `current` is the transcript that the look has found.
 */
export async function addUsage(ctx: Context, sidecar: Sidecar, current: string | undefined): Promise<Usage> {
  if (isStream(sidecar)) return streamUsage(ctx, sidecar);
  return gather(ctx, sidecar, await readTap(ctx, sidecar), { current, mostBytes: MOST_BYTES });
}

/**
 * The same with only a few small reads, for lists and streams: the tokens of all turns are known only if the agent
 * counts them itself.
 */
export async function glanceUsage(ctx: Context, sidecar: Sidecar, transcript: string | undefined): Promise<Usage> {
  if (isStream(sidecar)) return streamUsage(ctx, sidecar);
  const backend = ctx.backends.get(sidecar.backend);
  const heard = await readTap(ctx, sidecar);
  if (heard.kind === 'told') return toUsage(heard.told, undefined);
  return toUsage(undefined, backend && transcript !== undefined ? await readTail(ctx, backend, transcript) : undefined);
}

/**
 * What a session has cost since csd started it, in USD, with only a few small reads: without the earlier cost of a
 * resumed conversation, if the agent counts that. `null` if unknown.
 */
export async function costSinceStart(ctx: Context, sidecar: Sidecar): Promise<number | null> {
  if (isStream(sidecar)) return (await streamUsage(ctx, sidecar)).cost_usd;
  const heard = await readTap(ctx, sidecar);
  if (heard.kind !== 'told' || heard.told.sum.costUsd === null) return null;
  return roundCost(Math.max(0, heard.told.sum.costUsd - (heard.began.costUsd ?? 0)));
}

/**
 * What a session has cost since its start, in USD, if that has reached its limit; `undefined` below that, and if
 * unknown.
 */
export async function costAtLimit(ctx: Context, sidecar: Sidecar): Promise<number | undefined> {
  if (!sidecar.budget) return undefined;
  const cost = await costSinceStart(ctx, sidecar);
  return cost !== null && cost >= sidecar.budget.cost_usd ? cost : undefined;
}

/**
 * `addUsage` for the result of a turn that has just ended, once the agent has reported its cost; at most 1.5 s later.
 */
export async function settleUsage(ctx: Context, sidecar: Sidecar, current: string | undefined): Promise<Usage> {
  if (isStream(sidecar)) return streamUsage(ctx, sidecar);
  const backend = backendOf(ctx, sidecar);
  const [transcript] = (await conversationFiles(ctx, sidecar, backend, current)).slice(-1);
  await pollUntil(ctx, { withinMs: SETTLE_MS, everyMs: POLL_MS }, async () => {
    const heard = await readTap(ctx, sidecar);
    if (heard.kind !== 'told' || transcript === undefined) return true;
    const writtenAt = (await ctx.files.stat(transcript))?.modifiedAt ?? 0;
    const isTold = heard.told.at >= writtenAt + TOLD_AFTER_MS;
    return isTold || ctx.clock.now() - writtenAt > SETTLE_MS || undefined;
  });
  return addUsage(ctx, sidecar, current);
}

/** From the agent's own count, which comes at the end of each turn. */
async function streamUsage(ctx: Context, sidecar: Sidecar): Promise<Usage> {
  return toStreamUsage((await readPublished(ctx, sidecar))?.stream ?? emptyStream());
}

async function gather(
  ctx: Context,
  sidecar: Sidecar,
  heard: Heard,
  { current, mostBytes }: { current: string | undefined; mostBytes: number },
): Promise<Usage> {
  const backend = backendOf(ctx, sidecar);
  const files = await conversationFiles(ctx, sidecar, backend, current);
  const told = heard.kind === 'told' ? heard.told : undefined;
  const [newest] = files.slice(-1);
  if (newest !== undefined && (await sizeOf(ctx, files)) > mostBytes)
    return toUsage(told, await readTail(ctx, backend, newest));
  return toUsage(told, await countTokens(ctx, backend, files));
}

async function sizeOf(ctx: Context, files: string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await ctx.files.stat(file))?.size ?? 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function brokenReport({ name }: Sidecar, { path, reason }: Heard & { kind: 'broken' }): CsdError {
  const message = `the report that the agent of session ${JSON.stringify(name)} gave to its status line is ${reason}: ${path}; the agent's next step rewrites it, and \`csd spawn --no-usage\` starts one without it`;
  return new CsdError('bad_report', message, { session: name, path });
}
