import type { Page } from 'puppeteer-core';
import type { DEFAULT_WISHES } from './default-wishes.ts';

const MIME_TYPE = 'video/webm;codecs=vp9,opus';
/** How often it checks whether the current request has ended. */
const POLL_MS = 1_000;

type Wishes = Pick<
  typeof DEFAULT_WISHES,
  'cameraWidth' | 'cameraHeight' | 'cameraFrameRate' | 'videoBitsPerSecond' | 'sliceMs' | 'chunkBytes'
>;

/** What the functions below store in the page. */
interface Original {
  originalWay: { stop(): Promise<void> };
}

/**
 * Records and uploads the way most people start out: it appends slices to one Blob and sends a chunk when there is one
 * and no request is under way. After the end it checks once a second until none is, then sends the rest.
 */
export async function startOriginalWay(page: Page, uploadUrl: string, wishes: Wishes): Promise<void> {
  await page.evaluate(
    async ({ cameraWidth, cameraHeight, cameraFrameRate, ...wanted }, url, mimeType, pollMs) => {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: {
          width: { ideal: cameraWidth },
          height: { ideal: cameraHeight },
          frameRate: { ideal: cameraFrameRate },
        },
      });
      const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: wanted.videoBitsPerSecond });
      let waiting = new Blob([]);
      let sentBytes = 0;
      let isSending = false;
      const send = async (piece: Blob, total: number | '*') => {
        isSending = true;
        const range = `bytes ${sentBytes}-${sentBytes + piece.size - 1}/${total}`;
        const response = await fetch(url, { method: 'PUT', headers: { 'Content-Range': range }, body: piece });
        await response.text();
        sentBytes += piece.size;
        isSending = false;
      };
      const sendChunk = async () => {
        if (isSending || waiting.size <= wanted.chunkBytes) return;
        const piece = waiting.slice(0, wanted.chunkBytes);
        waiting = waiting.slice(wanted.chunkBytes);
        await send(piece, '*');
      };
      recorder.ondataavailable = ({ data }) => {
        waiting = new Blob([waiting, data]);
        void sendChunk();
      };
      const stop = async () => {
        const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
        recorder.stop();
        await stopped;
        for (const track of stream.getTracks()) track.stop();
        while (isSending) await new Promise((resolve) => setTimeout(resolve, pollMs));
        await send(waiting, sentBytes + waiting.size);
      };
      (globalThis as unknown as Original).originalWay = { stop };
      recorder.start(wanted.sliceMs);
    },
    wishes,
    uploadUrl,
    MIME_TYPE,
    POLL_MS,
  );
}

/** Tells the recording to end; doesn't wait for the upload. */
export async function stopOriginalWay(page: Page): Promise<void> {
  await page.evaluate(() => void (globalThis as unknown as Original).originalWay.stop());
}
