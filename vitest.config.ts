import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // All of them: nothing else runs beside the tests.
    maxWorkers: '100%',
    projects: [
      // A process for each file would take longer to start than most of them to run.
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**'],
          pool: 'threads',
          setupFiles: ['tests/support/english-words.ts'],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          // One browser at a time: recordings are made in real time, and two browsers on two cores disturb each other.
          fileParallelism: false,
          // Once more before it counts: recordings are made in real time, on machines that others share.
          retry: 1,
          testTimeout: 120_000,
          // What is polled for happens in another process, of a machine that is busy encoding.
          expect: { poll: { timeout: 15_000, interval: 100 } },
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
