import { EncodedPacketSink, FilePathSource, Input, MATROSKA, MP4, WEBM } from 'mediabunny';

/** What a recording holds, read from its first packet to its last. */
export interface Packets {
  readonly video: number;
  readonly audio: number;
  /** The end of the last packet. */
  readonly seconds: number;
}

/** Reads all packets of a file. @throws Error when it isn't a recording, or is broken somewhere. */
export async function readPackets(path: string): Promise<Packets> {
  using input = new Input({ source: new FilePathSource(path), formats: [WEBM, MATROSKA, MP4] });
  const counts = { video: 0, audio: 0 };
  let seconds = 0;
  for (const track of await input.getTracks()) {
    for await (const packet of new EncodedPacketSink(track).packets()) {
      if (track.isVideoTrack()) counts.video += 1;
      else counts.audio += 1;
      seconds = Math.max(seconds, packet.timestamp + packet.duration);
    }
  }
  if (counts.video === 0) throw new Error('It has no picture.');
  return { ...counts, seconds };
}
