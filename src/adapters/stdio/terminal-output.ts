import { closeSync, constants, fstatSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { isatty } from 'node:tty';
import type { Clock } from '../../ports/clock.ts';
import { LAST_WORDS_MS, numberOf, type Output, type Stream, writeInOrder } from './write-in-order.ts';

/** The pause before what a terminal did not take is written again, in ms. */
const RETRY_MS = 10;

/**
 * The output to a stream that is a terminal. Writes do not block, so a terminal that is stopped or not read does not hold up the
 * process. `undefined` if it is not a terminal, or one that the user may not open, as after `su`.
 */
export function terminalOutput(stream: Stream, clock: Clock, signal: AbortSignal): Output | undefined {
  const fd = numberOf(stream);
  const terminal = isatty(fd) ? openTerminal(fd) : undefined;
  if (terminal === undefined) return undefined;
  let end = Number.POSITIVE_INFINITY;
  const hear = () => {
    end = clock.elapsed() + LAST_WORDS_MS;
  };
  if (signal.aborted) hear();
  else signal.addEventListener('abort', hear, { once: true });
  return writeInOrder(async (text) => {
    for (let left: Uint8Array | undefined = Buffer.from(text); ; ) {
      left = writeSome(terminal, left);
      if (left === undefined || left.length === 0) return left !== undefined;
      if (clock.elapsed() > end) return false;
      await clock.sleep(RETRY_MS);
    }
  });
}

/**
 * Opens the terminal of a descriptor a second time, for writes that do not block. That flag belongs to one opening, and the
 * first one is shared with the shell and its other programs. `undefined` if the user may not open it.
 */
export function openTerminal(fd: number): number | undefined {
  const { rdev } = fstatSync(fd);
  for (const device of devices(fd, rdev)) {
    try {
      const opened = openSync(device, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
      if (fstatSync(opened).rdev === rdev) return opened;
      closeSync(opened);
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

/** Writes what there is room for, and returns the rest; `undefined` when the terminal is gone. */
function writeSome(fd: number, bytes: Uint8Array): Uint8Array | undefined {
  let left = bytes;
  try {
    while (left.length > 0) left = left.subarray(writeSync(fd, left));
    return left;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? left : undefined;
  }
}

/** Linux leads from the descriptor to its device. Elsewhere that would only copy the descriptor: the device has the same number. */
function* devices(fd: number, rdev: number): Generator<string> {
  if (process.platform === 'linux') yield `/proc/self/fd/${fd}`;
  else
    for (const name of readdirSync('/dev')) {
      const file = path.join('/dev', name);
      if (name.startsWith('tty') && statSync(file, { throwIfNoEntry: false })?.rdev === rdev) yield file;
    }
}
