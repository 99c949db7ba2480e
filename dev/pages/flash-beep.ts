/*
 * A page to record: black, with a white flash once a second while a beep is heard. The page knows its sound's output
 * latency and delays the flash to match, so the distance between the two in a recording is its audio/video offset.
 *
 * `?loud` plays a steady tone near full scale instead of the beeps, to test what happens when a microphone is added.
 */
const EVERY_SECONDS = 1;
const FLASH_SECONDS = 0.15;
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

/** When the next beep begins, in seconds of the audio context. */
let nextBeep = audio.currentTime + EVERY_SECONDS;
if (!isLoud) beep(nextBeep);

function draw(): void {
  requestAnimationFrame(draw);
  const heard = heardSeconds();
  document.body.classList.toggle('flash', heard >= nextBeep && heard < nextBeep + FLASH_SECONDS);
  if (heard < nextBeep + EVERY_SECONDS / 2) return;
  nextBeep += EVERY_SECONDS;
  if (!isLoud) beep(nextBeep);
}

/** The audio context's time of what is heard now, in seconds; it was handed over some hundredths of a second ago. */
function heardSeconds(): number {
  const { contextTime = 0, performanceTime = 0 } = audio.getOutputTimestamp();
  return contextTime + (performance.now() - performanceTime) / 1_000;
}

function beep(at: number): void {
  gain.gain.setValueAtTime(BEEP_GAIN, at).setValueAtTime(0, at + FLASH_SECONDS);
}

requestAnimationFrame(draw);
