import { CanvasSink, type Input, type WrappedCanvas } from 'mediabunny';
import { drawWaveform } from './draw-waveform.ts';

const WIDTH = 320;
/** The first picture is often still blank. */
const AT_SECONDS = 1;
const QUALITY = 0.8;

/**
 * Draws the picture one second into a recording, 320 pixels wide, as a JPEG; for a sound-only recording, its loudness.
 * Null when nothing can be decoded.
 */
export async function drawPoster(input: Input): Promise<Blob | null> {
  const track = await input.getPrimaryVideoTrack();
  if (track === null) {
    const sound = await input.getPrimaryAudioTrack();
    return sound === null ? null : drawWaveform(sound);
  }
  if (!(await track.canDecode())) return null;
  const atSeconds = (await track.getFirstTimestamp()) + AT_SECONDS;
  let last: WrappedCanvas | null = null;
  // From the beginning: without an index the library finds no key frame before a given time in live WebM, where a
  // cluster may begin with sound or between two key frames.
  for await (const picture of new CanvasSink(track, { width: WIDTH, poolSize: 1 }).canvases()) {
    last = picture;
    if (picture.timestamp >= atSeconds) break;
  }
  return last?.canvas instanceof OffscreenCanvas
    ? last.canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })
    : null;
}
