import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatAllOf,
  formatAnyOf,
  formatBytes,
  formatCountdown,
  formatDays,
  formatElapsed,
  formatPercent,
  formatRate,
  formatSpan,
  formatTime,
  formatWait,
  localeFor,
  percentOf,
} from '../../lib/words/format.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '1 kB'],
    [4_500, '4.5 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [211_000_000, '211 MB'],
    [1_250_000_000, '1.25 GB'],
    [5e15, '5,000 TB'],
  ])('shows %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('never shows four digits below the largest unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_499_999_999_999 }), (bytes) => {
        expect(Number.parseFloat(formatBytes(bytes))).toBeLessThan(1_000);
      }),
    );
  });
});

describe('other formats', () => {
  it('shows rates in bits', () => {
    expect([0, 20, 637_500, 12_500_000, 125_000_000].map(formatRate)).toEqual([
      '0 bit/s',
      '160 bit/s',
      '5.1 Mbit/s',
      '100 Mbit/s',
      '1.0 Gbit/s',
    ]);
  });

  it('shows elapsed time in whole seconds, even beyond a day', () => {
    expect([-5, 999, 761_000, 360_000_000].map(formatElapsed)).toEqual([
      '00:00:00',
      '00:00:00',
      '00:12:41',
      '100:00:00',
    ]);
  });

  it('shows a span in its largest unit, rounded down', () => {
    expect([0, 24_900, 3_480_000, 7_199_000, 172_800_000].map(formatSpan)).toEqual([
      '0 sec',
      '24 sec',
      '58 min',
      '1 hr',
      '2 days',
    ]);
  });

  it('shows the time of day in 24 hours', () => {
    expect(formatTime(new Date(2026, 0, 2, 21, 30, 5).getTime())).toBe('21:30:05');
    expect(formatTime(new Date(2026, 0, 2, 0, 0, 5).getTime())).toBe('00:00:05');
  });

  it('shows times relative to now', () => {
    expect(formatAgo(1_000, 31_000)).toBe('now');
    expect(formatAgo(0, 300_000)).toBe('5 minutes ago');
    expect(formatWait(4_200, 1_000)).toBe('in 4 seconds');
    expect(formatWait(1_000, 1_000)).toBe('now');
  });

  it('says 100 percent only for all of it', () => {
    expect(percentOf(999, 1_000)).toBe(99);
    expect(percentOf(1_000, 1_000)).toBe(100);
    expect(percentOf(0, 0)).toBe(0);
    expect(percentOf(5, 4)).toBe(100);
  });
});

describe('formatCountdown', () => {
  it('counts seconds in the last ten minutes only, and never below nothing', () => {
    const shown = [3_500_000, 600_000, 599_999, 65_000, 900, -5].map(formatCountdown);
    expect(shown).toEqual(['58 min', '10 min', '9:59', '1:05', '0:00', '0:00']);
  });
});

describe('words in sentences', () => {
  it('joins names, and writes days and percentages', () => {
    expect(formatAllOf(['camera', 'microphone'])).toBe('camera and microphone');
    expect(formatAnyOf(['camera', 'microphone'])).toBe('camera or microphone');
    expect([1, 0.5, 7].map(formatDays)).toEqual(['1 day', '0.5 days', '7 days']);
    expect([0, 93].map(formatPercent)).toEqual(['0%', '93%']);
  });
});

describe('localeFor', () => {
  it('takes the browser’s locale only where it speaks the language of the words', () => {
    expect(localeFor('en', 'en-GB')).toBe('en-GB');
    expect(localeFor('en', 'de-AT')).toBe('en');
    expect(localeFor('e', 'en')).toBe('e');
  });
});
