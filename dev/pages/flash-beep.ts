/*
 * A page to record: black, and once a second a white flash while a beep is heard. The page knows how long its sound takes to be
 * heard, and flashes then, so that how far apart the two are in a recording is how far its sound is off its picture.
 *
 * `?loud` plays a steady tone near full scale instead of the beeps, for what happens when a microphone comes on top of it.
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

/** When the next beep begins, in seconds of the context. */
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

/** What is heard now, in seconds of the context: it was handed over some hundredths of a second ago. */
function heardSeconds(): number {
  const { contextTime = 0, performanceTime = 0 } = audio.getOutputTimestamp();
  return contextTime + (performance.now() - performanceTime) / 1_000;
}

function beep(at: number): void {
  gain.gain.setValueAtTime(BEEP_GAIN, at).setValueAtTime(0, at + FLASH_SECONDS);
}

requestAnimationFrame(draw);
