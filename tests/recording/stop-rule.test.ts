import { expect, test } from 'vitest';
import { parseStopChoice, stopRuleFor, timeLeftMs } from '../../lib/recording/stop-rule.ts';

const NOON = new Date(2026, 5, 1, 12, 0, 30).getTime();
const MINUTE_MS = 60_000;

test('after some minutes means that long a recording; a clock that jumps changes nothing', () => {
  const rule = stopRuleFor({ kind: 'after', minutes: 30 }, NOON);
  if (rule === null) throw new Error('There is no rule.');
  expect(timeLeftMs(rule, 10 * MINUTE_MS, NOON)).toBe(20 * MINUTE_MS);
  expect(timeLeftMs(rule, 10 * MINUTE_MS, NOON + 24 * 60 * MINUTE_MS)).toBe(20 * MINUTE_MS);
});

test('a time of day is the next one: today, or tomorrow where it has passed', () => {
  const at = (time: string) => {
    const rule = stopRuleFor({ kind: 'at', time }, NOON);
    return rule?.kind === 'at' ? new Date(rule.atMs).toString().slice(0, 24) : null;
  };
  expect(at('17:30')).toBe(new Date(2026, 5, 1, 17, 30).toString().slice(0, 24));
  expect(at('12:00')).toBe(new Date(2026, 5, 2, 12, 0).toString().slice(0, 24));
  expect(at('00:05')).toBe(new Date(2026, 5, 2, 0, 5).toString().slice(0, 24));
});

test('a time of day is what the clock on the wall says, however long the recording is', () => {
  expect(timeLeftMs({ kind: 'at', atMs: NOON + 5_000 }, 0, NOON)).toBe(5_000);
  expect(timeLeftMs({ kind: 'at', atMs: NOON + 5_000 }, 999_999, NOON + 6_000)).toBe(-1_000);
});

test('nothing chosen, or nothing readable, stops nothing', () => {
  expect(stopRuleFor(null, NOON)).toBeNull();
  for (const stored of [
    undefined,
    { kind: 'after', minutes: 0 },
    { kind: 'after', minutes: 1.5 },
    { kind: 'at', time: '24:00' },
  ])
    expect(parseStopChoice(stored)).toBeNull();
  expect(parseStopChoice({ kind: 'at', time: '09:05' })).toEqual({ kind: 'at', time: '09:05' });
});
