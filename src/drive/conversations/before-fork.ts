import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { TranscriptFact } from '../../detect/transcript/facts.ts';
import type { Context } from '../session/context.ts';
import { isOwnFile } from '../session/files/private-files.ts';
import { letOthersRun } from '../session/pauses.ts';
import { findSidecar } from '../session/sidecars/sidecar-store.ts';
import type { Part } from '../signals/base-record.ts';
import { locateTranscript } from '../signals/locate-transcript.ts';

/** How much of the beginning of a fork's transcript to read, in bytes. */
const HEAD = 512 * 1024;
/** How much of its parent's transcript to search from the end, in pieces, in bytes. */
const MOST = 64 * 1024 * 1024;
const STEP = 1024 * 1024;
/** How many forks of forks to follow. */
const MOST_PARENTS = 20;

/**
 * The parts of the parents' transcripts before the summary with which a fork's transcript begins, oldest first: Claude
 * Code copies nothing from before the newest compaction (2.1.332). Empty if it copied everything, or if that cannot be
 * found.
 */
export async function partsBeforeFork(ctx: Context, sidecar: Sidecar, backend: Backend, own: string): Promise<Part[]> {
  const parts: Part[] = [];
  let [child, file] = [sidecar, own];
  while (parts.length < MOST_PARENTS && child.parent_session_id !== undefined) {
    const summary = await openingSummary(ctx, backend, file);
    if (summary === undefined) break;
    const path = await locateTranscript(ctx, child, backend, child.parent_session_id);
    if (path === undefined || path === file || !(await isOwnFile(ctx, path))) break;
    const end = await findSummary(ctx, backend, path, summary);
    if (end === undefined) break;
    parts.unshift({ path, end });
    const parent = child.parent && (await findSidecar(ctx, child.parent).catch(() => undefined));
    if (!parent || parent.session_id !== child.parent_session_id) break;
    [child, file] = [parent, path];
  }
  return parts;
}

/**
 * The id of the compaction record, if it comes before all messages: 2.1.158 can write the first answer of a fork above
 * what it copies, which the times of the records show.
 */
async function openingSummary({ files }: Context, backend: Backend, path: string): Promise<string | undefined> {
  const size = (await files.stat(path))?.size ?? 0;
  const slice = await files.readBack(path, HEAD, Math.min(HEAD, size));
  let since = Number.POSITIVE_INFINITY;
  for (const line of (slice ? new TextDecoder().decode(slice.bytes) : '').split('\n')) {
    for (const { kind, at = 0, id } of factsOf(backend, line)) {
      if (kind === 'compacted') return at < since ? id : undefined;
      if (kind === 'prompt' || kind === 'answer') since = Math.min(since, at);
    }
  }
  return undefined;
}

/** The byte offset of that compaction's line. */
async function findSummary(ctx: Context, backend: Backend, path: string, id: string): Promise<number | undefined> {
  const { files } = ctx;
  const size = (await files.stat(path))?.size ?? 0;
  for (let end = size; end > Math.max(0, size - MOST); ) {
    const slice = await files.readBack(path, STEP, end);
    if (!slice || slice.bytes.length === 0) return undefined;
    const bytes = Buffer.from(slice.bytes);
    // The first line may have begun before this piece.
    const whole = slice.start === 0 ? 0 : bytes.indexOf('\n') + 1;
    for (let at = bytes.lastIndexOf(id); at >= whole; at = at === 0 ? -1 : bytes.lastIndexOf(id, at - 1)) {
      const begin = bytes.lastIndexOf('\n', at) + 1;
      const stop = bytes.indexOf('\n', at);
      const facts = factsOf(backend, bytes.toString('utf8', begin, stop === -1 ? bytes.length : stop));
      if (facts.some((fact) => fact.kind === 'compacted' && fact.id === id)) return slice.start + begin;
    }
    if (slice.start === 0) return undefined;
    end = slice.start + (whole < bytes.length ? whole : 0);
    await letOthersRun(ctx);
  }
  return undefined;
}

function factsOf({ transcript }: Backend, line: string): TranscriptFact[] {
  try {
    return line === '' ? [] : transcript.read(JSON.parse(line));
  } catch {
    return [];
  }
}
