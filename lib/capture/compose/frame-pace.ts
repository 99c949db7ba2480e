/** The two pictures: `base` fills the frame, `bubble` is drawn over it. */
export type Input = 'base' | 'bubble';

/** The interval between frames of a moving picture: 30 a second. */
const FRAME_MS = 1_000 / 30;
/** A base that is silent for this long is still: from then on, the bubble sets the pace. */
const BASE_IS_STILL_MS = 1.5 * FRAME_MS;
/** How long a bubble's frame waits for a base frame to go with, counted from the previous frame. */
const BUBBLE_WAITS_MS = 1.25 * FRAME_MS;
/** A bubble's frame that comes sooner than this after the previous frame waits. */
const TOO_SOON_MS = 0.75 * FRAME_MS;

/**
 * Decides when frames go out. Every base frame goes out immediately, so none is lost that would be recorded without a
 * bubble. A bubble's frame goes with it; over a still base it goes alone. If neither comes, the last frame is repeated
 * at the floor rate. Times are milliseconds by a clock that never jumps.
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

  /** Whether a frame goes out now that this one has arrived. */
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

  /** A frame went out, with the latest of both pictures. */
  sent(nowMs: number): void {
    this.#lastOutMs = nowMs;
    this.#bubbleWaits = false;
  }

  /** When the next frame goes out if none arrives until then. */
  get dueAtMs(): number {
    return this.#lastOutMs + (this.#bubbleWaits ? Math.min(BUBBLE_WAITS_MS, this.#floorMs) : this.#floorMs);
  }
}

/** Stamps frames by one clock, whatever their sources say, and never with the same time twice. */
export class FrameClock {
  #lastUs = -1;

  /** @param nowMs by a clock that never jumps. @returns microseconds. */
  stamp(nowMs: number): number {
    this.#lastUs = Math.max(this.#lastUs + 1, Math.round(nowMs * 1_000));
    return this.#lastUs;
  }
}
