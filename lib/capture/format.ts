import { CaptureError } from './capture-error.ts';

/** Formats that every player plays. Few browsers can record them. */
const ANYWHERE: readonly string[] = ['video/mp4;codecs=avc1.64003E,mp4a.40.2', 'video/mp4;codecs=avc1,mp4a.40.2'];

/**
 * The formats to try, best first, before anything is known about the machine. WebM comes before MP4 because it's
 * written as it goes, a cluster at a time, while MP4 waits for key frames. VP9 needs about half the bytes of VP8 for
 * the same picture. H.264 and AV1 take less CPU than VP8; AV1 comes after H.264 because fewer servers and players
 * accept it.
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

/** The formats to try for sound only. */
export const SOUND_FORMATS: readonly string[] = [
  'audio/webm;codecs=opus',
  'audio/webm',
  'audio/mp4;codecs=opus',
  'audio/mp4;codecs=mp4a.40.2',
  'audio/mp4',
];

/** The formats to try for a recording that plays anywhere. If the browser has none of those, it records in another. */
export const FORMATS_ANYWHERE: readonly string[] = [...new Set([...ANYWHERE, ...FORMATS])];

/** Whether this browser can record a format that plays anywhere. `isSupported`: `MediaRecorder.isTypeSupported`. */
export function canPlayAnywhere(isSupported: (mimeType: string) => boolean): boolean {
  return ANYWHERE.some(isSupported);
}

/** What is known of a format on this machine, for pictures of one size. */
export interface Judgement {
  /** Whether the browser says that it's smooth and efficient: usually a hardware encoder. */
  readonly isEfficient: boolean;
  /** The share of pictures dropped in earlier recordings; null if there were none. */
  readonly droppedShare: number | null;
}

/** Above this share, a recording stutters. */
export const MANY_DROPPED = 0.1;

/**
 * Sorts the formats into the order to try them: those that failed to keep up come last, efficient ones first. Equals
 * keep their order.
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
 * Starts with the first format that the browser supports and that really starts: the browser's claim can be wrong.
 * @param isSupported `MediaRecorder.isTypeSupported`.
 * @param start rejects if the format doesn't start, and leaves nothing behind.
 * @throws CaptureError when none starts; its cause holds each attempt's error.
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
