import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import { writeWhole } from './streams.ts';
import { LAST_WORDS_MS, numberOf, type Output, type Stream, writeInOrder } from './write-in-order.ts';

/**
 * The output to a stream of this process that is not a terminal: writes to a pipe or socket do not block, and a file takes all
 * text at once.
 */
export function createOutput(stream: Stream, clock: Clock, signal: AbortSignal): Output {
  const fd = numberOf(stream);
  const facts = fstatSync(fd);
  if (!facts.isFIFO() && !facts.isSocket())
    return writeInOrder(async (text) => {
      writeWhole(stream, text);
      return true;
    });
  const pipe = new Socket({ fd, readable: false, writable: true });
  // Each write reports its own failure.
  pipe.on('error', () => undefined);
  return writeInOrder(
    (text) =>
      new Promise((done) => {
        const settle = (written: boolean) => {
          signal.removeEventListener('abort', end);
          done(written);
        };
        const end = () => void clock.sleep(LAST_WORDS_MS).then(() => settle(false));
        if (signal.aborted) end();
        else signal.addEventListener('abort', end);
        pipe.write(text, (error) => settle(!error));
      }),
  );
}
