import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { TurnFacts } from '../../detect/transcript/turn.ts';
import type { Entry } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import { locateTranscript } from './locate-transcript.ts';
import { readTurn } from './read-last-turn.ts';

/**
 * True if the prompt that was sent had its whole turn in another file than this one, and the newest turn of this file
 * was there before: a person has gone back to an earlier conversation.
 */
export async function hasLeft(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  { path, turn, entry }: { path: string; turn: TurnFacts; entry: Entry | undefined },
): Promise<boolean> {
  if (entry === undefined || turn.phase !== 'ended') return false;
  if (turn.since?.prompts !== 0 || turn.promptAt === undefined || turn.promptAt >= entry.at) return false;
  // The first prompt of a conversation begins its file: the entry names none then, or the one that was left for it.
  const { conversation } = sidecar;
  const places = [
    entry.transcript?.path,
    await locateTranscript(ctx, sidecar, backend, undefined),
    conversation === undefined ? undefined : await locateTranscript(ctx, sidecar, backend, conversation),
  ];
  for (const other of new Set(places))
    if (other !== undefined && other !== path && (await endedThere(ctx, backend, other, entry))) return true;
  return false;
}

/** True if that file has the whole turn of the prompt; a turn that is too long to read proves nothing. */
async function endedThere(ctx: Context, backend: Backend, path: string, entry: Entry): Promise<boolean> {
  const pause = () => ctx.clock.sleep(0, ctx.signal);
  const there = await readTurn(ctx.files, path, backend, { entry, pause }).catch(() => undefined);
  return there?.phase === 'ended' && there.queued === 0 && (there.since?.prompts ?? 0) > 0;
}
