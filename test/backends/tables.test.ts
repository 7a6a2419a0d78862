import { describe, expect, test } from 'vitest';
import { GUARDS } from '../../src/backends/guards.ts';
import { BACKENDS, DEFAULT_BACKEND } from '../../src/backends/index.ts';
import { STREAMS } from '../../src/backends/streams.ts';

/** The names of the agents that have such a part. */
const withPart = (has: (name: string) => boolean) => [...BACKENDS.keys()].filter(has);

describe('an agent added to the table of backends', () => {
  test('is in the table of streams exactly if it can be driven without a screen', () => {
    expect([...STREAMS.keys()]).toEqual(withPart((name) => BACKENDS.get(name)?.stream !== undefined));
  });

  test('is in the table of guards if it asks a hook before its tools, with the same grammar', () => {
    expect([...GUARDS.keys()]).toEqual(withPart((name) => BACKENDS.get(name)?.delegate?.guard !== undefined));
    for (const [name, guard] of GUARDS) expect(BACKENDS.get(name)?.delegate?.guard).toBe(guard);
  });

  test('does not replace the default', () => {
    expect(DEFAULT_BACKEND).toBe('claude');
  });
});
