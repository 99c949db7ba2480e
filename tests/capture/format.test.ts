import { describe, expect, it } from 'vitest';
import { CaptureError } from '../../lib/capture/capture-error.ts';
import { FORMATS, FORMATS_ANYWHERE, type Judgement, orderFormats, startFirst } from '../../lib/capture/format.ts';

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

  it('prefers WebM with VP9 to every other format, and any WebM to MP4', () => {
    expect(FORMATS[0]).toBe('video/webm;codecs=vp9,opus');
    expect(FORMATS.findIndex((format) => format.startsWith('video/mp4'))).toBeGreaterThan(
      FORMATS.findLastIndex((format) => format.startsWith('video/webm')),
    );
  });
});

describe('orderFormats', () => {
  const order = (judgements: Record<string, Partial<Judgement>>) =>
    orderFormats(
      ['vp9', 'h264', 'av1', 'vp8'],
      new Map(
        Object.entries(judgements).map(([format, known]) => [
          format,
          { isEfficient: false, droppedShare: null, ...known },
        ]),
      ),
    ).join();

  it('keeps the order as long as nothing is known', () => {
    expect(order({})).toBe('vp9,h264,av1,vp8');
  });

  it('takes what the browser calls smooth and efficient first', () => {
    expect(order({ h264: { isEfficient: true } })).toBe('h264,vp9,av1,vp8');
  });

  it('takes what did not keep up here last, efficient or not, and the one that dropped least before the others', () => {
    expect(order({ h264: { isEfficient: true, droppedShare: 0.4 } })).toBe('vp9,av1,vp8,h264');
    expect(order({ vp9: { droppedShare: 0.3 }, h264: { droppedShare: 0.2 } })).toBe('av1,vp8,h264,vp9');
  });

  it('does not mind a few', () => {
    expect(order({ vp9: { droppedShare: 0.05 } })).toBe('vp9,h264,av1,vp8');
  });

  it('begins with what every player plays where that is asked for, and leaves nothing out', () => {
    expect(FORMATS_ANYWHERE[0]).toMatch(/^video\/mp4;codecs=avc1.*mp4a/);
    expect(FORMATS_ANYWHERE.toSorted()).toEqual(FORMATS.toSorted());
  });
});
