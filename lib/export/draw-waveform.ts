import { AudioBufferSink, type InputAudioTrack } from 'mediabunny';

const WIDTH = 320;
const HEIGHT = 180;
/** The width of a bar and of the gap after it, in pixels. */
const BAR = 4;
/** The most to decode of a long recording: the picture should appear quickly. */
const DRAWN_SECONDS = 60;
/** The bars are made from the loudness of short pieces. */
const PIECES_PER_SECOND = 20;
/** Visible on light and dark. */
const COLOUR = '#5b8fd6';

/** Draws the loudness of a recording’s first minute, 320 pixels wide, as a PNG; null when nothing can be decoded. */
export async function drawWaveform(track: InputAudioTrack): Promise<Blob | null> {
  if (!(await track.canDecode())) return null;
  const peaks: number[] = [];
  for await (const { buffer } of new AudioBufferSink(track).buffers(0, DRAWN_SECONDS)) {
    peaks.push(...peaksOf(buffer.getChannelData(0), Math.ceil(buffer.sampleRate / PIECES_PER_SECOND)));
  }
  if (peaks.length === 0) return null;
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.fillStyle = COLOUR;
  for (const [index, height] of barsOf(peaks, WIDTH / (2 * BAR)).entries()) {
    const pixels = Math.max(2, height * HEIGHT * 0.8);
    context.fillRect(index * 2 * BAR + BAR / 2, (HEIGHT - pixels) / 2, BAR, pixels);
  }
  return canvas.convertToBlob({ type: 'image/png' });
}

/** The loudest sample of each piece, from 0 to 1. */
function peaksOf(samples: Float32Array, pieceSamples: number): readonly number[] {
  const peaks: number[] = [];
  for (let start = 0; start < samples.length; start += pieceSamples) {
    peaks.push(
      samples.subarray(start, start + pieceSamples).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
    );
  }
  return peaks;
}

/** The heights of `count` bars, from 0 to 1; the loudest is 1. */
export function barsOf(peaks: readonly number[], count: number): readonly number[] {
  const loudest = Math.max(...peaks, 1e-3);
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar / count) * peaks.length);
    const to = Math.max(from + 1, Math.floor(((bar + 1) / count) * peaks.length));
    return Math.max(...peaks.slice(from, to), 0) / loudest;
  });
}
