import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { writeWhole } from './streams.ts';

const STDOUT = 1;

/**
 * A non-blocking writer to stdout: only the caller that awaits the text waits for a full pipe. It returns false if the
 * reader has gone, or if the signal aborts first.
 */
export function createOutput(signal: AbortSignal): (text: string) => Promise<boolean> {
  const facts = fstatSync(STDOUT);
  // Only pipes and sockets support writing without blocking; a terminal or a file accepts the text at once.
  if (!facts.isFIFO() && !facts.isSocket()) {
    return async (text) => {
      writeWhole('stdout', text);
      return true;
    };
  }
  const pipe = new Socket({ fd: STDOUT, readable: false, writable: true });
  // Each write reports its own failure.
  pipe.on('error', () => undefined);
  return (text) =>
    new Promise((done) => {
      const end = () => settle(false);
      const settle = (written: boolean) => {
        signal.removeEventListener('abort', end);
        done(written);
      };
      signal.addEventListener('abort', end);
      pipe.write(text, (error) => settle(!error));
    });
}
