import { systemClock } from '../../base/clock.ts';
import type { Rect } from '../../recording/crop.ts';
import { drawOnCanvas } from './canvas-drawing.ts';
import type { ComposeNews, ComposeOrder } from './compose-messages.ts';
import { Composer } from './composer.ts';
import { croppedFrames, cropVideoFrame } from './crop-frames.ts';
import { PlanesDrawing } from './planes-drawing.ts';

const BEAT_EVERY_MS = 250;

// The composition root of a composer: the real frames, planes, canvas and clock.
let composer: Composer<VideoFrame> | null = null;
let crop: Rect | null = null;
let lastReason = '';
const drawing = new PlanesDrawing(drawOnCanvas(), systemClock);

addEventListener('message', ({ data }: MessageEvent<ComposeOrder>) => {
  switch (data.kind) {
    case 'open':
      crop = data.crop;
      composer = new Composer<VideoFrame>(
        {
          nowMs: () => performance.now(),
          later: (delayMs, callback) => {
            const timer = setTimeout(callback, delayMs);
            return () => clearTimeout(timer);
          },
          restamp: (frame, timestamp) => new VideoFrame(frame, { timestamp }),
          draw: (...picture) => drawing.draw(...picture),
          send: (frame) => post({ kind: 'frame', frame }, [frame]),
          failed,
        },
        data.floorMs,
        data.size,
      );
      break;
    case 'input': {
      const reader = data.readable?.getReader() ?? null;
      const share = data.input === 'base' ? crop : null;
      composer?.setInput(data.input, reader && croppedFrames(reader, share, cropVideoFrame));
      break;
    }
    case 'look':
      composer?.setLook(data.look);
      break;
    case 'taken':
      composer?.taken();
      break;
  }
});
setInterval(() => {
  if (composer !== null) post({ kind: 'beat', facts: composer.facts }, []);
}, BEAT_EVERY_MS);

/** One log line is enough for the same reason at every frame. */
function failed(error: unknown): void {
  const reason = String(error);
  if (reason === lastReason) return;
  lastReason = reason;
  post({ kind: 'failed', reason }, []);
}

function post(news: ComposeNews, transfer: Transferable[]): void {
  // TypeScript checks this file with a page's types, where postMessage has another signature.
  (self as unknown as Worker).postMessage(news, transfer);
}
