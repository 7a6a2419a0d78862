import type { Backend } from '../../detect/agent/backend.ts';
import type { UsageFact, UsageGrammar } from '../../detect/agent/usage-grammar.ts';
import { LONGEST_LINE } from '../../detect/transcript/parse.ts';
import { TokenCounter, type TokenSum } from '../../detect/usage/sum-tokens.ts';
import type { Context } from '../session/context.ts';
import { LinesFromEnd } from '../signals/read-last-turn.ts';

/** Read from the end in pieces of this many bytes; others get their turn after each. */
const STEP = 1024 * 1024;
/** What stands here, in bytes at the end of a transcript, tells of the moment. */
const TAIL = 64 * 1024;

/** All that these transcripts of a session tell of its tokens, with those of subagents. Reads each to its beginning, unless it counts for itself. */
export async function countTokens(
  ctx: Context,
  backend: Backend,
  transcripts: string[],
): Promise<TokenSum | undefined> {
  const { usage } = backend;
  if (!usage || transcripts.length === 0) return undefined;
  const counter = new TokenCounter();
  for (const path of transcripts) {
    await countFile(ctx, usage, path, counter);
    const folder = usage.subagents?.(path);
    const names = folder === undefined ? [] : await ctx.files.list(folder);
    for (const name of names)
      if (name.endsWith('.jsonl')) await countFile(ctx, usage, `${folder}/${name}`, counter, true);
  }
  return counter.sum();
}

/** What the end of a transcript tells of the moment: context, model, limits; tokens only where the conversation counts them itself. */
export async function readTail(ctx: Context, backend: Backend, path: string): Promise<TokenSum | undefined> {
  const slice = backend.usage && (await ctx.files.readBack(path, TAIL));
  if (!backend.usage || !slice) return undefined;
  const counter = new TokenCounter();
  let counts = false;
  for (const fact of factsIn(Buffer.from(slice.bytes).toString('utf8'), backend.usage)) {
    counts ||= fact.kind === 'total';
    counter.take(fact, path);
  }
  const sum = counter.sum();
  return counts ? sum : { ...sum, tokens: { input: null, output: null, cacheRead: null, cacheWrite: null } };
}

async function countFile(
  ctx: Context,
  usage: UsageGrammar,
  path: string,
  counter: TokenCounter,
  aside = false,
): Promise<void> {
  const lines = new LinesFromEnd();
  const seen = { total: false, model: false };
  for (let end: number | undefined; end !== 0; ) {
    const slice = await ctx.files.readBack(path, STEP, end);
    if (!slice) return;
    for (const fact of factsIn(lines.take(slice.bytes, slice.start).text, usage)) {
      counter.take(aside && fact.kind === 'message' ? { ...fact, aside } : fact, path);
      seen.total ||= fact.kind === 'total' && fact.tokens !== undefined;
      seen.model ||= fact.kind === 'model';
    }
    if (seen.total && seen.model) return;
    end = slice.start;
    if (end > 0) await ctx.clock.sleep(0, ctx.signal);
  }
}

function factsIn(text: string, usage: UsageGrammar): UsageFact[] {
  return text.split('\n').flatMap((line) => {
    if (line.length > LONGEST_LINE || !usage.telling.some((word) => line.includes(word))) return [];
    try {
      const fact = usage.read(JSON.parse(line));
      return fact ? [fact] : [];
    } catch {
      return [];
    }
  });
}
