import { writeSync } from 'node:fs';
import { numberOf, type Stream } from './write-in-order.ts';

/**
 * Writes the whole text before it returns, so that the process can exit at once. A reader that has gone is not an
 * error; it waits for a full pipe.
 */
export function writeWhole(stream: Stream, text: string): void {
  const bytes = Buffer.from(text);
  const fd = numberOf(stream);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EBADF') return;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, 5);
    }
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));
