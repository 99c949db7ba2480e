import { readBarcode } from '../../../../../dev/pages/barcode.ts';

/** No frame is shown longer than this. */
const PICTURE_SECONDS = 0.5;

/** What a player makes of a file. */
export interface Played {
  readonly durationSeconds: number;
  /** The end of the seekable range. */
  readonly seekableSeconds: number;
  /** The numbers in the frames at the requested times; null where there is none. */
  readonly numbers: readonly (number | null)[];
}

/** Opens a file in the browser's player, and looks at the frame at each of these fractions of its length. */
export async function play(file: Blob, shares: readonly number[]): Promise<Played> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  const url = URL.createObjectURL(file);
  video.src = url;
  try {
    await event(video, 'loadeddata');
    const numbers: (number | null)[] = [];
    for (const share of shares) {
      await seek(video, share * video.duration);
      numbers.push(readNumber(video));
    }
    const { seekable, duration } = video;
    return { durationSeconds: duration, seekableSeconds: seekable.length === 0 ? 0 : seekable.end(0), numbers };
  } finally {
    video.removeAttribute('src');
    URL.revokeObjectURL(url);
  }
}

/** Waits for the frame itself: under load, the player fires `seeked` while it still shows the previous one. */
async function seek(video: HTMLVideoElement, seconds: number): Promise<void> {
  const shown = new Promise<void>((resolve) => {
    const onPicture = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      if (Math.abs(mediaTime - seconds) < PICTURE_SECONDS) resolve();
      else video.requestVideoFrameCallback(onPicture);
    };
    video.requestVideoFrameCallback(onPicture);
  });
  const seeked = event(video, 'seeked');
  video.currentTime = seconds;
  await Promise.all([seeked, shown]);
}

function readNumber(video: HTMLVideoElement): number | null {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const brush = canvas.getContext('2d');
  brush?.drawImage(video, 0, 0);
  const picture = brush?.getImageData(0, 0, canvas.width, canvas.height);
  return picture === undefined ? null : readBarcode(picture);
}

function event(video: HTMLVideoElement, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(name, () => resolve(), { once: true });
    video.addEventListener('error', () => reject(new Error(video.error?.message ?? 'It does not play.')), {
      once: true,
    });
  });
}
