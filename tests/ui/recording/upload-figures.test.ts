import { describe, expect, it } from 'vitest';
import { backlogWords, behindMs, recentRate } from '../../../lib/ui/recording/upload-figures.ts';
import { recordingWith } from '../../support/recording-fixture.ts';

describe('the figures of an upload', () => {
  it('take the mean of the last five seconds as the rate, or of fewer when there are no more', () => {
    expect(recentRate([900, 100, 0, 0, 0, 400])).toBe(100);
    expect(recentRate([10, 20])).toBe(15);
    expect(recentRate([])).toBe(0);
  });

  it('measure unconfirmed bytes as a length of recording', () => {
    expect(behindMs(recordingWith(), 101_000)).toBe(25_000);
    expect(behindMs(recordingWith({ ackedBytes: 1_000 }), 101_000)).toBe(0);
    expect(behindMs(recordingWith({ spooledBytes: 0, ackedBytes: 0 }), 101_000)).toBe(0);
  });

  it('show how far the upload is behind while recording, and what is left afterwards', () => {
    expect(backlogWords(recordingWith(), 101_000)).toBe('25 sec behind');
    expect(backlogWords(recordingWith({ state: 'finishing' }), 101_000)).toBe('250 bytes left · 75%');
  });

  it('show what waits for the disk once it is more than a few slices', () => {
    expect(backlogWords(recordingWith({ waitingBytes: 5_000_000 }), 101_000)).toBe('25 sec behind');
    expect(backlogWords(recordingWith({ waitingBytes: 37_000_000 }), 101_000)).toBe('37 MB not on disk yet');
  });
});
