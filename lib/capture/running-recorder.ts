import { systemClock } from '../base/clock.ts';
import { type Message, MessageError, messageOf } from '../recording/message.ts';
import { drainEncoder, drainOpened, EncoderPace } from './drain-encoder.ts';
import { SlicePictures } from './pictures/slice-pictures.ts';
import type { Recorder, RecorderEvents, RecorderOptions } from './recorder.ts';
import type { OpeningStop } from './stop-opening.ts';

/** Shorter than the id at the start of a container. */
const FRAGMENT_BYTES = 4;

/** How a recorder came to run. `openingMs`: how long its file is by then. */
export interface Run extends Pick<RecorderOptions, 'pictureEnded'>, Pick<OpeningStop, 'takenUntilMs'> {
  readonly events: RecorderEvents;
  readonly mimeType: string;
  readonly openingMs: number;
}

/** A recorder that runs: hands over its slices, and ends by itself when the picture does. `handOver`: what waited for its encoder. */
export function running(
  media: MediaRecorder,
  stream: MediaStream,
  { pictureEnded, takenUntilMs, events, mimeType, openingMs }: Run,
): Omit<Recorder, 'beganMs' | 'noteDropped'> & { handOver(given: number | null): Promise<void> } {
  const count = new SlicePictures(openingMs);
  const pace = new EncoderPace();
  let stopping: Promise<void> | null = null;
  const stopped = new Promise<void>((resolve) => media.addEventListener('stop', () => resolve(), { once: true }));

  const endByItself = (why: Message | Promise<Message>) => {
    // It is about to be stopped.
    if (stopping !== null || takenUntilMs() !== null) return;
    void stop();
    if (why instanceof Promise) void why.then(events.ended);
    else events.ended(why);
  };
  const stopOnce = async (): Promise<void> => {
    // In a pause, its encoder has nothing left, unless that has only just opened.
    const mayHaveMore = media.state === 'recording' || takenUntilMs() !== null;
    if (mayHaveMore && hasPicture(stream)) {
      await drainEncoder(media, pace, systemClock).catch((error: unknown) =>
        console.warn('The last pictures may be missing.', error),
      );
    }
    if (media.state !== 'inactive') media.stop();
    return await stopped;
  };
  const stop = (): Promise<void> => {
    stopping ??= stopOnce();
    return stopping;
  };

  /** What the recorder hands over before anything useful: with a slow encoder, just the head's first byte. */
  let fragment: Blob | null = null;
  let hasFragment = false;
  let hasBegun = false;
  media.addEventListener('dataavailable', ({ data }) => {
    const slice: Blob = fragment === null ? data : new Blob([fragment, data], { type: data.type });
    fragment = null;
    if (!hasBegun && slice.size < FRAGMENT_BYTES && media.state !== 'inactive') {
      // The rest of the head and the first picture are there by now. A whole slice later they would be on disk too late.
      if (!hasFragment) media.requestData();
      hasFragment = true;
      fragment = slice;
      return;
    }
    hasBegun = true;
    if (slice.size === 0) return;
    count.add(slice);
    pace.note(systemClock.monotonicMs(), count.pictures);
    events.slice(slice);
  });
  media.addEventListener('error', (event) =>
    endByItself({ id: 'capture.recorderFailed', reason: messageOf(errorOf(event)) }),
  );
  media.addEventListener('stop', () => {
    endByItself(hasEnded(stream) ? pictureEnded : { id: 'capture.recorderEnded' });
  });
  // With mixed sound, the recorder would continue without a picture after the tab closes.
  for (const track of stream.getVideoTracks()) track.addEventListener('ended', () => endByItself(pictureEnded));
  void pictureEnded.then(endByItself);

  return {
    mimeType: media.mimeType || mimeType,
    takenUntilMs,
    handOver: async (given) => {
      if (hasPicture(stream)) await drainOpened(media, pace, systemClock, given, () => count.pictures);
    },
    pause: () => {
      if (media.state !== 'recording') return;
      // What isn't handed over now would wait in memory for the next slice, which may never come.
      media.requestData();
      media.pause();
    },
    resume: () => {
      if (media.state === 'paused' && stopping === null) media.resume();
    },
    requestData: () => {
      if (media.state === 'recording') media.requestData();
    },
    pictures: () => count.pictures,
    ends: () => count.ends(),
    openingGapMs: () => count.openingGapMs,
    stop,
  };
}

/** Whether a stream was made with a picture. */
export function hasPicture(stream: MediaStream): boolean {
  return stream.getVideoTracks().length > 0;
}

/** Whether its picture has ended. */
export function hasEnded(stream: MediaStream): boolean {
  return stream.getVideoTracks().some(({ readyState }) => readyState === 'ended');
}

/** What a recorder's `error` event says. */
export function errorOf(event: Event): Error {
  const error: unknown = 'error' in event ? event.error : undefined;
  return error instanceof Error ? error : new MessageError({ id: 'capture.recorderGaveNoReason' });
}
