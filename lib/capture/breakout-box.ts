/*
 * Chromium's way to the frames of a track, and from frames to a track: https://github.com/w3c/mediacapture-transform/blob/main/chrome-92-mst.md
 * In windows only. The standard's types do not know it.
 */

/** Reads the frames of a track. */
export interface TrackProcessor<Frame> {
  readonly readable: ReadableStream<Frame>;
}

/** A track that is made of frames. */
export interface TrackGenerator<Frame> extends MediaStreamTrack {
  readonly writable: WritableStream<Frame>;
}

interface BreakoutBox {
  readonly MediaStreamTrackProcessor: new <Frame>(options: {
    readonly track: MediaStreamTrack;
    /** Frames waiting to be read; if there are more, the oldest is dropped. */
    readonly maxBufferSize?: number;
  }) => TrackProcessor<Frame>;
  readonly MediaStreamTrackGenerator: new <Frame>(options: {
    readonly kind: 'audio' | 'video';
  }) => TrackGenerator<Frame>;
}

/** The browser's own classes. */
export const breakoutBox = globalThis as unknown as BreakoutBox;
