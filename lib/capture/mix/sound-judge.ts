/** How often a sound is judged, in milliseconds. */
export const JUDGE_EVERY_MS = 500;
/** Anything below is silence: 80 dB below full scale. */
const SILENCE = 1e-4;
/** Looks without a sound before it's reported: 10 s. */
const SILENT_LOOKS = 20;
/** Looks without any data from the device, not even silence, before it's reported: 5 s. */
const STILL_LOOKS = 10;
/** A sample at full scale was clipped, or the next one will be. */
const CLIPPED = 0.99;
/** How many of the last looks must clip: a single bang doesn't matter. */
const CLIPPED_LOOKS = 4;
const REMEMBERED_LOOKS = 20;

/** What is wrong with a sound. `still`: its device hangs. */
export type SoundFault = 'still' | 'silent' | 'clips';

/**
 * Judges a sound by its peaks. A microphone that is muted by its own switch, or isn't the one you speak into, opens
 * like any other. Only silence before the first sound is a fault: people pause.
 */
export class SoundJudge {
  #silentLooks = 0;
  #stillLooks = 0;
  #wasHeard = false;
  #clipped: readonly boolean[] = [];

  /**
   * @param peak the largest sample since the last look.
   * @param hasArrived whether anything came since then.
   * @returns what is wrong now; null when nothing is.
   */
  look(peak: number, hasArrived: boolean): SoundFault | null {
    this.#stillLooks = hasArrived ? 0 : this.#stillLooks + 1;
    if (this.#stillLooks >= STILL_LOOKS) return 'still';
    if (peak > SILENCE) this.#wasHeard = true;
    else this.#silentLooks += 1;
    this.#clipped = [...this.#clipped, peak >= CLIPPED].slice(-REMEMBERED_LOOKS);
    if (!this.#wasHeard) return this.#silentLooks >= SILENT_LOOKS ? 'silent' : null;
    return this.#clipped.filter(Boolean).length >= CLIPPED_LOOKS ? 'clips' : null;
  }

  /** Starts over, for a microphone that was muted. */
  reset(): void {
    this.#silentLooks = 0;
    this.#stillLooks = 0;
    this.#clipped = [];
  }
}
