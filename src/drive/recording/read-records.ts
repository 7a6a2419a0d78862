import { isObject } from '../../contract/json.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { newestRecords } from '../../detect/stream/replay.ts';
import type { Context } from '../session/context.ts';
import { isTrusted } from '../session/private-files.ts';
import { streamFiles } from '../session/stream-files.ts';

/** So much of the records is read, and so much of a turn is kept, in bytes. */
const MOST_READ = 32 * 1024 * 1024;
const MOST_KEPT = 1024 * 1024;

/**
 * What the host of a session without a screen kept of its newest turn, trimmed, one entry a line: a checkpoint and what came after it.
 * `undefined` where it has kept nothing.
 */
export async function readRecords(
  ctx: Context,
  { name }: Sidecar,
  { stream, recording }: Backend,
): Promise<string | undefined> {
  const { records } = streamFiles(ctx, name);
  if (!stream || !(await isTrusted(ctx, records))) return undefined;
  const slice = await ctx.files.readBack(records, MOST_READ);
  if (!slice) return undefined;
  const lines = new TextDecoder().decode(slice.bytes).split('\n');
  // A first line that is cut, and a last one that is being written, are none.
  const whole = lines.slice(slice.start === 0 ? 0 : 1, -1);
  return newestRecords(whole, stream, MOST_KEPT)
    .map((line) => `${trimEntry(line, recording.trimStreamRecord)}\n`)
    .join('');
}

/** An entry whose record is trimmed; what is not a record, as lines that the agent wrote between them, can be anything and is left out. */
function trimEntry(line: string, trim: Backend['recording']['trimStreamRecord']): string {
  const { record, ...entry } = JSON.parse(line) as Record<string, unknown>;
  const kept = !isObject(record) ? null : entry.from === 'host' || !trim ? record : trim(record);
  return JSON.stringify({ ...entry, record: kept });
}
