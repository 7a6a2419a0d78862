import { emptyStream, type StreamState } from '../../detect/stream/fold-stream.ts';
import type { Context } from '../session/context.ts';
import { MOST_DOCUMENT_BYTES } from '../session/files/look-budget.ts';
import { isTrusted } from '../session/files/private-files.ts';
import { type Filed, filesName } from '../session/sidecars/files-name.ts';
import { streamFiles } from '../session/sidecars/stream-files.ts';

/** What a host has published: its process and its agent's, its socket, and the state that the records add up to. */
export interface Published {
  host: number;
  agent: number;
  /** The start mark of the agent's process, as from `Processes.startedAt`. */
  agentStart?: string;
  socket: string;
  stream: StreamState;
}

/**
 * The last state that the host of a session published; `undefined` if there is none yet, or none that can be trusted.
 */
export async function readPublished(ctx: Context, session: Filed): Promise<Published | undefined> {
  const { state } = streamFiles(ctx, filesName(session));
  if (!(await isTrusted(ctx, state))) return undefined;
  try {
    const { stream, ...rest } = JSON.parse((await ctx.files.read(state, MOST_DOCUMENT_BYTES)) ?? '') as Published;
    // A newer csd may have added fields, an older one may lack some.
    return typeof rest.host === 'number' && typeof stream === 'object'
      ? { ...rest, stream: { ...emptyStream(), ...stream } }
      : undefined;
  } catch {
    return undefined;
  }
}
