import { breakoutBox } from '../breakout-box.ts';

/** The most frames that may wait to be read. Sources have few, and stall when they run out. */
const MOST_WAITING = 2;

/** The frames of a track. */
export interface TrackFrames {
  readonly readable: ReadableStream<VideoFrame>;
  /** Frames the browser has delivered; null if it doesn't count them. */
  delivered(): number | null;
  /** Releases the waiting frames. The track itself continues. */
  close(): void;
}

/** Takes the frames to record. */
export interface FrameOutput {
  readonly track: MediaStreamTrack;
  /** Resolves when the frame has been taken, which closes it. */
  write(frame: VideoFrame): Promise<void>;
  close(): void;
}

/** Whether this browser can read a track's frames, and write them. */
export function canCompose(): boolean {
  return 'MediaStreamTrackProcessor' in globalThis && 'MediaStreamTrackGenerator' in globalThis;
}

/** Opens a track's frames, from a clone of it, so that closing releases everything that waits in a dead worker. */
export function framesOf(track: MediaStreamTrack): TrackFrames {
  const copy = track.clone() as MediaStreamTrack & { readonly stats?: { readonly deliveredFrames: number } };
  const { readable } = new breakoutBox.MediaStreamTrackProcessor<VideoFrame>({
    track: copy,
    maxBufferSize: MOST_WAITING,
  });
  return { readable, delivered: () => copy.stats?.deliveredFrames ?? null, close: () => copy.stop() };
}

/** Creates a track made of frames. */
export function openOutput(): FrameOutput {
  const track = new breakoutBox.MediaStreamTrackGenerator<VideoFrame>({ kind: 'video' });
  const writer = track.writable.getWriter();
  return { track, write: (frame) => writer.write(frame), close: () => track.stop() };
}
