import { describe, expect, it } from 'vitest';
import { CaptureError } from '../../lib/capture/capture-error.ts';
import { FORMATS, startFirst } from '../../lib/capture/format.ts';

describe('startFirst', () => {
  it('does not try a format that the browser does not support', async () => {
    const tried: string[] = [];
    const started = await startFirst(
      ['a', 'b', 'c'],
      (format) => format !== 'a',
      async (format) => {
        tried.push(format);
        return format;
      },
    );
    expect(started).toBe('b');
    expect(tried).toEqual(['b']);
  });

  it('continues to the next format when one that is supported does not start', async () => {
    const started = await startFirst(
      ['a', 'b'],
      () => true,
      async (format) => {
        if (format === 'a') throw new Error('no encoder');
        return format;
      },
    );
    expect(started).toBe('b');
  });

  it('keeps every attempt’s error when none starts', async () => {
    const error: unknown = await startFirst(
      ['a', 'b'],
      () => true,
      (format) => Promise.reject(new Error(format)),
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CaptureError);
    expect(error).toMatchObject({ kind: 'no-format', cause: { errors: [{ message: 'a' }, { message: 'b' }] } });
  });

  it('prefers WebM with VP9, then VP8, to every other format', () => {
    expect(FORMATS.slice(0, 2)).toEqual(['video/webm;codecs=vp9,opus', 'video/webm;codecs=vp8,opus']);
    expect(FORMATS.findIndex((format) => format.startsWith('video/mp4'))).toBeGreaterThan(
      FORMATS.findLastIndex((format) => format.startsWith('video/webm')),
    );
  });
});
