import { BLOCK_FRAMES, BLOCK_MS, type MixedBlock } from './mixer.ts';

/** More than can be on its way: beyond that, no sound was coming at all. */
const MOST_MISSING_MS = 3_000;

/**
 * How long the first sound is held. Capture times are known from sounds that arrive late: from the first ones alone, they seem later than
 * they were. On a busy machine a sound may have waited for seconds, and the next ones, read at once, tell.
 */
const SETTLE_MS = 120;

/** Decides what of the mix goes to a recorder that starts, pauses and continues. */
export class MixGate {
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  /** The capture time up to which the recorder has sound; null: it has none. */
  #endMs: number | null = null;
  #pausedMs: number | null = null;
  #silentBeforeMs = Number.NEGATIVE_INFINITY;
  /** Whether it still has to get silence for what was on its way at a pause. */
  #isShort = false;
  /** The first sound for a recorder, until its capture times are known; null: they are, and it gets everything from then on. */
  #first: { readonly sinceMs: number; readonly blocks: readonly MixedBlock[] } | null = null;

  /** Drops what was captured before now: a recorder that starts now has no picture for it. */
  forgetPast(nowMs: number): void {
    this.#notBeforeMs = nowMs;
    this.#endMs = null;
    this.#pausedMs = null;
    this.#isShort = false;
    this.#first = { sinceMs: Number.POSITIVE_INFINITY, blocks: [] };
  }

  /** The recorder pauses now: what is on its way won't reach it. */
  pause(nowMs: number): void {
    this.#pausedMs ??= nowMs;
    if (this.#first !== null) this.#first = { ...this.#first, blocks: [] };
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

  /** What the recorder gets when a block arrives, in order. `nowMs`: by the clock of capture times. */
  pass(block: MixedBlock, nowMs: number): readonly MixedBlock[] {
    if (this.#pausedMs !== null) return [];
    return this.#settled(block, nowMs).flatMap((each) => this.#give(each));
  }

  /** The blocks whose capture times are known now. Once a recorder has sound, nothing is dropped: a hole would put the rest too early. */
  #settled(block: MixedBlock, nowMs: number): readonly MixedBlock[] {
    if (this.#first === null) return [block];
    const sinceMs = Math.min(nowMs, this.#first.sinceMs);
    const laterMs = block.capturedAtMs - block.timestampUs / 1_000;
    const blocks = [...this.#first.blocks, block]
      .map((each) => ({ ...each, capturedAtMs: each.timestampUs / 1_000 + laterMs }))
      .filter(({ capturedAtMs }) => capturedAtMs >= this.#notBeforeMs);
    const isKnown = blocks.length > 0 && nowMs - sinceMs >= SETTLE_MS;
    this.#first = isKnown ? null : { sinceMs, blocks };
    return isKnown ? blocks : [];
  }

  #give(block: MixedBlock): readonly MixedBlock[] {
    const { capturedAtMs, left, right } = block;
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
