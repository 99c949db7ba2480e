import { describe, expect, it } from 'vitest';
import { freeSpaceWarning } from '../../lib/spool/free-space.ts';

const MB = 1_000_000;

describe('freeSpaceWarning', () => {
  it('says nothing while there is room for a quarter of an hour, and half a gigabyte', () => {
    expect(freeSpaceWarning({ freeBytes: 900 * MB, bytesPerSecond: MB })).toBeNull();
    expect(freeSpaceWarning({ freeBytes: 500 * MB, bytesPerSecond: null })).toBeNull();
  });

  it('warns when less than a quarter of an hour fits, however much that is', () => {
    expect(freeSpaceWarning({ freeBytes: 899 * MB, bytesPerSecond: MB })).toEqual({
      id: 'spool.nearlyFullFor',
      freeBytes: 899 * MB,
      leftMs: 14 * 60_000,
    });
  });

  it('warns below half a gigabyte, however long that lasts', () => {
    expect(freeSpaceWarning({ freeBytes: 499 * MB, bytesPerSecond: 1_000 })).toMatchObject({ leftMs: 8_316 * 60_000 });
    expect(freeSpaceWarning({ freeBytes: 499.5 * MB, bytesPerSecond: null })).toEqual({
      id: 'spool.nearlyFull',
      freeBytes: 499 * MB,
    });
  });

  it('does not speak of minutes when there is not one', () => {
    expect(freeSpaceWarning({ freeBytes: 59 * MB, bytesPerSecond: MB })?.id).toBe('spool.nearlyFullSoon');
    expect(freeSpaceWarning({ freeBytes: 60 * MB, bytesPerSecond: MB })).toMatchObject({ leftMs: 60_000 });
  });
});
