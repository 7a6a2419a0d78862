import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { clientsMs, cpuMs } from '../../scripts/bench/cpu.ts';

/** The pid of a process that has ended. */
const ended = () => spawnSync('true').pid;

describe('the CPU time of a process', () => {
  it('grows with its work', () => {
    const before = cpuMs(process.pid);
    for (const start = performance.now(); performance.now() - start < 60; );
    expect(cpuMs(process.pid)).toBeGreaterThanOrEqual(before);
  });

  it('is an error once it has ended', () => {
    expect(() => cpuMs(ended())).toThrow(/has ended/);
  });

  it('includes that of its children, except one that ends between two samples', () => {
    expect(clientsMs(process.pid, [ended()])).toBeGreaterThanOrEqual(0);
  });
});
