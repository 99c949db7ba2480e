import { drawBarcode } from '../../../../../dev/pages/barcode.ts';

const WIDTH = 640;
const HEIGHT = 360;
const FRAME_MS = 33;
const SLICE_MS = 500;
const KEY_FRAME_MS = 1_000;
/** The number in the picture counts these steps. */
const TICK_MS = 10;

/** Records a running number with a tone, the way the extension's recorder does. */
export async function record(mimeType: string, seconds: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  // Opaque, like a tab or a camera.
  const brush = canvas.getContext('2d', { alpha: false });
  if (brush === null) throw new Error('No canvas.');
  const startedAtMs = performance.now();
  const draw = () => {
    const number = Math.round((performance.now() - startedAtMs) / TICK_MS);
    drawBarcode(brush, number, { x: 0, y: 0, width: WIDTH, height: HEIGHT / 2 });
    drawNoise(brush);
  };
  draw();
  const timer = setInterval(draw, FRAME_MS);
  const audio = new AudioContext();
  const oscillator = audio.createOscillator();
  const sound = audio.createMediaStreamDestination();
  oscillator.connect(sound);
  oscillator.start();
  const stream = new MediaStream([...canvas.captureStream(30).getTracks(), ...sound.stream.getTracks()]);
  const recorder = new MediaRecorder(stream, {
    mimeType,
    videoBitsPerSecond: 2_000_000,
    audioBitsPerSecond: 128_000,
    videoKeyFrameIntervalDuration: KEY_FRAME_MS,
  } as MediaRecorderOptions);
  const slices: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => slices.push(data));
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
  recorder.start(SLICE_MS);
  setTimeout(() => recorder.stop(), seconds * 1_000);
  await stopped;
  clearInterval(timer);
  for (const track of stream.getTracks()) track.stop();
  await audio.close();
  return new Blob(slices, { type: recorder.mimeType });
}

/** Something incompressible, so that the recording is as large as a real one. */
function drawNoise(brush: CanvasRenderingContext2D): void {
  for (let count = 0; count < 400; count += 1) {
    brush.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
    brush.fillRect(Math.random() * WIDTH, HEIGHT / 2 + (Math.random() * HEIGHT) / 2, 12, 12);
  }
}
