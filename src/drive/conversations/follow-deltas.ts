import { emptyStream, type StreamState } from '../../detect/stream/fold-stream.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { isTrusted } from '../session/files/private-files.ts';
import { loadSidecar } from '../session/sidecars/sidecar-store.ts';
import { isStream, streamFiles } from '../session/sidecars/stream-files.ts';
import { readPublished } from '../signals/stream-state.ts';

/** Returns what the model has said since the last call, before its message is complete. */
export type ReadDelta = () => Promise<string>;

/** The most bytes to read at once; if more has come, only the end is read. */
const MOST_READ = 1024 * 1024;

/**
 * For a session without a screen, what its model says from now on; `undefined` for any other session, which does not
 * report it. Throws `no_such_session`.
 */
export async function openDeltas(ctx: Context, handle: string): Promise<ReadDelta | undefined> {
  const sidecar = await loadSidecar(ctx, handle);
  const { stream } = backendOf(ctx, sidecar);
  if (!isStream(sidecar) || !stream) return undefined;
  const { records } = streamFiles(ctx, sidecar.name);
  const sizeOf = async () => (await ctx.files.stat(records))?.size ?? 0;
  const textOf = (line: string, now: StreamState): string => {
    const record = parse(line);
    if (record === undefined) return '';
    const facts = stream.read(record, now, { mark: '' });
    return facts.map((fact) => (fact.kind === 'delta' ? fact.text : '')).join('');
  };
  let at = await sizeOf();
  let rest = Buffer.alloc(0);
  return async () => {
    const size = await sizeOf();
    // A file that has become shorter was rotated: start from its beginning.
    if (size < at) [at, rest] = [0, Buffer.alloc(0)];
    if (size === at || !(await isTrusted(ctx, records))) return '';
    const slice = await ctx.files.readBack(records, Math.min(size - at, MOST_READ), size);
    if (!slice) return '';
    const bytes = slice.start > at ? Buffer.from(slice.bytes) : Buffer.concat([rest, slice.bytes]);
    at = size;
    const last = bytes.lastIndexOf('\n') + 1;
    rest = bytes.subarray(last);
    // What a subagent says in its own conversation is not the session's output.
    const now = (await readPublished(ctx, sidecar))?.stream ?? emptyStream();
    const lines = bytes.subarray(0, last).toString('utf8').split('\n');
    return lines.map((line) => textOf(line, now)).join('');
  };
}

/** The record in a line of the agent's; `undefined` for other lines and for a truncated one. */
function parse(line: string): unknown {
  if (!line.includes('"from":"agent"')) return undefined;
  try {
    const { from, record } = JSON.parse(line);
    return from === 'agent' ? record : undefined;
  } catch {
    return undefined;
  }
}
