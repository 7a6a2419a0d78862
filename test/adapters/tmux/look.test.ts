import { describe, expect, test } from 'vitest';
import { batches, halves, lookCommands, singly } from '../../../src/adapters/tmux/look.ts';
import { argvOf } from '../../../src/adapters/tmux/run-tmux.ts';

/** The limits of one tmux command line: bytes on every release, arguments from 3.7 on. */
const [BYTES, WORDS] = [16_000, 1000];

const NONCE = 'x0123456789abcdef';
const panes = (count: number) => Array.from({ length: count }, (_, n) => ({ target: `%${10_000 + n}` }));
const names = (count: number) => Array.from({ length: count }, (_, n) => ({ target: `=${'n'.repeat(60)}${n}:` }));

describe('the command lines of a look', () => {
  test.each([
    ['a few panes', panes(20)],
    ['hundreds of panes', panes(1000)],
    ['hundreds of names', names(300)],
    ['panes and names', [...panes(400), ...names(100)]],
  ])('%s stay within the length limit of tmux, and every pane is asked for once', (_, addresses) => {
    const all = batches(addresses);
    for (const batch of all) {
      const argv = argvOf('/tmp/tmux-1000/default', lookCommands(batch, NONCE));
      expect(argv.length).toBeLessThanOrEqual(WORDS);
      expect(Buffer.byteLength(argv.join(' '))).toBeLessThanOrEqual(BYTES);
    }
    const asked = all.flatMap(({ entries }) => entries.map(({ index }) => index)).sort((a, b) => a - b);
    expect(asked).toEqual(addresses.map((_, index) => index));
  });

  test.each([halves, singly])('%o keeps every pane and its position', (parts) => {
    const [batch] = batches(panes(61));
    if (!batch) throw new Error('no batch');
    expect(parts(batch).flatMap(({ entries }) => entries)).toEqual(batch.entries);
    expect(parts(batch).length).toBeGreaterThan(1);
  });
});
