import { emptyStream, type StreamState } from '../../detect/stream/fold.ts';
import type { Context } from '../session/context.ts';
import { type Filed, filesName } from '../session/files-name.ts';
import { isTrusted } from '../session/private-files.ts';
import { streamFiles } from '../session/stream-files.ts';

/** What a host has published: the processes of it and of its agent, where it listens, and what the records amount to. */
export interface Published {
  host: number;
  agent: number;
  /** The start mark of the agent's process, as `Processes.startedAt` tells it. */
  agentStart?: string;
  socket: string;
  stream: StreamState;
}

/** What the host of a session published last; `undefined` where it has not yet, or not so that it may be relied on. */
export async function readPublished(ctx: Context, session: Filed): Promise<Published | undefined> {
  const { state } = streamFiles(ctx, filesName(session));
  if (!(await isTrusted(ctx, state))) return undefined;
  try {
    const { stream, ...rest } = JSON.parse((await ctx.files.read(state)) ?? '') as Published;
    // A newer csd may have put in more, an older one less.
    return typeof rest.host === 'number' && typeof stream === 'object'
      ? { ...rest, stream: { ...emptyStream(), ...stream } }
      : undefined;
  } catch {
    return undefined;
  }
}
