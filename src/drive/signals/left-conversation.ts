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
  if (entry === undefined || entry.transcript?.path === path || turn.phase !== 'ended') return false;
  if (turn.since?.prompts !== 0 || turn.promptAt === undefined || turn.promptAt >= entry.at) return false;
  // The first prompt of a session begins its file.
  const other = entry.transcript?.path ?? (await locateTranscript(ctx, sidecar, backend, undefined));
  if (other === undefined || other === path) return false;
  // A turn that is too long to read proves nothing.
  const there = await readTurn(ctx.files, other, backend, { entry, pause: () => ctx.clock.sleep(0, ctx.signal) }).catch(
    () => undefined,
  );
  if (there === undefined) return false;
  return there.phase === 'ended' && there.queued === 0 && (there.since?.prompts ?? 0) > 0;
}
