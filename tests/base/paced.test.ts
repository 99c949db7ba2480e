import { describe, expect, it } from 'vitest';
import { paced } from '../../lib/base/paced.ts';

function rig() {
  let nowMs = 0;
  let waiting: { atMs: number; callback: () => void }[] = [];
  const deliveredAt: number[] = [];
  const requestWithin = paced(() => deliveredAt.push(nowMs), {
    now: () => nowMs,
    later: (delayMs, callback) => waiting.push({ atMs: nowMs + delayMs, callback }),
  });
  const request = () => requestWithin(250);
  const advanceTo = (toMs: number) => {
    nowMs = toMs;
    const due = waiting.filter(({ atMs }) => atMs <= nowMs);
    waiting = waiting.filter(({ atMs }) => atMs > nowMs);
    for (const { callback } of due) callback();
  };
  return { request, requestWithin, advanceTo, deliveredAt };
}

describe('paced', () => {
  it('delivers the first request at once', () => {
    const { request, deliveredAt } = rig();
    request();
    expect(deliveredAt).toEqual([0]);
  });

  it('delivers those that come too early together, at the end of the interval', () => {
    const { request, advanceTo, deliveredAt } = rig();
    for (const atMs of [0, 10, 100, 249]) {
      advanceTo(atMs);
      request();
    }
    expect(deliveredAt).toEqual([0]);
    advanceTo(250);
    expect(deliveredAt).toEqual([0, 250]);
    advanceTo(5_000);
    expect(deliveredAt).toEqual([0, 250]);
  });

  it('delivers at most four times in a second, and never drops the last', () => {
    const { request, advanceTo, deliveredAt } = rig();
    for (let atMs = 0; atMs <= 990; atMs += 10) {
      advanceTo(atMs);
      request();
    }
    expect(deliveredAt).toEqual([0, 250, 500, 750]);
    advanceTo(1_000);
    expect(deliveredAt.at(-1)).toBe(1_000);
  });

  it('delivers at once again after a quiet time', () => {
    const { request, advanceTo, deliveredAt } = rig();
    request();
    advanceTo(300);
    request();
    expect(deliveredAt).toEqual([0, 300]);
  });

  it('delivers at the end of the shortest interval that was asked for, and once', () => {
    const { requestWithin, advanceTo, deliveredAt } = rig();
    requestWithin(1_000);
    advanceTo(100);
    requestWithin(1_000);
    requestWithin(250);
    requestWithin(500);
    advanceTo(250);
    advanceTo(1_000);
    expect(deliveredAt).toEqual([0, 250]);
    requestWithin(1_000);
    advanceTo(1_249);
    expect(deliveredAt).toEqual([0, 250]);
    advanceTo(1_250);
    expect(deliveredAt).toEqual([0, 250, 1_250]);
  });
});
