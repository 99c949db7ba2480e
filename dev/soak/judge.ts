import { MIB } from '../../lib/base/byte-units.ts';
import { median } from '../bench/median.ts';
import type { FrameGaps } from './frame-gaps.ts';
import type { MemoryLook } from './memory-look.ts';

/** From the click on Stop to *Finishing upload*. */
const STOP_LIMIT_MS = 2_000;
/** A lost slice is a gap of half a second or more; a busy encoder skips a few frames. */
const GAP_LIMIT_MS = 500;
/** Generous, because what's recorded before the start is noticed and after Stop is pressed comes on top. */
const MISSING_LIMIT_SECONDS = 3;
/** How far sound may drift against the picture from the first minute to the last. */
const DRIFT_LIMIT_MS = 40;
/** Whatever the length: covers what a garbage collector puts off. */
const GROWTH_LIMIT_BYTES = { extension: 48 * MIB, all: 128 * MIB };
/** What is in use once garbage is collected: covers what a codec and the JIT compiler set up. */
const KEPT_LIMIT_BYTES = 16 * MIB;
/** V8 lets each worker's newest objects take more and more memory, up to 32 MiB, which is reached by then. */
const WARM_AFTER_MS = 12 * 60_000;

/**
 * How much memory grew in a recording, in bytes: by the medians of the first third and the last of what came after V8 had warmed up, or of
 * all if it's too short for that.
 */
export interface Growth {
  readonly extensionBytes: number;
  readonly allBytes: number;
}

/** Everything measured. */
export interface Measured {
  readonly recordedBytes: number;
  readonly receivedBytes: number;
  /** Where the first differing piece begins; null when both sides are the same. */
  readonly differsAt: number | null;
  /** How many bytes were recorded in each ten-second window. */
  readonly windows: readonly number[];
  /** Null where memory can't be measured. */
  readonly growth: Growth | null;
  /** How much more the extension's process held at the end than after a minute, once garbage was collected. Null where that can't be measured. */
  readonly keptBytes: number | null;
  readonly gaps: FrameGaps;
  /** The longest this process had to wait for the CPU: nothing could encode a frame during that time, either. */
  readonly starvedMs: number;
  /** How far the sound drifted against the picture from beginning to end; null where that isn't measured. */
  readonly driftMs: number | null;
  /** How long it recorded. */
  readonly recordedSeconds: number;
  readonly stopMs: number;
  /** What the receiver noticed that a careful client doesn't do. */
  readonly journal: readonly string[];
}

/** Null when there are too few looks to have thirds. */
export function growthOf(all: readonly MemoryLook[]): Growth | null {
  const [{ atMs: beganMs } = { atMs: 0 }, endMs] = [all[0], all.at(-1)?.atMs ?? 0];
  const isLong = endMs - beganMs > 2 * WARM_AFTER_MS;
  const looks = isLong ? all.filter(({ atMs }) => atMs - beganMs > WARM_AFTER_MS) : all;
  const third = Math.floor(looks.length / 3);
  if (third === 0) return null;
  const [first, last] = [looks.slice(0, third), looks.slice(-third)];
  const grown = (of: (look: MemoryLook) => number) => median(last.map(of)) - median(first.map(of));
  return {
    extensionBytes: grown(({ extensionBytes }) => extensionBytes),
    allBytes: grown(({ allBytes }) => allBytes),
  };
}

/** Everything that isn't as it must be, one sentence each. */
export function judge(measured: Measured): readonly string[] {
  const { recordedBytes, receivedBytes, differsAt, windows, growth, gaps, starvedMs, recordedSeconds } = measured;
  const { stopMs, journal, driftMs, keptBytes } = measured;
  const doubts = journal.map((note) => `The receiver noticed: ${note}`);
  const doubt = (isBad: boolean, sentence: string): void => {
    if (isBad) doubts.push(sentence);
  };
  doubt(recordedBytes !== receivedBytes, `The disk holds ${recordedBytes} bytes, the server ${receivedBytes}.`);
  doubt(differsAt !== null, `Both ends differ in the piece that begins at byte ${differsAt}.`);
  windows.forEach((bytes, index) => {
    doubt(bytes <= 0, `Nothing was recorded from ${index * 10} s to ${(index + 1) * 10} s.`);
  });
  if (growth !== null) {
    doubt(
      growth.extensionBytes > GROWTH_LIMIT_BYTES.extension,
      `The extension's process grew by ${inMib(growth.extensionBytes)}, more than ${inMib(GROWTH_LIMIT_BYTES.extension)}.`,
    );
    doubt(
      growth.allBytes > GROWTH_LIMIT_BYTES.all,
      `The browser grew by ${inMib(growth.allBytes)}, more than ${inMib(GROWTH_LIMIT_BYTES.all)}.`,
    );
  }
  doubt(
    keptBytes !== null && keptBytes > KEPT_LIMIT_BYTES,
    `The extension's process keeps ${inMib(keptBytes ?? 0)} that it didn't need at first, more than ${inMib(KEPT_LIMIT_BYTES)}.`,
  );
  const at = gaps.largestGapAtSeconds.toFixed(1);
  doubt(gaps.largestGapMs >= GAP_LIMIT_MS + starvedMs, `No frame for ${gaps.largestGapMs} ms, from ${at} s on.`);
  const missing = recordedSeconds - gaps.seconds;
  doubt(
    missing > MISSING_LIMIT_SECONDS,
    `${missing.toFixed(1)} s are missing of ${recordedSeconds.toFixed(0)} s that were recorded.`,
  );
  doubt(
    driftMs !== null && Math.abs(driftMs) > DRIFT_LIMIT_MS,
    `The sound moved by ${driftMs?.toFixed(0)} ms against the picture, more than ${DRIFT_LIMIT_MS} ms.`,
  );
  doubt(stopMs > STOP_LIMIT_MS, `Stop took ${Math.round(stopMs)} ms, more than ${STOP_LIMIT_MS} ms.`);
  return doubts;
}

/** Bytes in whole MiB, as text. */
export function inMib(bytes: number): string {
  return `${(bytes / MIB).toFixed(0)} MiB`;
}
