import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';

const SECONDS = 5;
const PICTURES_PER_SECOND = 10;
const SOUNDS_PER_SECOND = 20;

/** A file as a live recorder writes it: no duration, no index, and clusters of unknown size or fragments. */
export interface LiveFile {
  readonly bytes: Uint8Array;
  /** Where in the file each packet ends. */
  readonly packetEnds: readonly number[];
}

/** Makes a file whose packets can be found again in it; the content isn't decodable. */
export async function makeLiveFile(format: 'webm' | 'mp4'): Promise<LiveFile> {
  const target = new BufferTarget();
  const output = new Output({
    format:
      format === 'webm' ? new WebMOutputFormat({ appendOnly: true }) : new Mp4OutputFormat({ fastStart: 'fragmented' }),
    target,
  });
  const [video, audio] = [new EncodedVideoPacketSource('vp8'), new EncodedAudioPacketSource('opus')];
  output.addVideoTrack(video);
  output.addAudioTrack(audio);
  await output.start();
  const contents: Uint8Array[] = [];
  for (let index = 0; index < SECONDS * SOUNDS_PER_SECOND; index += 1) {
    const sound = packet(contents, index / SOUNDS_PER_SECOND, 1 / SOUNDS_PER_SECOND, 'key');
    await audio.add(sound, { decoderConfig: { codec: 'opus', numberOfChannels: 2, sampleRate: 48_000 } });
    if (index % (SOUNDS_PER_SECOND / PICTURES_PER_SECOND) !== 0) continue;
    const kind = index % SOUNDS_PER_SECOND === 0 ? 'key' : 'delta';
    const picture = packet(contents, index / SOUNDS_PER_SECOND, 1 / PICTURES_PER_SECOND, kind);
    await video.add(picture, { decoderConfig: { codec: 'vp8', codedWidth: 64, codedHeight: 36 } });
  }
  await output.finalize();
  const bytes = new Uint8Array(target.buffer ?? new ArrayBuffer(0));
  const file = Buffer.from(bytes);
  return { bytes, packetEnds: contents.map((content) => file.indexOf(content) + content.length) };
}

function packet(contents: Uint8Array[], seconds: number, duration: number, kind: 'key' | 'delta'): EncodedPacket {
  const number = contents.length;
  const content = Uint8Array.from({ length: 20 + ((number * 37) % 90) }, (_, index) =>
    index < 2 ? ([number >> 8, number & 0xff][index] ?? 0) : (number * 31 + index * 17) % 256,
  );
  contents.push(content);
  return new EncodedPacket(content, kind, seconds, duration);
}
