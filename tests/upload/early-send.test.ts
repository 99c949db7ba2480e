import { describe, expect, test } from 'vitest';
import { EarlySend } from '../../lib/upload/early-send.ts';
import { newSession } from '../../lib/upload/session/session.ts';
import { type Reply, ScriptedUpload, stored, UNIT, URL_IN_USE } from '../support/scripted-upload.ts';

const QUERY = 'bytes */*';

const FRESH: Reply = { status: 308 };

const FIRST = `bytes 0-${UNIT - 1}/*`;

describe('send early', () => {
  const startEarly = () => {
    const options = { chunkBytes: 4 * UNIT, sendEarlyMs: 10_000 };
    return new ScriptedUpload([FRESH, stored(UNIT)], newSession(URL_IN_USE), options).start();
  };

  test('what is there leaves in units when the time is up, and a byte is kept', async () => {
    const upload = startEarly();
    upload.grow(2 * UNIT);
    await upload.clock.advance(9_999);
    expect(upload.requests).toEqual([QUERY]);
    await upload.clock.advance(2);
    expect(upload.requests).toEqual([QUERY, FIRST]);
  });

  test('what was too little when the time was up leaves as soon as it is enough', async () => {
    const upload = startEarly();
    upload.grow(UNIT);
    await upload.clock.advance(20_000);
    expect(upload.requests).toEqual([QUERY]);
    upload.grow(UNIT + 1);
    await upload.settle();
    expect(upload.requests).toEqual([QUERY, FIRST]);
  });
});

test('an early send is due a whole interval after the last request', () => {
  const early = new EarlySend(10_000, 0);
  expect([early.isDue(9_999), early.isDue(10_000)]).toEqual([false, true]);
  early.sent(12_000);
  expect([early.untilMs(15_000), early.isDue(21_999), early.isDue(22_000)]).toEqual([7_000, false, true]);
});

test('without an interval no early send is ever due', () => {
  const early = new EarlySend(null, 0);
  expect([early.untilMs(1e9), early.isDue(1e9)]).toEqual([null, false]);
});
