import { systemClock } from '../../base/clock.ts';
import { keepTidy } from '../../base/remind-of-garbage.ts';
import { CameraPicture, pictureCopier } from './camera-picture.ts';
import { drawOnCanvas } from './canvas-drawing.ts';
import type { BaseKind, ComposeNews, ComposeOrder } from './compose-messages.ts';
import { Composer } from './composer.ts';
import { croppedFrames, cropVideoFrame } from './crop-frames.ts';
import type { FrameReader } from './feed.ts';
import { frameCopier, ownFrames } from './own-frames.ts';
import { PlanesDrawing } from './planes-drawing.ts';

const BEAT_EVERY_MS = 250;

// The composition root of a composer: the real frames, planes, canvas and clock.
let composer: Composer<VideoFrame, CameraPicture> | null = null;
let base: BaseKind = { crop: null, isCamera: false };
let lastReason = '';
const drawing = new PlanesDrawing(drawOnCanvas(), systemClock);

addEventListener('message', ({ data }: MessageEvent<ComposeOrder>) => {
  switch (data.kind) {
    case 'open':
      base = data.base;
      composer = new Composer<VideoFrame, CameraPicture>(
        {
          isBaseCopied: base.isCamera,
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
      if (data.input === 'base') composer?.setBase(reader && baseFrames(reader));
      else composer?.setBubble(reader && ownFrames(reader, pictureCopier(), CameraPicture.around, systemClock));
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

/** The base's frames as they are composed. */
function baseFrames(reader: FrameReader<VideoFrame>): FrameReader<VideoFrame> {
  if (base.isCamera) return ownFrames(reader, frameCopier(), (frame) => frame, systemClock);
  return croppedFrames(reader, base.crop, cropVideoFrame);
}

setInterval(() => {
  if (composer !== null) post({ kind: 'beat', facts: composer.facts }, []);
}, BEAT_EVERY_MS);

keepTidy();

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
