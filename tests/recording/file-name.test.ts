import { expect, test } from 'vitest';
import { fileName, mediaType } from '../../lib/recording/file-name.ts';

const AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

test.each([
  ['video/webm;codecs=vp9,opus', 'recording-2026-01-02T03-04-05.webm'],
  ['video/mp4; codecs="avc1.42E01E"', 'recording-2026-01-02T03-04-05.mp4'],
  ['VIDEO/WEBM', 'recording-2026-01-02T03-04-05.webm'],
  [null, 'recording-2026-01-02T03-04-05.bin'],
])('a recording of type %j is called by its start', (mimeType, name) => {
  expect(fileName(AT_MS, mimeType)).toBe(name);
});

test('a media type is the MIME type without its parameters', () => {
  expect(mediaType('video/webm;codecs=vp9,opus')).toBe('video/webm');
  expect(mediaType(null)).toBeNull();
});
