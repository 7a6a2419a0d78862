import { Writable } from 'node:stream';
import type { ServiceHost } from '../contract/service.ts';

/**
 * What each question of `@clack/prompts` is asked with: an output that returns at once, and the signal that ends the
 * question. By itself it writes to the terminal directly, and a terminal that is stopped would keep the process from
 * hearing any signal.
 */
export function askedOn(
  stream: 'stdout' | 'stderr',
  { write, signal }: Pick<ServiceHost, 'write' | 'signal'>,
): { output: Writable; signal: AbortSignal } {
  const terminal = process[stream];
  const output = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      write(stream, text);
      done();
    },
  });
  terminal.on('resize', () => output.emit('resize'));
  const columns = { get: () => terminal.columns };
  const rows = { get: () => terminal.rows };
  return { output: Object.defineProperties(output, { isTTY: { value: true }, columns, rows }), signal };
}
