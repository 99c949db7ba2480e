import { breakoutBox } from '../breakout-box.ts';
import type { MixedBlock } from './mixer.ts';
import { SAMPLE_RATE, type SoundChunk } from './sound-line.ts';

/** 2 s: a thread that stalls for this long misses nothing. */
const MAX_WAITING_CHUNKS = 200;

/** The sound of a track as it is captured. */
export function soundOf(track: MediaStreamTrack): ReadableStream<AudioData> {
  return new breakoutBox.MediaStreamTrackProcessor<AudioData>({ track, maxBufferSize: MAX_WAITING_CHUNKS }).readable;
}

/**
 * Reads captured sound until it ends. Works in a document and in a worker.
 * @param ended called when nothing comes any more.
 * @returns what ends it earlier; the track lives on.
 */
export function readSound(
  readable: ReadableStream<AudioData>,
  take: (chunk: SoundChunk) => void,
  ended: () => void,
): () => void {
  const reader = readable.getReader();
  let isClosed = false;
  const read = async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      try {
        if (!isClosed) take(chunkOf(value));
      } finally {
        value.close();
      }
    }
  };
  read()
    .catch((error: unknown) => console.warn('A sound cannot be read any more.', error))
    .finally(ended);
  return () => {
    isClosed = true;
    reader.cancel().catch((error: unknown) => console.debug('The sound had ended.', error));
  };
}

function chunkOf(data: AudioData): SoundChunk {
  const channels = Array.from({ length: Math.min(2, data.numberOfChannels) }, (_, planeIndex) => {
    const samples = new Float32Array(data.numberOfFrames);
    data.copyTo(samples, { planeIndex, format: 'f32-planar' });
    return samples;
  });
  return { channels, sampleRate: data.sampleRate, timestampUs: data.timestamp };
}

/** A track made of blocks. */
export interface SoundTrack {
  readonly track: MediaStreamTrack;
  write(block: MixedBlock): void;
  close(): void;
}

/** Creates a track that carries blocks with their capture times. */
export function makeSoundTrack(): SoundTrack {
  const track = new breakoutBox.MediaStreamTrackGenerator<AudioData>({ kind: 'audio' });
  const writer = track.writable.getWriter();
  let isClosed = false;
  return {
    track,
    write({ left, right, timestampUs }) {
      if (isClosed) return;
      const samples = new Float32Array(left.length + right.length);
      samples.set(left);
      samples.set(right, left.length);
      const data = new AudioData({
        format: 'f32-planar',
        sampleRate: SAMPLE_RATE,
        numberOfFrames: left.length,
        numberOfChannels: 2,
        timestamp: timestampUs,
        data: samples,
      });
      writer.write(data).catch((error: unknown) => {
        data.close();
        if (!isClosed) console.error('The mix cannot be written.', error);
      });
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      track.stop();
      writer.close().catch((error: unknown) => console.debug('The mix had ended.', error));
    },
  };
}
