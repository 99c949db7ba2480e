const STEP_HZ = 2;
const LOWEST_HZ = 60;
const HIGHEST_HZ = 4_000;

/** The root mean square of samples from -1 to 1: 0 is silence. */
export function rootMeanSquare(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}

/** The strongest frequency between 60 Hz and 4 kHz, to 2 Hz; null when there is hardly a sound. */
export function dominantHz(samples: Float32Array, sampleRate: number): number | null {
  if (rootMeanSquare(samples) < 1e-4) return null;
  // A Hann window keeps strong neighbours apart.
  const windowed = samples.map(
    (sample, index) => sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length)),
  );
  let best = { hz: LOWEST_HZ, power: 0 };
  for (let hz = LOWEST_HZ; hz <= HIGHEST_HZ; hz += STEP_HZ) {
    const power = powerAt(windowed, sampleRate, hz);
    if (power > best.power) best = { hz, power };
  }
  return best.hz;
}

/** Goertzel's algorithm. */
function powerAt(samples: Float32Array, sampleRate: number, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRate);
  let before = 0;
  let last = 0;
  for (const sample of samples) {
    const next = sample + coefficient * last - before;
    before = last;
    last = next;
  }
  return last * last + before * before - coefficient * last * before;
}
