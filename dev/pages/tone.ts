const STEP_HZ = 2;
const LOWEST_HZ = 60;
const HIGHEST_HZ = 4_000;
/** The share of the strongest tone's power that counts as a tone; anything less is an echo or a codec artefact. */
const LEAST_SHARE = 0.02;
const APART_HZ = 60;

/** The root mean square of samples from -1 to 1; 0 is silence. */
export function rootMeanSquare(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}

/** The strongest frequency between 60 Hz and 4 kHz, to 2 Hz; null when there's hardly any sound. */
export function dominantHz(samples: Float32Array, sampleRate: number): number | null {
  const [strongest = null] = tonesIn(samples, sampleRate);
  return strongest;
}

/** The audible frequencies between 60 Hz and 4 kHz, to 2 Hz, strongest first. */
export function tonesIn(samples: Float32Array, sampleRate: number): readonly number[] {
  if (rootMeanSquare(samples) < 1e-4) return [];
  // A Hann window keeps strong neighbours apart.
  const windowed = samples.map(
    (sample, index) => sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length)),
  );
  const powers: { hz: number; power: number }[] = [];
  for (let hz = LOWEST_HZ; hz <= HIGHEST_HZ; hz += STEP_HZ)
    powers.push({ hz, power: powerAt(windowed, sampleRate, hz) });
  const strongestFirst = powers.toSorted((a, b) => b.power - a.power);
  const tones: number[] = [];
  for (const { hz, power } of strongestFirst) {
    if (power < (strongestFirst[0]?.power ?? 0) * LEAST_SHARE) break;
    // Whatever is right next to a tone belongs to it.
    if (tones.every((tone) => Math.abs(tone - hz) >= APART_HZ)) tones.push(hz);
  }
  return tones;
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
