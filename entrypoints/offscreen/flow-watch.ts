import { lookAgain } from './look-again.ts';

/** How often it is looked at whether anything comes while something is recorded. */
const INTERVAL_MS = 5_000;
/** After so many looks without a byte more something is wrong: a slice comes every half second, an encoder that is behind included. */
const LOOKS = 3;

const NOTHING_COMES =
  'For 15 seconds nothing has come from the browser’s recorder. Stop the recording, which keeps what it holds, and start again.';

/** The recording that is being made, as far as its bytes are concerned. */
export interface FlowingRecording {
  spooledBytes(): number;
  /** Whether bytes are to come; not in a pause. */
  isRecording(): boolean;
  /** The watch ends when it is not. */
  isLive(): boolean;
  /** Told whenever it changes: a sentence when nothing comes, null when it does again. */
  onWarning(sentence: string | null): void;
}

/**
 * Watches that what is recorded gets to the disk, from the start of a recording to its end. A recorder that hands over
 * nothing keeps everything in memory, where it can be lost.
 */
export async function watchFlow(
  recording: FlowingRecording,
  later: (delayMs: number, callback: () => void) => void,
): Promise<void> {
  let lastBytes = -1;
  let looks = 0;
  let isWarned = false;
  const look = () => {
    const bytes = recording.spooledBytes();
    looks = bytes === lastBytes && recording.isRecording() ? looks + 1 : 0;
    lastBytes = bytes;
    const isStuck = looks >= LOOKS;
    if (isStuck !== isWarned) recording.onWarning(isStuck ? NOTHING_COMES : null);
    isWarned = isStuck;
  };
  await lookAgain({ isLive: recording.isLive, everyMs: INTERVAL_MS, look }, later);
}
