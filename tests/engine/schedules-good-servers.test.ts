import { expect, test } from 'vitest';
import { checkSchedules } from '../support/check-schedules.ts';

const LIMIT_MS = 600_000;

test(
  'a recording is whole at the server, or says why not and is whole here: on servers as they should be',
  async () => {
    expect(await checkSchedules({ servers: 'good', share: 0.5, wholeContent: false })).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
