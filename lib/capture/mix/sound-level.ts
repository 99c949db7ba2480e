import type { SoundLevel } from '../../recording/sound-level.ts';

/** The level of a captured sound. */
export interface Level {
  /** Since the last call, or since it started listening. */
  take(): SoundLevel;
  close(): void;
}

/** Reports a sound's level to any number of listeners. Costs next to nothing without listeners. */
export class LevelTaps {
  readonly #taps = new Set<Tap>();

  /** A block of the sound. */
  add(level: SoundLevel): void {
    for (const tap of this.#taps) tap.add(level);
  }

  listen(): Level {
    const tap = new Tap();
    this.#taps.add(tap);
    return { take: () => tap.take(), close: () => this.#taps.delete(tap) };
  }
}

class Tap {
  #peak = 0;
  #power = 0;
  #blocks = 0;
  #last: SoundLevel = { peak: 0, rms: 0 };

  add({ peak, rms }: SoundLevel): void {
    this.#peak = Math.max(this.#peak, peak);
    this.#power += rms * rms;
    this.#blocks += 1;
  }

  /** Unchanged if nothing came since: it's on its way. */
  take(): SoundLevel {
    if (this.#blocks === 0) return this.#last;
    const taken = { peak: this.#peak, rms: Math.sqrt(this.#power / Math.max(1, this.#blocks)) };
    this.#peak = 0;
    this.#power = 0;
    this.#blocks = 0;
    this.#last = taken;
    return taken;
  }
}

/** The level of one block in stereo. */
export function levelOf(left: Float32Array, right: Float32Array): SoundLevel {
  let peak = 0;
  let power = 0;
  for (const channel of [left, right]) {
    for (const sample of channel) {
      peak = Math.max(peak, Math.abs(sample));
      power += sample * sample;
    }
  }
  return { peak, rms: Math.sqrt(power / Math.max(1, left.length + right.length)) };
}
