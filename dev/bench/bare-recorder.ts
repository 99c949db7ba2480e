import { writeFile } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';
import type { DEFAULT_WISHES } from './default-wishes.ts';

/** The format Reelay records a camera in when there's no sound. */
const MIME_TYPE = 'video/webm;codecs=vp9,opus';

/** What the functions below store in the page. */
interface Bare {
  bareRecorder: { recorder: MediaRecorder; slices: Blob[] };
}

type Wishes = Pick<
  typeof DEFAULT_WISHES,
  'cameraWidth' | 'cameraHeight' | 'cameraFrameRate' | 'videoBitsPerSecond' | 'sliceMs'
>;

/**
 * Starts a MediaRecorder on the camera in a page, as Reelay does, and discards its slices unless `keeps` is set.
 * Resolves to the milliseconds from the call to the first slice with bytes in it.
 */
export async function startBareRecorder(page: Page, wishes: Wishes, keeps: boolean): Promise<number> {
  return await page.evaluate(
    async ({ cameraWidth, cameraHeight, cameraFrameRate, videoBitsPerSecond, sliceMs }, mimeType, keepsSlices) => {
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
      return await new Promise<number>((resolve) => {
        recorder.ondataavailable = ({ data }) => {
          if (keepsSlices) slices.push(data);
          if (data.size > 0) resolve(performance.now() - startedAtMs);
        };
        recorder.start(sliceMs);
      });
    },
    wishes,
    MIME_TYPE,
    keeps,
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
