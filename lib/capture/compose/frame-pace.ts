/** Which picture came: `base` fills the frame, `bubble` is drawn over it. */
export type Input = 'base' | 'bubble';

/** Between two frames of a picture that moves: 30 a second. */
const FRAME_MS = 1_000 / 30;
/** A base that was silent for so long stands still: from then on the bubble sets the pace. */
const BASE_IS_STILL_MS = 1.5 * FRAME_MS;
/** A bubble’s frame waits so long for one of the base to go with, counted from the frame before. */
const BUBBLE_WAITS_MS = 1.25 * FRAME_MS;
/** A bubble’s frame that comes sooner than this after the frame before waits. */
const TOO_SOON_MS = 0.75 * FRAME_MS;

/**
 * Decides when frames go out. Every frame of the base does, at once, so none is lost that would be recorded without a
 * bubble. A bubble’s frame goes with it; over a still base it goes alone. When neither comes, the last frame is repeated at
 * the floor. Times are milliseconds by a clock that never jumps.
 */
export class FramePace {
  readonly #floorMs: number;
  #lastOutMs = Number.NEGATIVE_INFINITY;
  #lastBaseMs = Number.NEGATIVE_INFINITY;
  #bubbleWaits = false;

  /** @param floorMs the longest time between two frames. */
  constructor(floorMs: number) {
    this.#floorMs = floorMs;
  }

  /** Whether a frame goes out now that this one has come. */
  arrived(input: Input, nowMs: number): boolean {
    if (input === 'base') {
      this.#lastBaseMs = nowMs;
      return true;
    }
    const isAlone = nowMs - this.#lastBaseMs > BASE_IS_STILL_MS;
    if (isAlone && nowMs - this.#lastOutMs >= TOO_SOON_MS) return true;
    this.#bubbleWaits = true;
    return false;
  }

  /** A frame went out, with the latest of both. */
  sent(nowMs: number): void {
    this.#lastOutMs = nowMs;
    this.#bubbleWaits = false;
  }

  /** When the next frame goes out if none comes until then. */
  get dueAtMs(): number {
    return this.#lastOutMs + (this.#bubbleWaits ? Math.min(BUBBLE_WAITS_MS, this.#floorMs) : this.#floorMs);
  }
}

/** Gives frames their time: that of one clock, whatever their sources say, and never the same twice. */
export class FrameClock {
  #lastUs = -1;

  /** @param nowMs by a clock that never jumps. @returns microseconds. */
  stamp(nowMs: number): number {
    this.#lastUs = Math.max(this.#lastUs + 1, Math.round(nowMs * 1_000));
    return this.#lastUs;
  }
}
