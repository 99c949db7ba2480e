import type { Clock } from '../base/clock.ts';

const LOOK_EVERY_MS = 5;
/**
 * A camera delivers its next picture within 33 ms, a still page within 100. Where pictures are composed, the first one waits
 * for a worker to start, on a busy machine for a second. By this time a recorder that got none has been given up.
 */
const PICTURE_PATIENCE_MS = 30_000;
/** The time between a picture handed to the recorder and the encoder that is created for it, with room to spare. */
const ARRIVAL_MS = 15;
/** An encoder opens in half a second, for a large picture in two. If it takes longer, it may not have been there at the pause. */
const AGAIN_MS = 2_500;
/** On a busy machine an encoder opens in a few seconds. If it takes longer, the recording starts with the gap. */
const OPENING_PATIENCE_MS = 7_500;

/** The picture as the recorder gets it. */
export interface GivenPicture {
  /** Pictures handed to the recorder so far; null if they aren't counted. */
  given(): number | null;
  /** The size of the picture, and its rate at most. */
  settings(): Pick<MediaTrackSettings, 'width' | 'height' | 'frameRate'>;
  /** Sets how many it gets from now on. No effect on pictures that aren't composed. */
  setFlow(flow: Flow): void;
}

/** How many pictures a recorder gets: each one, as many as an encoder that opens has room for, or none. */
export type Flow = 'all' | 'few' | 'none';

/**
 * Leaves out of a recording the time in which its encoder opens. That takes half a second, begins with the first picture,
 * and holds on to the few pictures that a camera has room for: the recording would begin with a tenth of a second and a gap.
 * So the recorder pauses behind its first picture and continues when that one is encoded. Sound would pause with it: this is for
 * recordings without.
 *
 * Continued before the first picture is encoded, Chromium would count the pause as recorded time: it waits for `start`, which
 * comes with the first bytes. Paused before the encoder is created, Chromium encodes nothing until it continues, and nothing
 * says so: if `start` takes long, it continues for another picture. It continues in any case.
 * @param media was started just now.
 * @param hasStarted resolves when the first bytes are there.
 * @returns the recording's time 0 on the clock; null if it was never paused.
 */
export async function coverOpening(
  media: Pick<MediaRecorder, 'state' | 'pause' | 'resume'>,
  picture: Pick<GivenPicture, 'given' | 'setFlow'>,
  hasStarted: Promise<void>,
  clock: Pick<Clock, 'wait' | 'monotonicMs'>,
): Promise<number | null> {
  const started = new AbortController();
  const end = () => started.abort();
  hasStarted.then(end, end);
  let beganMs: number | null = null;
  for (let waitedMs = 0; waitedMs < OPENING_PATIENCE_MS; waitedMs += AGAIN_MS) {
    const hasArrived = await nextPicture(picture, started.signal, clock, PICTURE_PATIENCE_MS);
    if (!hasArrived || started.signal.aborted || media.state !== 'recording') break;
    media.pause();
    // A paused recorder throws them away, but not before its encoder is open: memory for them would be taken beside it.
    picture.setFlow('none');
    const pausedMs = clock.monotonicMs();
    beganMs ??= pausedMs;
    await clock.wait(AGAIN_MS, started.signal);
    picture.setFlow('all');
    if (started.signal.aborted) beganMs += clock.monotonicMs() - pausedMs;
    // It may have stopped in the meantime.
    if (isPaused(media)) media.resume();
  }
  if (!started.signal.aborted) console.debug('The recording may begin with a gap.');
  return beganMs;
}

/** Whether it's paused now: TypeScript thinks that nothing changes while it's waited. */
export function isPaused({ state }: Pick<MediaRecorder, 'state'>): boolean {
  return state === 'paused';
}

/** Whether the recorder got a picture in time, and before the signal; false if they aren't counted. */
export async function nextPicture(
  { given }: Pick<GivenPicture, 'given'>,
  signal: AbortSignal,
  clock: Pick<Clock, 'wait'>,
  patienceMs: number,
): Promise<boolean> {
  const before = given();
  if (before === null) return false;
  for (let waitedMs = 0; waitedMs < patienceMs && !signal.aborted; waitedMs += LOOK_EVERY_MS) {
    if (given() !== before) {
      await clock.wait(ARRIVAL_MS, signal);
      return true;
    }
    await clock.wait(LOOK_EVERY_MS, signal);
  }
  return false;
}
