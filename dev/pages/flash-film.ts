/*
 * A page to record: it makes a film that flashes and beeps once a second, at the same moment by its timestamps, and
 * plays it as any page plays a film. `?seconds=20` sets its length. The page's title is “Playing” while it plays.
 */
import { AudioBufferSource, BufferTarget, CanvasSource, Output, WebMOutputFormat } from 'mediabunny';

const FRAMES_A_SECOND = 60;
const SAMPLE_RATE = 48_000;
const FLASH_SECONDS = 0.15;
const BEEP_HZ = 1_000;
const BEEP_GAIN = 0.5;
/** Small, because it must be cheap to show: what's measured is when it's shown. */
const [WIDTH, HEIGHT] = [320, 180];

const seconds = Number(new URLSearchParams(location.search).get('seconds') ?? 20);
const video = document.createElement('video');
video.src = URL.createObjectURL(await makeFilm());
document.body.append(video);
video.addEventListener('playing', () => {
  document.title = 'Playing';
});
await video.play();

async function makeFilm(): Promise<Blob> {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('There is no 2D canvas.');
  const picture = new CanvasSource(canvas, { codec: 'vp8', bitrate: 500_000 });
  const sound = new AudioBufferSource({ codec: 'opus', bitrate: 96_000 });
  output.addVideoTrack(picture, { frameRate: FRAMES_A_SECOND });
  output.addAudioTrack(sound);
  await output.start();
  await sound.add(beeps());
  sound.close();
  for (let frame = 0; frame < seconds * FRAMES_A_SECOND; frame += 1) {
    context.fillStyle = isOn(frame / FRAMES_A_SECOND) ? '#fff' : '#000';
    context.fillRect(0, 0, WIDTH, HEIGHT);
    await picture.add(frame / FRAMES_A_SECOND, 1 / FRAMES_A_SECOND);
  }
  await output.finalize();
  if (target.buffer === null) throw new Error('The film is empty.');
  return new Blob([target.buffer], { type: 'video/webm' });
}

function beeps(): AudioBuffer {
  const buffer = new AudioBuffer({ length: seconds * SAMPLE_RATE, sampleRate: SAMPLE_RATE });
  const samples = buffer.getChannelData(0);
  for (let index = 0; index < samples.length; index += 1) {
    const at = index / SAMPLE_RATE;
    samples[index] = isOn(at) ? BEEP_GAIN * Math.sin(2 * Math.PI * BEEP_HZ * at) : 0;
  }
  return buffer;
}

function isOn(atSeconds: number): boolean {
  // A sixtieth of a second isn't exact in any unit, so the intended frame begins a hair early or late.
  return (atSeconds + 1e-6) % 1 < FLASH_SECONDS;
}
