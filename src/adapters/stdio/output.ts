import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { writeWhole } from './streams.ts';

const STDOUT = 1;

/**
 * A writer to stdout for a process that continues meanwhile: a full pipe holds up nobody but who waits for the text. It
 * answers false when the reader has gone away, or when the signal aborts first.
 */
export function createOutput(signal: AbortSignal): (text: string) => Promise<boolean> {
  const facts = fstatSync(STDOUT);
  // Only a pipe or a socket can be written to without blocking; a terminal or a file takes what it gets.
  if (!facts.isFIFO() && !facts.isSocket()) {
    return async (text) => {
      writeWhole('stdout', text);
      return true;
    };
  }
  const pipe = new Socket({ fd: STDOUT, readable: false, writable: true });
  // Each write is told of its own failure.
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
