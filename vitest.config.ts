import { defineConfig } from 'vitest/config';

/** What drives a real browser. Recordings are made in real time, on machines that others share. */
const IN_A_BROWSER = {
  // One file at a time, in one process: the files share a browser (tests/e2e/support/shared-browser.ts), and two browsers
  // on two cores disturb each other.
  isolate: false,
  pool: 'forks',
  maxWorkers: 1,
  // Once more before it counts.
  retry: 1,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // What is polled for happens in another process, of a machine that is busy encoding.
  expect: { poll: { timeout: 15_000, interval: 50 } },
} as const;

export default defineConfig({
  test: {
    // All of them: nothing else runs beside the tests.
    maxWorkers: '100%',
    // What a test that passed logs helps nobody.
    silent: 'passed-only',
    projects: [
      // A process for each file would take longer to start than most of them to run.
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**'],
          pool: 'threads',
          // Milliseconds are what they take; a machine that is busy with other things may need seconds.
          testTimeout: 30_000,
          setupFiles: ['tests/support/english-words.ts'],
        },
      },
      // `npm test` runs these …
      { test: { name: 'e2e', include: ['tests/e2e/*.test.ts'], ...IN_A_BROWSER, sequence: { groupOrder: 1 } } },
      // … and `npm run test:all` these too.
      {
        test: { name: 'e2e-long', include: ['tests/e2e/long/*.test.ts'], ...IN_A_BROWSER, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
