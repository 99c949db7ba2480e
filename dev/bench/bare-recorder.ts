import { writeFile } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';
import type { DEFAULT_WISHES } from './default-wishes.ts';

/** The format Reelay records a camera in when there's no sound. */
const MIME_TYPE = 'video/webm;codecs=vp9,opus';

/** A file's head takes fewer, and the first picture, a key frame, more. */
const MOST_HEAD_BYTES = 1_000;

/** What the functions below store in the page. */
interface Bare {
  bareRecorder: { recorder: MediaRecorder; slices: Blob[] };
}

type Wishes = Pick<
  typeof DEFAULT_WISHES,
  'cameraWidth' | 'cameraHeight' | 'cameraFrameRate' | 'videoBitsPerSecond' | 'sliceMs'
>;

/** When a bare recorder handed over its first slices, in milliseconds from the call. */
export interface BareStart {
  /** The first byte: it hands over the first one of the head alone when its encoder opens later than a slice is long. */
  readonly firstByteMs: number;
  /** The first slice with which there is a picture. */
  readonly firstPictureMs: number;
}

/**
 * Starts a MediaRecorder on the camera in a page, as Reelay does, and discards its slices unless `keeps` is set. Resolves when it
 * has handed over a picture.
 */
export async function startBareRecorder(page: Page, wishes: Wishes, keeps: boolean): Promise<BareStart> {
  return await page.evaluate(
    async (
      { cameraWidth, cameraHeight, cameraFrameRate, videoBitsPerSecond, sliceMs },
      mimeType,
      keepsSlices,
      mostHeadBytes,
    ) => {
      const startedAtMs = performance.now();
      const stream = await navigator.mediaDevices.getUserMedia({
        video: {
          width: { ideal: cameraWidth },
          height: { ideal: cameraHeight },
          frameRate: { ideal: cameraFrameRate },
        },
      });
      const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond });
      const slices: Blob[] = [];
      (globalThis as unknown as Bare).bareRecorder = { recorder, slices };
      return await new Promise<BareStart>((resolve) => {
        let bytes = 0;
        let firstByteMs: number | null = null;
        recorder.ondataavailable = ({ data }) => {
          if (keepsSlices) slices.push(data);
          bytes += data.size;
          const nowMs = performance.now() - startedAtMs;
          if (bytes > 0) firstByteMs ??= nowMs;
          if (bytes > mostHeadBytes) resolve({ firstByteMs: firstByteMs ?? nowMs, firstPictureMs: nowMs });
        };
        recorder.start(sliceMs);
      });
    },
    wishes,
    MIME_TYPE,
    keeps,
    MOST_HEAD_BYTES,
  );
}

/** Stops it and releases the camera. What was kept is written to `path`. */
export async function stopBareRecorder(page: Page, path: string | null): Promise<void> {
  const url = await page.evaluate(async () => {
    const { recorder, slices } = (globalThis as unknown as Bare).bareRecorder;
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
    recorder.stop();
    await stopped;
    for (const track of recorder.stream.getTracks()) track.stop();
    const reader = new FileReader();
    const read = new Promise((resolve) => reader.addEventListener('load', resolve));
    reader.readAsDataURL(new Blob(slices));
    await read;
    return String(reader.result);
  });
  if (path !== null) await writeFile(path, Buffer.from(url.split(',', 2)[1] ?? '', 'base64'));
}
