import { isatty } from 'node:tty';
import { writeWhole } from '../adapters/stdio/streams.ts';
import { terminalOutput } from '../adapters/stdio/terminal-output.ts';
import { numberOf, type Output, type Stream } from '../adapters/stdio/write-in-order.ts';
import type { Clock } from '../ports/clock.ts';

/** What a command writes to, each opened when it is first needed. */
export interface Outputs {
  /** Writes after what was written before, and returns at once. A terminal that has room has the text by then. */
  write(stream: Stream, text: string): void;
  /** The same, but a pipe is written to before it returns, and waited for: for a command that is about to end. */
  writeWhole(stream: Stream, text: string): void;
  /** As `write`; settled when the text is written, false when it was given up. */
  stream(stream: Stream, text: string): Promise<boolean>;
  /** All that was written has been taken or given up. */
  written(): Promise<void>;
}

/** The outputs of this process; a pipe's are loaded late. */
export function createOutputs(clock: Clock, signal: AbortSignal): Outputs {
  const opened = new Map<Stream, Output | Promise<Output>>();
  const open = (stream: Stream) =>
    terminalOutput(stream, clock, signal) ??
    import('../adapters/stdio/output.ts').then(({ createOutput }) => createOutput(stream, clock, signal));
  const stream = (name: Stream, text: string): Promise<boolean> => {
    const output = opened.get(name) ?? open(name);
    opened.set(name, output);
    return output instanceof Promise ? output.then((late) => late.write(text)) : output.write(text);
  };
  return {
    stream,
    write: (name, text) => void stream(name, text),
    writeWhole: (name, text) => (isatty(numberOf(name)) ? void stream(name, text) : writeWhole(name, text)),
    async written() {
      for (const output of opened.values()) await (await output).written;
    },
  };
}
