/** Anything quieter is breath or noise: 45 dB below full scale. */
const VOICE_LEVEL = 10 ** (-45 / 20);
/** Between words and at the end of a sentence, the other sounds stay low. In blocks of 10 ms. */
const HOLD_BLOCKS = 60;
/** The most the others are lowered, whatever the voice: 24 dB. */
const LOWEST_GAIN = 10 ** (-24 / 20);
/** Shares for each block of 10 ms. */
const LEVEL_RISE = 0.3;
const LEVEL_FALL = 0.03;
/** A sound that paused for a moment doesn't come back loud: 2.5 s. */
const OTHERS_FALL = 0.004;
const GAIN_FALL = 0.15;
const GAIN_RISE = 0.012;

/**
 * Lowers other sounds while someone speaks, so that the voice is `aboveDb` louder. Where they are quiet enough already, and
 * while nobody speaks, they stay as they are.
 */
export class VoiceFirst {
  readonly #share: number;
  #voice = 0;
  #others = 0;
  #heldBlocks = 0;
  #gain = 1;

  /** @param aboveDb how much louder the voice is, in decibels; null: the others are never lowered. */
  constructor(aboveDb: number | null) {
    this.#share = aboveDb === null ? Number.POSITIVE_INFINITY : 10 ** (-aboveDb / 20);
  }

  /**
   * The gain of the other sounds at the end of the next block.
   * @param voice the root mean square of the microphone's sound in this block, 0 when there is none.
   * @param others that of the other sounds, before they are lowered.
   */
  next(voice: number, others: number): number {
    this.#voice = follow(this.#voice, voice, LEVEL_RISE, LEVEL_FALL);
    this.#others = follow(this.#others, others, LEVEL_RISE, OTHERS_FALL);
    this.#heldBlocks = voice > VOICE_LEVEL ? HOLD_BLOCKS : Math.max(0, this.#heldBlocks - 1);
    const isSpoken = this.#heldBlocks > 0 && this.#others > 0;
    const wanted = isSpoken ? (this.#voice * this.#share) / this.#others : 1;
    this.#gain = follow(this.#gain, Math.min(1, Math.max(LOWEST_GAIN, wanted)), GAIN_RISE, GAIN_FALL);
    // It would get ever closer, and never leave the sound unchanged.
    if (!isSpoken && this.#gain > 0.999) this.#gain = 1;
    return this.#gain;
  }
}

function follow(from: number, to: number, rise: number, fall: number): number {
  return from + (to - from) * (to > from ? rise : fall);
}
