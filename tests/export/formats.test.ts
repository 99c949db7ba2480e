import { describe, expect, test } from 'vitest';
import { copyFileName, copyFormats, playedBy } from '../../lib/export/formats.ts';

describe('the containers a recording can be saved in', () => {
  test.each([
    ['video/webm;codecs=vp9,opus', ['webm', 'mp4']],
    ['video/webm;codecs=av01.0.08M.08,opus', ['webm', 'mp4']],
    ['video/webm;codecs="vp09.00.10.08, opus"', ['webm', 'mp4']],
    ['video/webm;codecs=vp8,opus', ['webm']],
    ['video/x-matroska;codecs=avc1,opus', ['mp4']],
    ['video/mp4;codecs=avc1.64003E,mp4a.40.2', ['mp4']],
    ['video/mp4;codecs=vp9,opus', ['mp4', 'webm']],
    ['video/mp4; codecs=vp9,mp4a.40.2', ['mp4']],
    ['video/x-matroska;codecs=avc1,pcm', []],
  ] as const)('of %s are %j, the nearest first', (mimeType, formats) => {
    expect(copyFormats(mimeType)).toEqual(formats);
  });

  test('are both when the codecs are not known', () => {
    expect(copyFormats(null)).toEqual(['webm', 'mp4']);
    expect(copyFormats('video/webm')).toEqual(['webm', 'mp4']);
    expect(copyFormats('video/mp4')).toEqual(['mp4', 'webm']);
  });
});

test.each([
  ['video/webm;codecs=vp9,opus', 'mp4', 'browsers'],
  ['video/webm;codecs=av01.0.08M.08,opus', 'mp4', 'browsers'],
  ['video/webm;codecs=vp9,opus', 'webm', 'browsers'],
  ['video/x-matroska;codecs=avc1,opus', 'mp4', 'newer'],
  ['video/mp4;codecs=avc1.64003E,mp4a.40.2', 'mp4', 'anywhere'],
  ['video/webm', 'mp4', null],
  [null, 'mp4', null],
] as const)('what plays %s as %s: %s', (mimeType, format, by) => {
  expect(playedBy(mimeType, format)).toBe(by);
});

test('a copy is named by what was recorded and when, in local time and without a colon', () => {
  const startedAtMs = new Date(2026, 10, 2, 9, 5, 59).getTime();
  expect(copyFileName({ source: 'tab', startedAtMs, format: 'webm' })).toBe('Reelay tab 2026-11-02 09.05.webm');
  expect(copyFileName({ source: 'camera', startedAtMs, format: 'mp4' })).toBe('Reelay camera 2026-11-02 09.05.mp4');
});
