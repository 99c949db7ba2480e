import type { Clock } from '../base/clock.ts';
import type { CaptureSound } from './capture-sound.ts';
import { type GivenPicture, isPaused, nextPicture } from './cover-opening.ts';

/**
 * A picture comes every tenth of a second at least, and as soon gets to the encoder, which may be created for it. A recorder runs when
 * it has a packet of sound, too: Opus has 60 ms in it.
 */
const ARRIVAL_MS = 150;
/** On a busy machine it comes later. If it doesn't come by then, the ones before have to do. */
const LATE_MS = 500;
/** An encoder opens in half a second, on a busy machine in a few. If it doesn't run by then, it waits for what never comes. */
const RUNS_MS = 3_000;

/** What Stop does to a recorder that may still be opening. */
export interface OpeningStop {
  /** Rejects with the reason of the stop if nothing had been taken by then. Never resolves. */
  readonly nothingTaken: Promise<never>;
  /** Whether it's stopped, and what was taken by then is to be kept. */
  isKept(): boolean;
  /** When it was paused because of Stop, by the clock; null: it wasn't. */
  takenUntilMs(): number | null;
}

/** A recorder that may be stopped before anybody can stop it in the usual way. */
export interface OpeningRecorder {
  readonly media: Pick<MediaRecorder, 'state' | 'pause' | 'requestData'>;
  readonly picture: Pick<GivenPicture, 'given' | 'setFlow'>;
  /** Null if it records none. */
  readonly sound: Pick<CaptureSound, 'catchUp'> | null;
  /** Whether the recorder was given anything that is worth keeping. */
  hasTaken(): boolean;
}

/**
 * Has a recorder take nothing more once it's stopped, while it opens or waits for a file. Its encoder may open for seconds more, and what
 * it was given waits meanwhile. Chromium throws that away if the recorder stops, so it pauses: what it has is still encoded,
 * and then it says that it runs. Paused before its encoder is created it would encode nothing, so a last picture goes first. Paused
 * before any sound has come, it would never run: sound is late on a busy machine, so what was heard up to Stop goes first, too. If it
 * still doesn't run, it's asked for data: that makes it run without any, and when it stops, it hands over what it has.
 * @param stopped aborted when it's stopped, with what to reject with.
 */
export function stopOpening(
  { media, picture, sound, hasTaken }: OpeningRecorder,
  stopped: AbortSignal,
  clock: Pick<Clock, 'wait' | 'monotonicMs'>,
): OpeningStop {
  const nothingTaken = Promise.withResolvers<never>();
  const never = new AbortController().signal;
  let takenUntilMs: number | null = null;
  let isKept = false;
  const stop = async () => {
    if (!hasTaken()) {
      nothingTaken.reject(stopped.reason);
      return;
    }
    isKept = true;
    // That begins with the next one: the last one that it has may be seconds old.
    picture.setFlow('few');
    await Promise.all([clock.wait(ARRIVAL_MS, never), nextPicture(picture, never, clock, LATE_MS), sound?.catchUp()]);
    if (media.state !== 'recording') return;
    media.pause();
    picture.setFlow('none');
    takenUntilMs = clock.monotonicMs();
    await clock.wait(RUNS_MS, never);
    if (isPaused(media)) media.requestData();
  };
  stopped.addEventListener('abort', () => void stop(), { once: true });
  // It may never be waited for.
  nothingTaken.promise.catch(() => undefined);
  return { nothingTaken: nothingTaken.promise, isKept: () => isKept, takenUntilMs: () => takenUntilMs };
}
