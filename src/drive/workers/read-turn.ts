import { CsdError } from '../../contract/errors.ts';
import { renderTurn } from '../../detect/transcript/markdown.ts';
import { partsOfLines } from '../../detect/transcript/turn-parts.ts';
import { lookAt } from '../observe/look-at.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { locateTranscript } from '../signals/locate-transcript.ts';
import type { Worker } from './find-worker.ts';

/** The first step back from the end of a transcript, in bytes; each next one is twice as long. */
const FIRST_STEP = 256 * 1024;
/** A turn that begins further back than this, in bytes, is shown only from there. */
const FURTHEST = 256 * 1024 * 1024;

/** The newest turn of a worker as Markdown; throws `not_ready` if there is no transcript, or no prompt in it yet. */
export async function readTurnText(ctx: Context, worker: Worker, full: boolean): Promise<string> {
  const { sidecar } = worker;
  const backend = backendOf(ctx, sidecar);
  const seen = await lookAt(ctx, sidecar);
  const file =
    seen.signals.transcript.kind === 'read'
      ? seen.signals.transcript.path
      : await locateTranscript(ctx, sidecar, backend, undefined);
  const { transcript } = backend;
  if (file === undefined || !transcript.parts)
    throw new CsdError('not_ready', `no transcript of ${sidecar.name} (session ${sidecar.session_id}) yet`);
  for (let step = FIRST_STEP; ; step *= 2) {
    const slice = await ctx.files.readBack(file, step);
    const parts = slice ? partsOfLines(new TextDecoder().decode(slice.bytes).split('\n'), transcript) : [];
    const prompt = parts.findLastIndex((part) => part.kind === 'prompt' && !part.joined);
    if (prompt !== -1) return renderTurn(parts.slice(prompt), full);
    if (!slice || slice.start === 0 || step >= FURTHEST)
      throw new CsdError('not_ready', `no prompt in the transcript of ${sidecar.name} yet (${file})`, { path: file });
  }
}
