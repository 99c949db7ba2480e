import { type Clock, inTime } from '../base/clock.ts';

const LOOK_EVERY_MS = 5;
/**
 * A camera delivers its next picture within 33 ms, a still page within 100. Where pictures are composed, the first one waits
 * for a worker to start, on a busy machine for a second. By this time a recorder that got none has been given up.
 */
const PICTURE_PATIENCE_MS = 30_000;
/**
 * An encoder opens in half a second, on a busy machine in a few. If it takes longer, the recording starts with the gap.
 */
const OPENING_PATIENCE_MS = 5_000;

/** The picture as the recorder gets it. */
export interface GivenPicture {
  /** Pictures handed to the recorder so far; null if they aren't counted. */
  given(): number | null;
  /** The size of the picture, and its rate at most. */
  settings(): Pick<MediaTrackSettings, 'width' | 'height' | 'frameRate'>;
}

/**
 * Leaves out of a recording the time in which its encoder opens. That takes half a second, begins with the first picture,
 * and holds on to the few pictures that a camera has room for: the recording would begin with a tenth of a second and a gap.
 * So the recorder pauses behind its first picture and continues when that one is encoded. Sound would pause with it: this is for
 * recordings without.
 *
 * Continued before the first picture is encoded, Chromium would count the pause as recorded time: it waits for `start`, which
 * comes with the first bytes. It continues in any case.
 * @param media was started just now.
 * @param hasStarted resolves when the first bytes are there.
 * @returns whether it did: then what is recorded begins now.
 */
export async function coverOpening(
  media: Pick<MediaRecorder, 'state' | 'pause' | 'resume'>,
  picture: Pick<GivenPicture, 'given'>,
  hasStarted: Promise<void>,
  clock: Pick<Clock, 'wait'>,
): Promise<boolean> {
  if (!(await nextPicture(picture, hasStarted, clock)) || media.state !== 'recording') return false;
  media.pause();
  try {
    await inTime(hasStarted, OPENING_PATIENCE_MS, clock, 'The encoder opens slowly.');
  } catch (error) {
    console.debug('The recording may begin with a gap.', error);
  }
  // It may have stopped in the meantime.
  if (isPaused(media)) media.resume();
  return true;
}

function isPaused({ state }: Pick<MediaRecorder, 'state'>): boolean {
  return state === 'paused';
}

/** Whether a picture came before the recorder had started; false if they aren't counted. */
async function nextPicture(
  { given }: Pick<GivenPicture, 'given'>,
  hasStarted: Promise<void>,
  clock: Pick<Clock, 'wait'>,
): Promise<boolean> {
  const before = given();
  if (before === null) return false;
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  hasStarted.then(end, end);
  const { signal } = new AbortController();
  for (let waitedMs = 0; waitedMs < PICTURE_PATIENCE_MS && !isOver; waitedMs += LOOK_EVERY_MS) {
    if (given() !== before) return true;
    await clock.wait(LOOK_EVERY_MS, signal);
  }
  return false;
}
