import { CsdError } from '../../contract/errors.ts';
import { EVENT_STATUS, WorkerEvent, type WorkerEventName } from '../../contract/worker.ts';
import type { Context } from '../session/context.ts';
import { MOST_LOG_BYTES } from '../session/files/look-budget.ts';
import { isTrusted } from '../session/files/private-files.ts';

/**
 * One event and its position: `line` counts from 1, `end` is the byte after its line, relative to where reading began.
 */
export interface EventLine {
  line: number;
  end: number;
  event: WorkerEvent;
}

/** How many bytes at the end of the file to search for the newest events. */
const TAIL_BYTES = 64 * 1024;

/**
 * All events of a file, `undefined` if there is no file that only the user can write. Lines that are not events are
 * skipped but counted.
 */
export async function readEvents(ctx: Context, file: string): Promise<EventLine[] | undefined> {
  const text = (await isTrusted(ctx, file)) ? await ctx.files.read(file, MOST_LOG_BYTES) : undefined;
  return text === undefined ? undefined : parseEvents(text, 1);
}

/** The newest event of a file; `undefined` if there is no file or no event in it. */
export async function lastEvent(ctx: Context, file: string): Promise<WorkerEvent | undefined> {
  const slice = (await isTrusted(ctx, file)) ? await ctx.files.readBack(file, TAIL_BYTES) : undefined;
  return slice && parseEvents(new TextDecoder().decode(slice.bytes), 1).at(-1)?.event;
}

/** How many lines a file has; 0 if there is none. */
export async function countLines(ctx: Context, file: string): Promise<number> {
  const text = (await isTrusted(ctx, file)) ? await ctx.files.read(file, MOST_LOG_BYTES) : undefined;
  return text === undefined ? 0 : text.split('\n').length - 1;
}

/** Adds an event by csd itself to a worker's file; does nothing if there is no such file. */
export async function appendEvent(ctx: Context, file: string, event: WorkerEventName, more: object): Promise<void> {
  if (!(await isTrusted(ctx, file))) return;
  await ctx.files.append(file, `${JSON.stringify(makeEvent(ctx, event, more))}\n`);
}

/** An event with the present time, in the hook's format. */
export function makeEvent(ctx: Context, event: WorkerEventName, more: object): WorkerEvent {
  const ts = new Date(ctx.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  return { ts, event, ...more };
}

/** Throws `bad_input` with the valid names for an unknown one. */
export function checkEventName(name: string): void {
  if (Object.hasOwn(EVENT_STATUS, name)) return;
  const known = Object.keys(EVENT_STATUS);
  throw new CsdError(
    'bad_input',
    `${JSON.stringify(name)} is not a known event type. Valid events: ${known.join(' ')}`,
    {
      known,
    },
  );
}

/** Whole lines of an event file; a last line without its end is still being written. */
export function parseEvents(text: string, first: number): EventLine[] {
  const found: EventLine[] = [];
  let end = 0;
  for (const [n, line] of text.split('\n').slice(0, -1).entries()) {
    end += Buffer.byteLength(line) + 1;
    const event = parse(line);
    if (event) found.push({ line: first + n, end, event });
  }
  return found;
}

function parse(line: string): WorkerEvent | undefined {
  try {
    return WorkerEvent.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
