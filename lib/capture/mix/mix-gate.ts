import { BLOCK_FRAMES, BLOCK_MS, type MixedBlock } from './mixer.ts';

/** More than can be on its way: beyond that, no sound was coming at all. */
const MOST_MISSING_MS = 3_000;

/** Decides what of the mix goes to a recorder that starts, pauses and continues. */
export class MixGate {
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  /** The capture time up to which the recorder has sound; null: it has none. */
  #endMs: number | null = null;
  #pausedMs: number | null = null;
  #silentBeforeMs = Number.NEGATIVE_INFINITY;
  /** Whether it still has to get silence for what was on its way at a pause. */
  #isShort = false;

  /** Drops what was captured before now: a recorder that starts now has no picture for it. */
  forgetPast(nowMs: number): void {
    this.#notBeforeMs = nowMs;
    this.#endMs = null;
    this.#pausedMs = null;
    this.#isShort = false;
  }

  /** The recorder pauses now: what is on its way won't reach it. */
  pause(nowMs: number): void {
    this.#pausedMs ??= nowMs;
  }

  /**
   * The recorder continues now. Nothing that was said during the pause is heard, but it gets as much silence as was on its way
   * when it paused. Otherwise the sound would be that much shorter after each pause, and players, which play samples back to
   * back, would have it too early from then on.
   */
  resume(nowMs: number): void {
    if (this.#pausedMs === null) return;
    const missingMs = this.#endMs === null ? 0 : Math.max(0, this.#pausedMs - this.#endMs);
    this.#pausedMs = null;
    this.#silentBeforeMs = nowMs;
    this.#endMs = nowMs - Math.min(MOST_MISSING_MS, missingMs);
    this.#isShort = true;
  }

  /** What the recorder gets for a block, in order. */
  pass(block: MixedBlock): readonly MixedBlock[] {
    const { capturedAtMs, left, right } = block;
    if (this.#pausedMs !== null || capturedAtMs < this.#notBeforeMs) return [];
    const silence: MixedBlock[] = [];
    if (this.#isShort && this.#endMs !== null) {
      if (capturedAtMs + BLOCK_MS / 2 < this.#endMs) return [];
      const missingMs = Math.min(capturedAtMs, this.#silentBeforeMs) - this.#endMs;
      for (let blocks = Math.round(missingMs / BLOCK_MS); blocks > 0; blocks -= 1) {
        silence.push(silenceBefore(block, blocks * BLOCK_MS));
      }
      this.#isShort = false;
    }
    if (capturedAtMs < this.#silentBeforeMs) for (const channel of [left, right]) channel.fill(0);
    this.#endMs = capturedAtMs + BLOCK_MS;
    return [...silence, block];
  }
}

function silenceBefore({ timestampUs, capturedAtMs }: MixedBlock, earlierMs: number): MixedBlock {
  return {
    left: new Float32Array(BLOCK_FRAMES),
    right: new Float32Array(BLOCK_FRAMES),
    timestampUs: timestampUs - earlierMs * 1_000,
    capturedAtMs: capturedAtMs - earlierMs,
  };
}
