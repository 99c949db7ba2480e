import { CaptureError } from './capture-error.ts';

/**
 * The formats to try, the best first. WebM comes before MP4: it is written as it goes, a cluster at a time, where MP4
 * waits for key frames. VP9 needs about half the bytes of VP8 for the same picture.
 */
export const FORMATS: readonly string[] = [
  'video/webm;codecs=vp9,opus',
  'video/webm;codecs=vp8,opus',
  'video/webm;codecs=h264,opus',
  'video/webm',
  'video/mp4;codecs=avc1.64003E,mp4a.40.2',
  'video/mp4;codecs=avc1,opus',
  'video/mp4;codecs=vp9,opus',
  'video/mp4',
];

/** The formats to try for sound alone. */
export const SOUND_FORMATS: readonly string[] = [
  'audio/webm;codecs=opus',
  'audio/webm',
  'audio/mp4;codecs=opus',
  'audio/mp4;codecs=mp4a.40.2',
  'audio/mp4',
];

/**
 * Starts with the first format that the browser says it supports and that really starts: it can be wrong about the first.
 * @param isSupported `MediaRecorder.isTypeSupported`.
 * @param start rejects when the format does not start; nothing of that attempt is left.
 * @throws CaptureError when none of them starts; its cause holds each attempt's error.
 */
export async function startFirst<T>(
  formats: readonly string[],
  isSupported: (mimeType: string) => boolean,
  start: (mimeType: string) => Promise<T>,
): Promise<T> {
  const failures: unknown[] = [];
  for (const mimeType of formats.filter(isSupported)) {
    try {
      return await start(mimeType);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new CaptureError(
    'no-format',
    { id: 'capture.noFormat' },
    {
      cause: new AggregateError(failures, `${failures.length} formats were tried.`),
    },
  );
}
