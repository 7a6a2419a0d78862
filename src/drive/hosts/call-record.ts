import { createHash } from 'node:crypto';
import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { CallReply, CallRequest } from '../../contract/host-call.ts';
import type { Context } from '../session/context.ts';
import { MOST_LOG_BYTES } from '../session/files/look-budget.ts';
import { refuseUntrustedFolder } from '../session/files/private-files.ts';

/** How long to keep the outcome of a call, in ms: a caller that lost the connection asks within minutes. */
const KEPT_MS = 24 * 3_600_000;
/** This many of the newest are kept in any case: none looks old only because the clock was set on. */
const MOST_KEPT = 100;
/** How long a repeated call waits for the first one, in ms. */
const LONGEST_MS = 7 * 24 * 3_600_000;

/** What is kept of a call, in a private file named by its id. */
interface Record {
  /** A hash of the operation and its input: an id belongs to one call. */
  asked?: string;
  /** Absent while the call is in progress, and forever if its process was killed. */
  reply?: CallReply;
}

type LastReply = Extract<CallReply, { output: unknown } | { failure: unknown }>;

/**
 * Runs a call once per id: a caller that asks again waits while it is in progress, and afterwards gets the same reply.
 * If its process was killed meanwhile, the reply says so, and it is not run again.
 */
export async function answerOnce(
  ctx: Context,
  id: string,
  request: CallRequest,
  answer: () => Promise<LastReply>,
): Promise<LastReply> {
  const folder = path.join(path.dirname(ctx.sessionsDir), 'calls');
  await refuseUntrustedFolder(ctx, folder);
  await ctx.files.makePrivate(folder);
  await forgetOld(ctx, folder);
  const file = path.join(folder, `${id}.json`);
  const asked = createHash('sha256')
    .update(JSON.stringify([request.operation, request.input]))
    .digest('hex');
  return ctx.files.withLock(path.join(folder, `${id}.lock`), LONGEST_MS, async () => {
    const known = await read(ctx, file);
    if (known?.asked !== undefined && known.asked !== asked)
      throw new CsdError(
        'bad_input',
        `the call id ${id} was already used for a different call: give each call its own id`,
      );
    if (known?.reply !== undefined) return known.reply as LastReply;
    if (known !== undefined) return { failure: wasKilled(id, request.operation) };
    // Written to disk before anything is done.
    await ctx.files.writeAtomic(file, JSON.stringify({ asked } satisfies Record));
    const reply = await answer();
    await ctx.files.writeAtomic(file, JSON.stringify({ asked, reply } satisfies Record));
    return reply;
  });
}

/** A file without content was damaged: whether its call was done is unknown. */
async function read(ctx: Context, file: string): Promise<Record | undefined> {
  const text = await ctx.files.read(file, MOST_LOG_BYTES);
  if (text === undefined) return undefined;
  try {
    return Object(JSON.parse(text)) as Record;
  } catch {
    return {};
  }
}

function wasKilled(id: string, operation: string) {
  const error = `the csd that did ${operation} was killed during it: it is not known whether it was done; check with \`csd state\` or \`csd history\``;
  return { error, code: 'unreachable', done: 'unknown', call_id: id };
}

async function forgetOld(ctx: Context, folder: string): Promise<void> {
  const names = (await ctx.files.list(folder)).filter((name) => name.endsWith('.json'));
  if (names.length <= MOST_KEPT) return;
  const files = names.map((name) => path.join(folder, name));
  const dated = await Promise.all(
    files.map(async (file) => ({ file, at: (await ctx.files.stat(file))?.modifiedAt ?? Number.POSITIVE_INFINITY })),
  );
  const older = dated.sort((one, other) => other.at - one.at).slice(MOST_KEPT);
  for (const { file, at } of older) if (ctx.clock.now() - at > KEPT_MS) await ctx.files.remove(file);
}
