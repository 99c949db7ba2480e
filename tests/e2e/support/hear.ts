import { tonesIn } from '../../../dev/pages/tone.ts';
import type { Running, Stage } from './stage.ts';

const SAMPLE_RATE = 48_000;
/** Quieter than this is silence. */
const SILENCE = 0.01;

/** The sound of a recording that the server received, mixed to one channel. */
export class Heard {
  readonly #samples: Float32Array;

  constructor(samples: Float32Array) {
    this.#samples = samples;
  }

  get seconds(): number {
    return this.#samples.length / SAMPLE_RATE;
  }

  /** The largest sample: 1 is full scale. */
  get peak(): number {
    return this.#samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
  }

  /** The longest silence in seconds, apart from the first and the last second. */
  get longestSilenceSeconds(): number {
    let longest = 0;
    let silent = 0;
    for (const sample of this.#samples.subarray(SAMPLE_RATE, -SAMPLE_RATE)) {
      silent = Math.abs(sample) < SILENCE ? silent + 1 : 0;
      longest = Math.max(longest, silent);
    }
    return longest / SAMPLE_RATE;
  }

  /** The tones between two times, in Hz, strongest first. */
  tonesBetween(fromSeconds: number, toSeconds: number): readonly number[] {
    return tonesIn(this.#samples.slice(fromSeconds * SAMPLE_RATE, toSeconds * SAMPLE_RATE), SAMPLE_RATE);
  }
}

/** Listens to a recording that the server received. */
export async function hear({ reelay, receiver }: Stage, { sessionId }: Running): Promise<Heard> {
  const page = await reelay.browser.newPage();
  try {
    await page.goto(`${receiver.origin}/pages/player.html`);
    const encoded = await page.evaluate(
      async (url, sampleRate) => {
        const context = new OfflineAudioContext(1, 1, sampleRate);
        const sound = await context.decodeAudioData(await (await fetch(url)).arrayBuffer());
        const reader = new FileReader();
        const read = new Promise((resolve) => reader.addEventListener('load', resolve));
        reader.readAsDataURL(new Blob([sound.getChannelData(0)]));
        await read;
        return String(reader.result).split(',', 2)[1] ?? '';
      },
      `/uploads/${sessionId}/file`,
      SAMPLE_RATE,
    );
    const bytes = Uint8Array.from(Buffer.from(encoded, 'base64'));
    return new Heard(new Float32Array(bytes.buffer));
  } finally {
    await page.close();
  }
}
