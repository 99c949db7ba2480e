import { type Message, MessageError, messageOf } from '../recording/message.ts';
import { CaptureError } from './capture-error.ts';
import { FORMATS, SOUND_FORMATS, startFirst } from './format.ts';

/** MP4 is written at key frames only, so there must be one every second for slices to come. */
const KEY_FRAME_INTERVAL_MS = 1_000;
/** Less than the id that a container begins with. */
const FRAGMENT_BYTES = 4;

/** How to record. */
export interface RecorderOptions {
  /** Milliseconds between slices. */
  readonly sliceMs: number;
  readonly videoBitsPerSecond: number;
  readonly audioBitsPerSecond: number;
  /** Resolves when the picture has ended, though its track may live on, to what ended it. */
  readonly pictureEnded: Promise<Message>;
}

/** What a recorder reports. */
export interface RecorderEvents {
  /** The next slice of the file, in order, never empty. */
  slice(slice: Blob): void;
  /** It stops on its own, and why. Called at most once, and never after `stop()`. */
  ended(why: Message): void;
}

/** The part of the browser's recorder that is used, and how to get one. */
export interface RecorderPorts {
  readonly create: (stream: MediaStream, options: MediaRecorderOptions) => MediaRecorder;
  readonly isSupported: (mimeType: string) => boolean;
}

/** A recorder that runs. */
export interface Recorder {
  /** The format that really started, as the browser names it. */
  readonly mimeType: string;
  /** No slices come until `resume()`; what was recorded so far is handed over first. */
  pause(): void;
  resume(): void;
  /** Has it hand over at once what it holds; nothing happens when it does not run. */
  requestData(): void;
  /** Stops. Resolves when the last slice has been handed over; every call gets the same promise. */
  stop(): Promise<void>;
}

/** The browser's own recorder. */
export const browserRecorder: RecorderPorts = {
  create: (stream, options) => new MediaRecorder(stream, options),
  isSupported: (mimeType) => MediaRecorder.isTypeSupported(mimeType),
};

/**
 * Records the stream in the first format that starts.
 * @throws CaptureError when none does, or the picture ended before.
 */
export async function startRecorder(
  stream: MediaStream,
  options: RecorderOptions,
  events: RecorderEvents,
  ports: RecorderPorts = browserRecorder,
): Promise<Recorder> {
  const start = async (mimeType: string): Promise<Recorder> => {
    const media = ports.create(stream, {
      mimeType,
      videoBitsPerSecond: options.videoBitsPerSecond,
      audioBitsPerSecond: options.audioBitsPerSecond,
      ...(mimeType.startsWith('video/mp4') ? { videoKeyFrameIntervalDuration: KEY_FRAME_INTERVAL_MS } : {}),
    } as MediaRecorderOptions);
    await started(media, options.sliceMs);
    return running(media, stream, options.pictureEnded, events, mimeType);
  };
  try {
    return await startFirst(stream.getVideoTracks().length === 0 ? SOUND_FORMATS : FORMATS, ports.isSupported, start);
  } catch (cause) {
    // No format is to blame when there is no picture.
    if (!hasEnded(stream)) throw cause;
    throw new CaptureError('failed', await options.pictureEnded, { cause });
  }
}

function hasEnded(stream: MediaStream): boolean {
  return stream.getVideoTracks().some(({ readyState }) => readyState === 'ended');
}

/** Resolves when the recorder runs. @throws what `start()` throws or the recorder reports instead. */
function started(media: MediaRecorder, sliceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const outcome = new AbortController();
    const { signal } = outcome;
    const settle = (end: () => void) => {
      outcome.abort();
      end();
    };
    media.addEventListener('start', () => settle(resolve), { signal });
    media.addEventListener('error', (event) => settle(() => reject(errorOf(event))), { signal });
    media.addEventListener(
      'stop',
      () => settle(() => reject(new MessageError({ id: 'capture.recorderStoppedAtOnce' }))),
      { signal },
    );
    try {
      media.start(sliceMs);
    } catch (error) {
      settle(() => reject(error));
    }
  });
}

function running(
  media: MediaRecorder,
  stream: MediaStream,
  pictureEnded: Promise<Message>,
  events: RecorderEvents,
  mimeType: string,
): Recorder {
  let stopping = false;
  const stopped = new Promise<void>((resolve) => media.addEventListener('stop', () => resolve(), { once: true }));

  const endByItself = (why: Message | Promise<Message>) => {
    if (stopping) return;
    void stop();
    if (why instanceof Promise) void why.then(events.ended);
    else events.ended(why);
  };
  const stop = (): Promise<void> => {
    stopping = true;
    if (media.state !== 'inactive') media.stop();
    return stopped;
  };

  /** What the recorder hands over while nothing of use has come: where the encoder is slow, the head's first byte alone. */
  let fragment: Blob | null = null;
  let hasBegun = false;
  media.addEventListener('dataavailable', ({ data }) => {
    const slice: Blob = fragment === null ? data : new Blob([fragment, data], { type: data.type });
    fragment = null;
    if (!hasBegun && slice.size < FRAGMENT_BYTES && media.state !== 'inactive') {
      fragment = slice;
      return;
    }
    hasBegun = true;
    if (slice.size > 0) events.slice(slice);
  });
  media.addEventListener('error', (event) =>
    endByItself({ id: 'capture.recorderFailed', reason: messageOf(errorOf(event)) }),
  );
  media.addEventListener('stop', () => {
    endByItself(hasEnded(stream) ? pictureEnded : { id: 'capture.recorderEnded' });
  });
  // With mixed sound the recorder would continue, without a picture, when the tab is closed.
  for (const track of stream.getVideoTracks()) track.addEventListener('ended', () => endByItself(pictureEnded));
  void pictureEnded.then(endByItself);

  return {
    mimeType: media.mimeType || mimeType,
    pause: () => {
      if (media.state !== 'recording') return;
      // What is not handed over now would wait in memory for the next slice, which may never come.
      media.requestData();
      media.pause();
    },
    resume: () => {
      if (media.state === 'paused') media.resume();
    },
    requestData: () => {
      if (media.state === 'recording') media.requestData();
    },
    stop,
  };
}

function errorOf(event: Event): Error {
  const error: unknown = 'error' in event ? event.error : undefined;
  return error instanceof Error ? error : new MessageError({ id: 'capture.recorderGaveNoReason' });
}
