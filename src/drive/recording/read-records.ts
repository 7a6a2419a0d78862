import { isObject } from '../../contract/json.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { newestRecords } from '../../detect/stream/replay.ts';
import type { Context } from '../session/context.ts';
import { isTrusted } from '../session/files/private-files.ts';
import { streamFiles } from '../session/sidecars/stream-files.ts';

/** The most bytes of records to read, and of a turn to keep. */
const MOST_READ = 32 * 1024 * 1024;
const MOST_KEPT = 1024 * 1024;

/**
 * The host's records of the newest turn of a session without a screen, trimmed, one entry per line: a checkpoint and
 * what came after it. `undefined` if there are none.
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
  // A truncated first line and an unfinished last line are dropped.
  const whole = lines.slice(slice.start === 0 ? 0 : 1, -1);
  return newestRecords(whole, stream, MOST_KEPT)
    .map((line) => `${trimEntry(line, recording.trimStreamRecord)}\n`)
    .join('');
}

/** An entry with its record trimmed; lines of the agent that are not records can be anything and are dropped. */
function trimEntry(line: string, trim: Backend['recording']['trimStreamRecord']): string {
  const { record, ...entry } = JSON.parse(line) as Record<string, unknown>;
  const kept = !isObject(record) ? null : entry.from === 'host' || !trim ? record : trim(record);
  return JSON.stringify({ ...entry, record: kept });
}
