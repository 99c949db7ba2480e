import { breakoutBox } from '../breakout-box.ts';

/** Frames that wait to be read, at most. Sources have few, and stand still when they have none left. */
const MOST_WAITING = 2;

/** The frames of a track. */
export interface TrackFrames {
  readonly readable: ReadableStream<VideoFrame>;
  /** Frames that the browser has delivered; null: it does not count them. */
  delivered(): number | null;
  /** Lets go of the frames that wait. The track itself continues. */
  close(): void;
}

/** Where frames are written, to be recorded. */
export interface FrameOutput {
  readonly track: MediaStreamTrack;
  /** Resolves when the frame was taken, which closes it. */
  write(frame: VideoFrame): Promise<void>;
  close(): void;
}

/** Whether this browser gives the frames of a track, and takes them back. */
export function canCompose(): boolean {
  return 'MediaStreamTrackProcessor' in globalThis && 'MediaStreamTrackGenerator' in globalThis;
}

/** Opens the frames of a track: those of a copy, so that closing them lets go of all that waits in a dead worker. */
export function framesOf(track: MediaStreamTrack): TrackFrames {
  const copy = track.clone() as MediaStreamTrack & { readonly stats?: { readonly deliveredFrames: number } };
  const { readable } = new breakoutBox.MediaStreamTrackProcessor<VideoFrame>({
    track: copy,
    maxBufferSize: MOST_WAITING,
  });
  return { readable, delivered: () => copy.stats?.deliveredFrames ?? null, close: () => copy.stop() };
}

/** Makes a track of frames. */
export function openOutput(): FrameOutput {
  const track = new breakoutBox.MediaStreamTrackGenerator<VideoFrame>({ kind: 'video' });
  const writer = track.writable.getWriter();
  return { track, write: (frame) => writer.write(frame), close: () => track.stop() };
}
