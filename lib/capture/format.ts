import { CaptureError } from './capture-error.ts';

/** What every player plays; few browsers can record it. */
const ANYWHERE: readonly string[] = ['video/mp4;codecs=avc1.64003E,mp4a.40.2', 'video/mp4;codecs=avc1,mp4a.40.2'];

/**
 * The formats to try, the best first as far as is known without a look at the machine. WebM comes before MP4: it is written
 * as it goes, a cluster at a time, where MP4 waits for key frames. VP9 needs about half the bytes of VP8 for the same picture.
 * H.264 and AV1 cost a processor less than VP8. AV1 comes behind H.264, because fewer servers and players take it.
 */
export const FORMATS: readonly string[] = [
  'video/webm;codecs=vp9,opus',
  'video/webm;codecs=h264,opus',
  'video/webm;codecs=av1,opus',
  'video/webm;codecs=vp8,opus',
  'video/webm',
  ...ANYWHERE,
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

/** The formats to try for a recording that every player plays. Where the browser has none such, it is recorded all the same. */
export const FORMATS_ANYWHERE: readonly string[] = [...new Set([...ANYWHERE, ...FORMATS])];

/** Whether this browser can record what every player plays. `isSupported`: `MediaRecorder.isTypeSupported`. */
export function canPlayAnywhere(isSupported: (mimeType: string) => boolean): boolean {
  return ANYWHERE.some(isSupported);
}

/** What is known of a format on this machine, for pictures of one size. */
export interface Judgement {
  /** Whether the browser says that it keeps up, and that it costs little: mostly an encoder in hardware. */
  readonly isEfficient: boolean;
  /** Of the pictures of earlier recordings the share that was dropped; null when there was none. */
  readonly droppedShare: number | null;
}

/** From which on a recording stutters. */
export const MANY_DROPPED = 0.1;

/**
 * The formats in the order in which to try them: those that have failed to keep up go behind those that have not, or were
 * never tried; among these the efficient ones come first. What is equal stays in its order.
 */
export function orderFormats(
  formats: readonly string[],
  judgements: ReadonlyMap<string, Judgement>,
): readonly string[] {
  const rank = (format: string): number => {
    const { isEfficient = false, droppedShare = null } = judgements.get(format) ?? {};
    if (droppedShare !== null && droppedShare >= MANY_DROPPED) return 1 + droppedShare;
    return isEfficient ? 0 : 1;
  };
  return formats.toSorted((a, b) => rank(a) - rank(b));
}

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
