import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { beginAlike } from '../../detect/screen/shown-turn.ts';
import type { SinceEntry } from '../../detect/transcript/since-entry.ts';
import { foldTurn, type TurnFacts } from '../../detect/transcript/turn.ts';
import type { Entry, TranscriptSignal } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import { letOthersRun } from '../session/pauses.ts';
import { locateTranscript } from './locate-transcript.ts';
import { readTurn } from './read-last-turn.ts';

/**
 * Where the turn of the prompt that was sent is, if it is in another file than this one, whose newest turn was there
 * before: a person has gone back to an earlier conversation. `left` if it has ended, `moved` if there are prompts of the
 * person here since; `elsewhere` if it is in flight, of an agent that keeps several conversations open.
 */
export async function findLeft(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  { path, turn, entry }: { path: string; turn: TurnFacts; entry: Entry | undefined },
): Promise<'left' | 'moved' | 'elsewhere' | undefined> {
  if (entry === undefined) return undefined;
  if (isAnother(turn.since, entry, path)) {
    const found = await whereabouts(ctx, sidecar, backend, { path, entry });
    const { held } = backend.transcript;
    // Going back within a conversation begins another file of it. Of several open ones, none is the other's next part.
    const isOpenBeside = found !== undefined && held !== undefined && held.record(found.path) !== held.record(path);
    if (isOpenBeside && turn.phase === 'ended') return found.kind;
    return found?.kind === 'left' ? 'moved' : undefined;
  }
  if (turn.phase !== 'ended') return undefined;
  if (turn.since?.prompts !== 0 || turn.promptAt === undefined || turn.promptAt >= entry.at) return undefined;
  return (await whereabouts(ctx, sidecar, backend, { path, entry }))?.kind;
}

/**
 * The transcript of a conversation without a turn, if the turn of the prompt that was sent has ended in another one: the
 * session has just been cleared (2.1.332: up to 0.5 s before the new file says so and the screen is redrawn).
 */
export async function withCleared(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  { read, entry }: { read: TranscriptSignal; entry: Entry | undefined },
): Promise<TranscriptSignal> {
  const isEmpty = read.kind === 'read' ? read.turn.phase === 'none' : read.excess === undefined;
  if (!isEmpty || entry?.outcome !== 'submitted' || backend.transcript.held) return read;
  if (read.kind === 'read' && (read.turn.clearedAt !== undefined || read.turn.since?.cleared)) return read;
  const own = read.kind === 'read' ? read.path : undefined;
  const found = await whereabouts(ctx, sidecar, backend, { path: own, entry });
  if (found?.kind !== 'left') return read;
  return { kind: 'read', turn: foldTurn([], [{ kind: 'cleared' }], entry.at), path: own ?? found.path };
}

async function whereabouts(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  { path, entry }: { path: string | undefined; entry: Entry },
): Promise<{ kind: 'left' | 'elsewhere'; path: string } | undefined> {
  // The first prompt of a conversation begins its file: the entry names none then, or the one that was left for it.
  const { conversation, earlier = [] } = sidecar;
  const ids = [undefined, ...(conversation === undefined ? [] : [conversation]), ...earlier.slice(-1)];
  const located = await Promise.all(ids.map((id) => locateTranscript(ctx, sidecar, backend, id)));
  const places = [entry.transcript?.path, ...located];
  for (const other of new Set(places)) {
    const kind = other !== undefined && other !== path && (await isThere(ctx, backend, other, entry));
    if (kind) return { kind, path: other };
  }
  return undefined;
}

/** The first prompt that was recorded since is not the one that was sent, and that was sent elsewhere. */
function isAnother(since: SinceEntry | undefined, entry: Entry, path: string): boolean {
  if (since?.first === undefined || since.cleared || path === entry.transcript?.path) return false;
  return !beginAlike(since.first.text, entry.start);
}

/** Whether that file has the turn of the prompt; one that is too long to read proves nothing. */
async function isThere(ctx: Context, backend: Backend, path: string, entry: Entry) {
  const pause = () => letOthersRun(ctx);
  const there = await readTurn(ctx.files, path, backend, { entry, pause, budget: ctx.budget }).catch(() => undefined);
  if ((there?.since?.prompts ?? 0) === 0) return undefined;
  if (there?.phase === 'ended' && there.queued === 0) return 'left';
  const first = there?.since?.first;
  const isOwn = first !== undefined && beginAlike(first.text, entry.start);
  return there?.phase === 'running' && backend.transcript.held && isOwn ? 'elsewhere' : undefined;
}
