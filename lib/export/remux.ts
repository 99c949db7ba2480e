import {
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  type InputTrack,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  type StreamTargetChunk,
  WebMOutputFormat,
} from 'mediabunny';
import { MIB } from '../base/byte-units.ts';
import { MessageError } from '../recording/message.ts';
import { type CopyFormat, formatTakes } from './formats.ts';
import type { RecordingInput } from './recording-input.ts';

const WRITE_BYTES = 4 * MIB;

const CANNOT_HOLD = { webm: 'export.cannotHoldWebm', mp4: 'export.cannotHoldMp4' } as const;

/** What was written. */
export interface RemuxResult {
  readonly bytes: number;
  /** The length of the copy, up to the end of its last packet, or to its start if the end is unknown. */
  readonly durationSeconds: number;
}

/**
 * Writes a recording's packets unchanged into a new file with a duration and an index for seeking. WebM needs memory
 * for the index only; MP4 needs a table of all packets, some 60 MB per hour.
 * @param writable takes positioned writes; closed when all is written, aborted on failure.
 * @param onProgress the share that is done, from 0 to 1.
 * @throws MessageError when there is nothing to save, or `format` can't hold it; the signal's reason when it is
 *   aborted.
 */
export async function remux(
  recording: RecordingInput,
  format: CopyFormat,
  writable: WritableStream<StreamTargetChunk>,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<RemuxResult> {
  const writer = writable.getWriter();
  try {
    const result = await writePackets(recording, format, writeThrough(writer), onProgress, signal);
    await writer.close();
    onProgress(1);
    return result;
  } catch (error) {
    // Report the first failure; failing to abort the file as well adds nothing.
    await writer.abort(error).catch(() => undefined);
    throw error;
  }
}

/** The library always closes its stream, and closing the file would keep half a copy as if it were complete. */
function writeThrough(writer: WritableStreamDefaultWriter<StreamTargetChunk>): WritableStream<StreamTargetChunk> {
  return new WritableStream({ write: (chunk) => writer.write(chunk) });
}

async function writePackets(
  recording: RecordingInput,
  format: CopyFormat,
  writable: WritableStream<StreamTargetChunk>,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<RemuxResult> {
  const target = new StreamTarget(writable, { chunked: true, chunkSize: WRITE_BYTES });
  let bytes = 0;
  target.on('write', ({ end }) => {
    bytes = Math.max(bytes, end);
  });
  const output = new Output({
    format: format === 'mp4' ? new Mp4OutputFormat({ fastStart: false }) : new WebMOutputFormat(),
    target,
  });
  const tracks = await openTracks(recording.tracks, output, format);
  const firstSeconds = Math.min(...tracks.map(({ packet }) => packet.timestamp));
  await output.start();
  let readBytes = 0;
  let endSeconds = 0;
  let left = tracks;
  for (let track = earliest(left); track !== null; track = earliest(left)) {
    signal.throwIfAborted();
    const { packet } = track;
    const timestamp = packet.timestamp - firstSeconds;
    await track.add(packet.clone({ timestamp }));
    endSeconds = Math.max(endSeconds, timestamp + packet.duration);
    readBytes += packet.byteLength;
    onProgress(Math.min(1, readBytes / recording.part.endBytes));
    const next = await track.sink.getNextPacket(packet);
    if (next === null) left = left.filter((other) => other !== track);
    else track.packet = next;
  }
  await output.finalize();
  return { bytes, durationSeconds: endSeconds };
}

interface CopiedTrack {
  /** The next one to write. */
  packet: EncodedPacket;
  readonly sink: EncodedPacketSink;
  readonly add: (packet: EncodedPacket) => Promise<void>;
}

/** The tracks, each at its first packet. */
async function openTracks(tracks: readonly InputTrack[], output: Output, format: CopyFormat): Promise<CopiedTrack[]> {
  const opened: CopiedTrack[] = [];
  for (const track of tracks) {
    const sink = new EncodedPacketSink(track);
    const packet = await sink.getFirstPacket();
    if (packet !== null) opened.push({ packet, sink, add: await addTrack(track, output, format) });
  }
  if (opened.length === 0) throw new MessageError({ id: 'export.nothingYet' });
  return opened;
}

async function addTrack(track: InputTrack, output: Output, format: CopyFormat): Promise<CopiedTrack['add']> {
  const name = await track.getCodecParameterString();
  if (name === null) throw new MessageError({ id: 'export.codecUnknown' });
  const refusal = () => new MessageError({ id: CANNOT_HOLD[format], name });
  if (!formatTakes(format, name)) throw refusal();
  if (track.isVideoTrack()) {
    const [codec, decoderConfig] = [await track.getCodec(), await track.getDecoderConfig()];
    if (codec === null || decoderConfig === null) throw refusal();
    const source = new EncodedVideoPacketSource(codec);
    output.addVideoTrack(source);
    return (packet) => source.add(packet, { decoderConfig });
  }
  if (track.isAudioTrack()) {
    const [codec, decoderConfig] = [await track.getCodec(), await track.getDecoderConfig()];
    if (codec === null || decoderConfig === null) throw refusal();
    const source = new EncodedAudioPacketSource(codec);
    output.addAudioTrack(source);
    return (packet) => source.add(packet, { decoderConfig });
  }
  throw refusal();
}

/** The track whose next packet comes first, so that sound and picture are interleaved; null when all is written. */
function earliest(tracks: readonly CopiedTrack[]): CopiedTrack | null {
  return tracks.reduce<CopiedTrack | null>(
    (first, track) => (first === null || track.packet.timestamp < first.packet.timestamp ? track : first),
    null,
  );
}
