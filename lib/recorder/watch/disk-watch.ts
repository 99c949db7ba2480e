import { isSameMessage, type Message } from '../../recording/message.ts';
import { freeSpaceWarning } from '../../spool/free-space.ts';
import { lookAgain } from './look-again.ts';

/** How often the free space is looked at while something is recorded. */
const INTERVAL_MS = 10_000;

/** What a watch on the disk needs of the world. */
export interface DiskWatchPorts {
  /** Bytes that still fit on the disk; null when the browser does not say. */
  freeBytes(): Promise<number | null>;
  later(delayMs: number, callback: () => void): void;
}

/** The recording that is being made, as far as the disk is concerned. */
export interface WatchedRecording {
  /** What it should grow by, as long as nothing was measured. */
  readonly expectedBytesPerSecond: number;
  spooledBytes(): number;
  /** The watch ends when it is not. */
  isLive(): boolean;
  /** Called at once and whenever it changes: a warning while space is short, null while there is enough. */
  onWarning(warning: Message | null): void;
}

/** Watches the free space from the start of a recording to its end. */
export async function watchDisk(recording: WatchedRecording, ports: DiskWatchPorts): Promise<void> {
  const { freeBytes, later } = ports;
  let lastBytes: number | null = null;
  let lastWarning: Message | null = null;
  const look = async () => {
    const free = await freeBytes();
    const bytes = recording.spooledBytes();
    // A pause, or a page that stands still, is no reason to promise hours.
    const measured: number = lastBytes === null ? 0 : ((bytes - lastBytes) * 1_000) / INTERVAL_MS;
    const bytesPerSecond = measured > 0 ? measured : recording.expectedBytesPerSecond;
    const warning = free === null ? null : freeSpaceWarning({ freeBytes: free, bytesPerSecond });
    if (!isSameMessage(warning, lastWarning) && recording.isLive()) recording.onWarning(warning);
    lastBytes = bytes;
    lastWarning = warning;
  };
  await lookAgain({ isLive: recording.isLive, everyMs: INTERVAL_MS, look }, later);
}
