import { expect, test } from 'vitest';
import { checkSchedules } from '../support/check-schedules.ts';

const LIMIT_MS = 600_000;

test(
  'a recording is whole at the server, or says why not and is whole here: on servers of every kind',
  async () => {
    expect(await checkSchedules({ servers: 'odd', share: 0.5, wholeContent: false })).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

test(
  'a recording is whole at the server, or says why not and is whole here: compared byte by byte',
  async () => {
    expect(await checkSchedules({ servers: 'odd', share: 0.01, wholeContent: true })).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
