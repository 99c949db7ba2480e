/*
 * A page to record: black, and once a second a white flash and a beep, both begun in the same moment. How far apart they are
 * in a recording is how far its sound is off its picture.
 *
 * `?loud` plays a steady tone near full scale instead of the beeps, for what happens when a microphone comes on top of it.
 */
const EVERY_MS = 1_000;
const FLASH_MS = 150;
const BEEP_HZ = 1_000;
const BEEP_GAIN = 0.5;
const LOUD_HZ = 300;
const LOUD_GAIN = 0.95;

const audio = new AudioContext({ latencyHint: 'interactive' });
const isLoud = new URLSearchParams(location.search).has('loud');
const gain = new GainNode(audio, { gain: isLoud ? LOUD_GAIN : 0 });
const tone = new OscillatorNode(audio, { frequency: isLoud ? LOUD_HZ : BEEP_HZ });
tone.connect(gain).connect(audio.destination);
tone.start();

let nextMs = performance.now() + EVERY_MS;
let darkMs: number | null = null;

function draw(nowMs: number): void {
  requestAnimationFrame(draw);
  if (nowMs >= nextMs) {
    nextMs += EVERY_MS;
    darkMs = nowMs + FLASH_MS;
    show(true);
  } else if (darkMs !== null && nowMs >= darkMs) {
    darkMs = null;
    show(false);
  }
}

function show(isOn: boolean): void {
  document.body.classList.toggle('flash', isOn);
  if (!isLoud) gain.gain.setValueAtTime(isOn ? BEEP_GAIN : 0, audio.currentTime);
}

requestAnimationFrame(draw);
