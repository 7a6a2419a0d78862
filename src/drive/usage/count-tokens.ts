import type { Backend } from '../../detect/agent/backend.ts';
import type { UsageFact, UsageGrammar } from '../../detect/agent/usage-grammar.ts';
import { LONGEST_LINE } from '../../detect/transcript/parse.ts';
import { TokenCounter, type TokenSum } from '../../detect/usage/sum-tokens.ts';
import type { Context } from '../session/context.ts';
import { letOthersRun } from '../session/pauses.ts';
import { LinesFromEnd } from '../signals/read-last-turn.ts';

/** How many bytes to read at once from the end; other tasks run after each piece. */
const STEP = 1024 * 1024;
/**
 * Present values are searched in pieces from the end of a transcript, the first of this many bytes, each next one twice
 * as long,
 */
const TAIL_STEP = 4 * 1024;
/** and no further than this from the end, in bytes. */
const TAIL = 64 * 1024;

/**
 * All token counts in these transcripts of a session and in those of its subagents. Reads each to its beginning, unless
 * it has a running total.
 */
export async function countTokens(
  ctx: Context,
  backend: Backend,
  transcripts: string[],
): Promise<TokenSum | undefined> {
  const { usage } = backend;
  if (!usage || transcripts.length === 0) return undefined;
  const counter = new TokenCounter();
  for (const path of transcripts) {
    await countFile(ctx, usage, { path, aside: false }, counter);
    const folder = usage.subagents?.(path);
    const names = folder === undefined ? [] : await ctx.files.list(folder);
    for (const name of names)
      if (name.endsWith('.jsonl')) await countFile(ctx, usage, { path: `${folder}/${name}`, aside: true }, counter);
  }
  return counter.sum();
}

/**
 * The present values at the end of a transcript: context, model, limits; tokens only if the conversation has a running
 * total. Reads only what follows the newest answer.
 */
export async function readTail(ctx: Context, backend: Backend, path: string): Promise<TokenSum | undefined> {
  const { usage } = backend;
  if (!usage) return undefined;
  const [counter, lines] = [new TokenCounter(), new LinesFromEnd()];
  const seen = { answer: false, total: false, model: false };
  let end: number | undefined;
  for (let step = TAIL_STEP, read = 0; end !== 0 && read < TAIL && !(seen.answer && seen.model); step *= 2) {
    const slice = await ctx.files.readBack(path, Math.min(step, TAIL - read), end);
    if (!slice) return undefined;
    for (const fact of factsIn(lines.take(slice.bytes, slice.start).text, usage)) {
      counter.take(fact, path);
      seen.total ||= fact.kind === 'total';
      seen.answer ||= tellsContext(fact);
      seen.model ||= fact.kind === 'model' || (fact.kind === 'message' && !fact.aside && fact.model !== undefined);
    }
    read += slice.bytes.length;
    end = slice.start;
  }
  const sum = counter.sum();
  return seen.total ? sum : { ...sum, tokens: { input: null, output: null, cacheRead: null, cacheWrite: null } };
}

function tellsContext(fact: UsageFact): boolean {
  return fact.kind === 'message'
    ? !fact.aside && fact.tokens.input !== null
    : fact.kind === 'total' && fact.tokens !== undefined;
}

async function countFile(
  ctx: Context,
  usage: UsageGrammar,
  { path, aside }: { path: string; aside: boolean },
  counter: TokenCounter,
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
    if (end > 0) await letOthersRun(ctx);
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
