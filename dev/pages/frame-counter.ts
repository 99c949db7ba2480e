/*
 * A page to record: a number that grows by 30 a second, as digits and as a barcode, and a steady tone. The number is
 * derived from the time, so numbers read from a recording tell when each picture was taken.
 *
 * `?noise` fills the rest with noise, which no codec can compress. `?every=2` shows only every second number, halving
 * the work of drawing and recording. A page may only play sound after a click, unless the browser runs with
 * --autoplay-policy=no-user-gesture-required. `data-audio` on the root element says whether it does.
 */
import { BARCODE_MODULUS, drawBarcode } from './barcode.ts';

const FRAMES_PER_SECOND = 30;
const TONE_HZ = 440;
const TONE_GAIN = 0.2;
const NOISE_WIDTH = 320;
const NOISE_HEIGHT = 180;

function element<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`There is no #${id}.`);
  return found;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no 2D canvas.');
  return context;
}

const code = element('code', HTMLCanvasElement);
const digits = element('number', HTMLElement);
const startedMs = performance.now();
const wishes = new URLSearchParams(location.search);
const every = Number(wishes.get('every') ?? 1);
const drawNoise = wishes.has('noise') ? noisePainter() : null;
let shown = -1;

function draw(nowMs: number): void {
  requestAnimationFrame(draw);
  const number = Math.max(0, Math.floor(((nowMs - startedMs) / 1_000) * FRAMES_PER_SECOND));
  const frame = (number - (number % every)) % BARCODE_MODULUS;
  if (frame === shown) return;
  shown = frame;
  digits.textContent = String(frame);
  const width = Math.round(code.clientWidth * devicePixelRatio);
  const height = Math.round(code.clientHeight * devicePixelRatio);
  if (code.width !== width || code.height !== height) Object.assign(code, { width, height });
  drawBarcode(contextOf(code), frame, { x: 0, y: 0, width, height });
  drawNoise?.();
}

function noisePainter(): () => void {
  const canvas = element('noise', HTMLCanvasElement);
  Object.assign(canvas, { hidden: false, width: NOISE_WIDTH, height: NOISE_HEIGHT });
  const context = contextOf(canvas);
  const picture = context.createImageData(NOISE_WIDTH, NOISE_HEIGHT);
  const words = new Uint32Array(picture.data.buffer);
  return () => {
    for (let index = 0; index < words.length; index += 1) words[index] = Math.random() * 2 ** 32;
    context.putImageData(picture, 0, 0);
  };
}

function startTone(): AudioContext {
  const audio = new AudioContext();
  const gain = new GainNode(audio, { gain: TONE_GAIN });
  const tone = new OscillatorNode(audio, { frequency: TONE_HZ });
  tone.connect(gain).connect(audio.destination);
  tone.start();
  const show = (): void => {
    document.documentElement.dataset['audio'] = audio.state;
    element('sound', HTMLButtonElement).hidden = audio.state === 'running';
  };
  audio.addEventListener('statechange', show);
  show();
  return audio;
}

const audio = startTone();
document.addEventListener('click', () => void audio.resume());
requestAnimationFrame(draw);
