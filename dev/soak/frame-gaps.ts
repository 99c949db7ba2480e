import { EncodedPacketSink, FilePathSource, Input, MATROSKA, MP4, WEBM } from 'mediabunny';

/** The timing of a recording's frames, read from its first packet to its last. */
export interface FrameGaps {
  readonly frames: number;
  /** From the first frame to the last. */
  readonly seconds: number;
  /** The largest gap between two consecutive frames, in milliseconds, and where it begins, in seconds. */
  readonly largestGapMs: number;
  readonly largestGapAtSeconds: number;
}

/** Reads one packet after the other, however long the file is. @throws Error when it isn't a recording or is broken. */
export async function readFrameGaps(path: string): Promise<FrameGaps> {
  using input = new Input({ source: new FilePathSource(path), formats: [WEBM, MATROSKA, MP4] });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error('It has no picture.');
  let frames = 0;
  let first = 0;
  let last = 0;
  let largest = { seconds: 0, at: 0 };
  for await (const { timestamp } of new EncodedPacketSink(track).packets(undefined, undefined, {
    metadataOnly: true,
  })) {
    if (frames === 0) first = timestamp;
    else if (timestamp - last > largest.seconds) largest = { seconds: timestamp - last, at: last };
    last = timestamp;
    frames += 1;
  }
  return {
    frames,
    seconds: last - first,
    largestGapMs: Math.round(largest.seconds * 1_000),
    largestGapAtSeconds: largest.at,
  };
}
