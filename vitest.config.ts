import { defineConfig } from 'vitest/config';

// A worker per core: vitest leaves one core to itself, but its own part is small, and many tests wait for processes.
const limits = { testTimeout: 20_000, hookTimeout: 30_000, maxWorkers: '100%' };

export default defineConfig({
  test: {
    projects: [
      // Test files of one worker share their modules, which saves 30 s of loading them anew: no `vi.mock`, and nothing left
      // changed at the end of a file (`test/architecture.test.ts`).
      { test: { ...limits, isolate: false, name: 'fast', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'] } },
      // These tests wait for agents more than they compute.
      { test: { ...limits, name: 'e2e', include: ['test/e2e/**/*.test.ts'], maxConcurrency: 10, testTimeout: 60_000 } },
    ],
  },
});
