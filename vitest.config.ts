import { defineConfig } from 'vitest/config';

const limits = { testTimeout: 20_000, hookTimeout: 30_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { ...limits, name: 'fast', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'] } },
      // These tests wait for agents more than they compute.
      { test: { ...limits, name: 'e2e', include: ['test/e2e/**/*.test.ts'], maxConcurrency: 10, testTimeout: 60_000 } },
    ],
  },
});
