import { lookAgain } from './look-again.ts';

const LOOK_EVERY_MS = 1_000;
/** After this many looks without a byte the recorder is asked for what it holds. */
const LOOKS_BEFORE_REQUEST = 15;
/** After this many it is given up: five seconds after it was asked. */
const LOOKS_BEFORE_REPLACEMENT = LOOKS_BEFORE_REQUEST + 5;
/** Two looks that are further apart were parted by the computer's sleep. */
const SLEPT_MS = 30_000;

/** A recorder that runs, as far as what it hands over is concerned. */
export interface WatchedRecorder {
  /** Bytes that it has handed over so far. */
  handedBytes(): number;
  /** Pictures that have come so far; null when they are not counted. */
  frames(): number | null;
  /** Whether it is to hand over anything; not in a pause. */
  isRecording(): boolean;
  /** The watch ends when it is not. */
  isLive(): boolean;
  /** Has it hand over what it holds. */
  requestData(): void;
  /** It is dead, though pictures come. Called once at most, and never for one that has handed over nothing ever. */
  replace(): void;
}

/** What the watch needs of the world. */
export interface RecorderWatchPorts {
  /** Milliseconds since 1970. */
  nowMs(): number;
  later(delayMs: number, callback: () => void): void;
}

/**
 * Watches a recorder from its start to its end: after the computer's sleep it may be silent for good, while everything
 * else continues. Looks are counted, not time; a sleep is reason to ask at once.
 */
export async function watchRecorder(recorder: WatchedRecorder, { nowMs, later }: RecorderWatchPorts): Promise<void> {
  let last = { bytes: -1, frames: null as number | null, atMs: nowMs() };
  let silentLooks = 0;
  let isReplaced = false;
  const look = () => {
    const now = { bytes: recorder.handedBytes(), frames: recorder.frames(), atMs: nowMs() };
    const hasSlept = now.atMs - last.atMs > SLEPT_MS;
    const isFrozen = now.frames !== null && now.frames === last.frames;
    if (now.bytes !== last.bytes || !recorder.isRecording()) silentLooks = 0;
    // Without pictures it has nothing to hand over, which is no fault of its own.
    else if (!isFrozen) silentLooks = hasSlept ? LOOKS_BEFORE_REQUEST : silentLooks + 1;
    last = now;
    if (silentLooks === LOOKS_BEFORE_REQUEST) recorder.requestData();
    if (silentLooks < LOOKS_BEFORE_REPLACEMENT || now.bytes === 0) return;
    isReplaced = true;
    recorder.replace();
  };
  await lookAgain({ isLive: () => recorder.isLive() && !isReplaced, everyMs: LOOK_EVERY_MS, look }, later);
}
