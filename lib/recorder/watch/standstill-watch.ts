import type { Clock } from '../../base/clock.ts';
import type { Message } from '../../recording/message.ts';
import { lookAgain } from './look-again.ts';

/** A standstill begins somewhere between two looks, and is told in whole seconds. */
const LOOK_EVERY_MS = 250;
/** On a busy machine a look comes a second or two late. */
const STOOD_STILL_MS = 5_000;
const SECOND_MS = 1_000;

/** The recording that is being made, as far as it can stand still. */
export interface StandingRecording {
  /** Whether anything is to be recorded; not in a pause. */
  isRecording(): boolean;
  /** Pictures so far of a source that gives some all the time; null for another one, and when they are not counted. */
  steadyPictures(): number | null;
  /** The watch ends when it is not. */
  isLive(): boolean;
  /** Called after each standstill. The warning stays: what is missing is missing. */
  onWarning(warning: Message): void;
}

/** What the watch needs of the world. */
export interface StandstillWatchPorts {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  later(delayMs: number, callback: () => void): void;
}

/**
 * Notices when the browser did nothing for seconds: of that time the recording has a still picture, and silence. Where only the
 * browser's own process stood still, its sound may go on, and so do these looks: then it's the pictures that didn't come.
 */
export async function watchStandstills(
  recording: StandingRecording,
  { clock, later }: StandstillWatchPorts,
): Promise<void> {
  let stoodMs = 0;
  let last = { isRecording: false, pictures: null as number | null };
  let movedAtMs = clock.monotonicMs();
  const look = () => {
    const atMs = clock.monotonicMs();
    const now = { isRecording: recording.isRecording(), pictures: recording.steadyPictures() };
    const wasRecording = last.isRecording;
    const isStill = wasRecording && now.isRecording && now.pictures !== null && now.pictures === last.pictures;
    last = now;
    // Its length is known when it's over.
    if (isStill) return;
    const stillMs = atMs - movedAtMs;
    movedAtMs = atMs;
    if (stillMs < STOOD_STILL_MS || !wasRecording) return;
    // The look after it is late, too: everything wakes up at once.
    stoodMs += stillMs - LOOK_EVERY_MS;
    recording.onWarning({ id: 'recorder.stoodStill', silentMs: Math.round(stoodMs / SECOND_MS) * SECOND_MS });
  };
  await lookAgain({ isLive: recording.isLive, everyMs: LOOK_EVERY_MS, look }, later);
}
