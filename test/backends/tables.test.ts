import { describe, expect, test } from 'vitest';
import { GUARDS } from '../../src/backends/guards.ts';
import { BACKENDS, DEFAULT_BACKEND } from '../../src/backends/index.ts';
import { STREAMS } from '../../src/backends/streams.ts';

/** The names of the agents that have a part of their own. */
const withPart = (has: (name: string) => boolean) => [...BACKENDS.keys()].filter(has);

describe('an agent that is added to the table of backends', () => {
  test('stands in the table of streams where it can be driven without a screen, and nowhere else', () => {
    expect([...STREAMS.keys()]).toEqual(withPart((name) => BACKENDS.get(name)?.stream !== undefined));
  });

  test('stands in the table of guards where it asks before its tools, by the same grammar', () => {
    expect([...GUARDS.keys()]).toEqual(withPart((name) => BACKENDS.get(name)?.delegate?.guard !== undefined));
    for (const [name, guard] of GUARDS) expect(BACKENDS.get(name)?.delegate?.guard).toBe(guard);
  });

  test('does not replace the default', () => {
    expect(DEFAULT_BACKEND).toBe('claude');
  });
});
