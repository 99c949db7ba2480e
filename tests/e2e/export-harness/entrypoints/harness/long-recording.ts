import {
  BlobSource,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  Output,
  StreamTarget,
  WEBM,
  WebMOutputFormat,
} from 'mediabunny';
import { collect } from './collect.ts';

/**
 * Writes a long recording by repeating a short one, in the form a live recorder uses: no index, no duration, clusters
 * of unknown size.
 * @returns its length in seconds.
 */
export async function writeLongRecording(
  short: Blob,
  target: FileSystemFileHandle,
  leastBytes: number,
): Promise<number> {
  using input = new Input({ source: new BlobSource(short), formats: [WEBM] });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  if (video === null || audio === null) throw new Error('The short recording must have picture and sound.');
  const [videoCodec, audioCodec] = [await video.getCodec(), await audio.getCodec()];
  if (videoCodec === null || audioCodec === null) throw new Error('The short recording has an unknown codec.');
  const [videoConfig, audioConfig] = [await video.getDecoderConfig(), await audio.getDecoderConfig()];
  if (videoConfig === null || audioConfig === null) throw new Error('The short recording cannot be decoded.');
  const pictures = await collect(new EncodedPacketSink(video).packets());
  const sounds = await collect(new EncodedPacketSink(audio).packets());
  const roundSeconds = Math.ceil(Math.max(await video.computeDuration(), await audio.computeDuration()));
  const bytesPerRound = [...pictures, ...sounds].reduce((sum, { byteLength }) => sum + byteLength, 0);

  const videoSource = new EncodedVideoPacketSource(videoCodec);
  const audioSource = new EncodedAudioPacketSource(audioCodec);
  const output = new Output({
    format: new WebMOutputFormat({ appendOnly: true }),
    target: new StreamTarget(await target.createWritable(), { chunked: true }),
  });
  output.addVideoTrack(videoSource);
  output.addAudioTrack(audioSource);
  await output.start();
  const rounds = Math.ceil(leastBytes / bytesPerRound);
  for (let round = 0; round < rounds; round += 1) {
    const later = round * roundSeconds;
    const packets = [
      ...pictures.map((packet) => ({
        packet,
        add: () => videoSource.add(shifted(packet), { decoderConfig: videoConfig }),
      })),
      ...sounds.map((packet) => ({
        packet,
        add: () => audioSource.add(shifted(packet), { decoderConfig: audioConfig }),
      })),
    ].sort((a, b) => a.packet.timestamp - b.packet.timestamp);
    for (const { add } of packets) await add();

    function shifted(packet: (typeof pictures)[number]) {
      return packet.clone({ timestamp: packet.timestamp + later });
    }
  }
  await output.finalize();
  return rounds * roundSeconds;
}
