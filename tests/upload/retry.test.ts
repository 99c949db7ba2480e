import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_RETRY_AFTER_MS, nextTry, parseRetryAfter } from '../../lib/upload/retry.ts';

const POLICY = { maxRetries: 3, baseMs: 1_000 };
const ALMOST_ONE = 1 - Number.EPSILON;
const NOW_MS = Date.UTC(2026, 1, 3, 4, 5, 6);

describe('a retry', () => {
  test('waits at most 1, 2, 4 s: twice as long each time', () => {
    const longest = [1, 2, 3].map((failures) => Math.round(nextTry(POLICY, failures, null, ALMOST_ONE).delayMs));
    expect(longest).toEqual([1_000, 2_000, 4_000]);
  });

  test('has full jitter: anything from nothing to the longest wait', () => {
    expect(nextTry(POLICY, 2, null, 0).delayMs).toBe(0);
    expect(nextTry(POLICY, 2, null, 0.25).delayMs).toBe(500);
    expect(nextTry(POLICY, 2, null, 0.5).delayMs).toBe(1_000);
  });

  test('counts from 1 to the number of retries', () => {
    expect([1, 2, 3].map((failures) => nextTry(POLICY, failures, null, 0))).toMatchObject([
      { kind: 'retrying', attempt: 1 },
      { kind: 'retrying', attempt: 2 },
      { kind: 'retrying', attempt: 3 },
    ]);
  });

  test('never waits for more than a minute by itself', () => {
    expect(nextTry({ maxRetries: 40, baseMs: 1_000 }, 30, null, ALMOST_ONE).delayMs).toBeLessThanOrEqual(60_000);
  });

  test('waits as long as the server asks, neither more nor less', () => {
    expect(nextTry(POLICY, 1, 7_000, 0.5).delayMs).toBe(7_000);
    expect(nextTry(POLICY, 3, 0, ALMOST_ONE).delayMs).toBe(0);
  });

  test('waits for five minutes at most, whatever the server asks', () => {
    expect(nextTry(POLICY, 1, 86_400_000, 0.5).delayMs).toBe(MAX_RETRY_AFTER_MS);
    expect(nextTry(POLICY, 9, 86_400_000, 0.5).delayMs).toBe(MAX_RETRY_AFTER_MS);
  });
});

describe('when the retries are used up', () => {
  test('it is tried again after 15 s, 30 s, and then every 60 s, without end', () => {
    const tries = [4, 5, 6, 7, 1_000].map((failures) => nextTry(POLICY, failures, null, 0.9));
    expect(tries.map(({ delayMs }) => delayMs)).toEqual([15_000, 30_000, 60_000, 60_000, 60_000]);
    expect(new Set(tries.map(({ kind }) => kind))).toEqual(new Set(['stalled']));
  });

  test('the server may ask for a longer wait, not for a shorter one', () => {
    expect(nextTry(POLICY, 4, 40_000, 0).delayMs).toBe(40_000);
    expect(nextTry(POLICY, 4, 1_000, 0).delayMs).toBe(15_000);
  });

  test('without retries it is stalled at once', () => {
    expect(nextTry({ maxRetries: 0, baseMs: 1_000 }, 1, null, 0.5)).toEqual({ kind: 'stalled', delayMs: 15_000 });
  });
});

describe('Retry-After', () => {
  test.each([
    ['120', 120_000],
    [' 3 ', 3_000],
    ['0', 0],
    [new Date(NOW_MS + 90_000).toUTCString(), 90_000],
    ['Tuesday, 03-Feb-26 04:05:16 GMT', 10_000],
    [new Date(NOW_MS - 90_000).toUTCString(), 0],
    ['-1', null],
    ['1.5', null],
    ['soon', null],
    ['Soon, 1 minute', null],
    ['', null],
    [null, null],
  ])('%j is %j ms', (value, expected) => {
    expect(parseRetryAfter(value, NOW_MS)).toBe(expected);
  });

  test('is never less than nothing and never not a number', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const ms = parseRetryAfter(value, NOW_MS);
        expect(ms === null || ms >= 0).toBe(true);
      }),
    );
  });
});
