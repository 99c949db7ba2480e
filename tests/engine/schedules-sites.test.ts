import { expect, test } from 'vitest';
import { checkSchedules } from '../support/check-schedules.ts';

const LIMIT_MS = 600_000;

test(
  'a recording is whole at the server, or says why not and is whole here: on tus servers',
  async () => {
    expect(await checkSchedules({ servers: 'tus', share: 0.08, wholeContent: false })).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

test(
  'a recording is whole at the server, or says why not and is whole here: at URLs that an endpoint mints',
  async () => {
    expect(await checkSchedules({ servers: 'minting', share: 0.08, wholeContent: false })).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
