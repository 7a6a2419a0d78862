import { defineConfig } from 'vitest/config';

// A worker per core: vitest leaves one core to itself, but its own part is small, and many tests wait for processes.
const limits = { testTimeout: 20_000, hookTimeout: 30_000, maxWorkers: '100%' };

export default defineConfig({
  test: {
    projects: [
      { test: { ...limits, name: 'fast', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'] } },
      // These tests wait for agents more than they compute.
      { test: { ...limits, name: 'e2e', include: ['test/e2e/**/*.test.ts'], maxConcurrency: 10, testTimeout: 60_000 } },
    ],
  },
});
