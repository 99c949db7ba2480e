import { describe, expect, it } from 'vitest';
import { freeSpaceWarning, minutesLeft } from '../../lib/spool/free-space.ts';

const MB = 1_000_000;

describe('freeSpaceWarning', () => {
  it('says nothing while there is room for a quarter of an hour, and half a gigabyte', () => {
    expect(freeSpaceWarning({ freeBytes: 900 * MB, bytesPerSecond: MB })).toBeNull();
    expect(freeSpaceWarning({ freeBytes: 500 * MB, bytesPerSecond: null })).toBeNull();
  });

  it('warns when less than a quarter of an hour fits, however much that is', () => {
    expect(freeSpaceWarning({ freeBytes: 899 * MB, bytesPerSecond: MB })).toBe(
      'The disk is nearly full: 899 MB are free, enough for about 14 minutes of this recording.',
    );
  });

  it('warns below half a gigabyte, however long that lasts', () => {
    expect(freeSpaceWarning({ freeBytes: 499 * MB, bytesPerSecond: 1_000 })).toContain('about 8316 minutes');
    expect(freeSpaceWarning({ freeBytes: 499 * MB, bytesPerSecond: null })).toBe(
      'The disk is nearly full: 499 MB are free.',
    );
  });

  it('does not speak of minutes when there is not one', () => {
    expect(freeSpaceWarning({ freeBytes: 59 * MB, bytesPerSecond: MB })).toContain('less than a minute');
    expect(freeSpaceWarning({ freeBytes: 60 * MB, bytesPerSecond: MB })).toContain('about 1 minute of');
  });
});

describe('minutesLeft', () => {
  it('is not known while nothing grows', () => {
    expect(minutesLeft({ freeBytes: 1, bytesPerSecond: 0 })).toBeNull();
    expect(minutesLeft({ freeBytes: 1, bytesPerSecond: null })).toBeNull();
  });
});
