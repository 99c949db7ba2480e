import { MIB } from '../../base/byte-units.ts';
import type { Clock } from '../../base/clock.ts';
import type { Message } from '../../recording/message.ts';
import { MAX_WAITING_BYTES } from '../failover/slice-queue.ts';
import type { Flow } from '../live/slice-writer.ts';
import { lookAgain } from './look-again.ts';

const INTERVAL_MS = 1_000;
/** After this many looks without a byte the person is warned: a slice comes every half second, also from a slow encoder. */
const LOOKS_BEFORE_WARNING = 15;
/** Two looks that are further apart were parted by the computer's sleep: what waited then has not waited for the disk. */
const SLEPT_MS = 30_000;
/** A slice is on disk in milliseconds. */
const SLOW_DISK_MS = 10_000;
const SLOW_DISK_BYTES = 32 * MIB;
/** An engine says something every second while it records, unless it is stuck. */
const SILENT_ENGINE_MS = 5_000;
/** After this many looks at which something waits and nothing got to the disk, its writer is stuck for good. */
const LOOKS_BEFORE_STUCK = 75;
/** Fewer where memory runs out sooner. */
const LOOKS_BEFORE_FULL = 20;
const MB = 1_000_000;

/** The recording that is being made, as far as its bytes are concerned. */
export interface FlowingRecording {
  flow(): Flow;
  /** When its engine was heard of last, by the same clock. */
  heardAtMs(): number;
  /** Whether bytes are to come; not in a pause. */
  isRecording(): boolean;
  /** The watch ends when it is not live, or is stopping: a slow Stop is reported elsewhere. */
  isLive(): boolean;
  /** Called at each look: a warning while something is wrong, null while all is well. */
  onWarning(about: 'recorder' | 'writer', warning: Message | null): void;
  /** Nothing gets to the disk, whatever was tried. Called again when as much time has passed again. */
  onStuck(): void;
}

/** What the watch needs of the world. */
export interface FlowWatchPorts {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  later(delayMs: number, callback: () => void): void;
}

/**
 * Watches that what is recorded gets from the recorder to the disk, from the start of a recording to Stop: what does not
 * is in memory, where it can be lost. It says what is slow: the recorder, the browser with what was recorded, the disk, or the
 * engine that writes.
 */
export async function watchFlow(recording: FlowingRecording, { clock, later }: FlowWatchPorts): Promise<void> {
  let lastBytes = -1;
  let silentLooks = 0;
  let lastKeptBytes = -1;
  let stuckLooks = 0;
  let lookedAtMs = clock.monotonicMs();
  const look = () => {
    const atMs = clock.monotonicMs();
    const flow = recording.flow();
    const hasSlept = atMs - lookedAtMs > SLEPT_MS;
    lookedAtMs = atMs;
    // Looks are counted, not time: a computer that slept has looked once.
    silentLooks = flow.handedBytes !== lastBytes || !recording.isRecording() ? 0 : silentLooks + 1;
    lastBytes = flow.handedBytes;
    recording.onWarning('recorder', silentLooks >= LOOKS_BEFORE_WARNING ? { id: 'recorder.nothingComes' } : null);
    const keptBytes = flow.handedBytes - flow.waitingBytes;
    stuckLooks = keptBytes !== lastKeptBytes || flow.waitingBytes === 0 ? 0 : stuckLooks + 1;
    lastKeptBytes = keptBytes;
    const isFilling = flow.waitingBytes >= MAX_WAITING_BYTES / 2;
    if (stuckLooks >= (isFilling ? LOOKS_BEFORE_FULL : LOOKS_BEFORE_STUCK)) {
      stuckLooks = 0;
      recording.onStuck();
    }
    if (!hasSlept) recording.onWarning('writer', writerWarning(flow, atMs, recording.heardAtMs()));
  };
  await lookAgain({ isLive: recording.isLive, everyMs: INTERVAL_MS, look }, later);
}

function writerWarning(flow: Flow, atMs: number, heardAtMs: number): Message | null {
  const { waitingBytes, waitingSinceMs, cannotRead } = flow;
  const waitedMs = waitingSinceMs === null ? 0 : atMs - waitingSinceMs;
  if (waitedMs < SLOW_DISK_MS && waitingBytes < SLOW_DISK_BYTES) return null;
  const isSilent = atMs - heardAtMs >= SILENT_ENGINE_MS;
  return {
    id: cannotRead ? 'recorder.dataWithheld' : isSilent ? 'recorder.writerSilent' : 'recorder.diskSlow',
    waitingBytes: Math.ceil(waitingBytes / MB) * MB,
    limitBytes: MAX_WAITING_BYTES,
  };
}
