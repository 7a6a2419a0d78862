import { defineConfig } from 'vitest/config';

// A worker per core: vitest leaves one core to itself, but its own part is small, and many tests wait for processes.
const limits = { testTimeout: 20_000, hookTimeout: 30_000, maxWorkers: '100%' };

/** What starts the built program (`-process`), a real tmux, shell or git (`-real`), or agents. */
const OUTSIDE = ['test/e2e/**/*.test.ts', 'test/**/*-process.test.ts', 'test/**/*-real.test.ts'];

export default defineConfig({
  test: {
    // Transformed files are kept below `node_modules`, by their content: loading takes half its time from the second run on.
    experimental: { fsModuleCache: true },
    projects: [
      // In one process, on fakes. Test files of one worker share their modules, which saves 30 s of loading them again: no
      // `vi.mock`, and nothing left changed at the end of a file (`test/architecture.test.ts`).
      { test: { ...limits, isolate: false, name: 'fast', include: ['test/**/*.test.ts'], exclude: OUTSIDE } },
      // These tests wait for other processes more than they compute.
      { test: { ...limits, name: 'e2e', include: OUTSIDE, maxConcurrency: 10, testTimeout: 60_000 } },
    ],
  },
});
