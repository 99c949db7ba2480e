import { systemClock } from '../base/clock.ts';
import { type Message, MessageError } from '../recording/message.ts';
import { CaptureError } from './capture-error.ts';
import type { CaptureSound } from './capture-sound.ts';
import { chooseFormats, type PictureLoad } from './choose-formats.ts';
import { coverOpening, type GivenPicture } from './cover-opening.ts';
import { SOUND_FORMATS, startFirst } from './format.ts';
import { loadOf, openFormatMemory } from './format-memory.ts';
import type { TrackEnds } from './pictures/file-pictures.ts';
import { errorOf, hasEnded, hasPicture, running } from './running-recorder.ts';
import { stopOpening } from './stop-opening.ts';

/** MP4 is written at key frames only, so slices need one every second. */
const KEY_FRAME_INTERVAL_MS = 1_000;

/** How to record. */
export interface RecorderWishes {
  /** Milliseconds between slices. */
  readonly sliceMs: number;
  readonly videoBitsPerSecond: number;
  readonly audioBitsPerSecond: number;
  /** Whether to prefer H.264 and AAC in MP4, which every player plays. */
  readonly playsAnywhere: boolean;
}

/** See {@link RecorderWishes}. */
export interface RecorderOptions extends RecorderWishes {
  /** Resolves when the picture ends, to the reason. Its track may still be live. */
  readonly pictureEnded: Promise<Message>;
  /** The sound that it records; null if there is none. */
  readonly sound: Pick<CaptureSound, 'forgetPast' | 'catchUp'> | null;
  readonly picture: GivenPicture;
  /** Aborted when you stop it while nobody has the recorder yet: it takes nothing more. */
  readonly stopped: AbortSignal;
}

/** What a recorder reports. */
export interface RecorderEvents {
  /** The next slice of the file, in order, never empty. */
  slice(slice: Blob): void;
  /** It stopped on its own, and why. Called at most once, and never after `stop()`. */
  ended(why: Message): void;
}

/** The browser's recorder, and how to create one. */
export interface RecorderPorts {
  readonly create: (stream: MediaStream, options: MediaRecorderOptions) => MediaRecorder;
  readonly isSupported: (mimeType: string) => boolean;
  /** The formats to try, the best first. Never rejects, and answers in a moment. */
  readonly chooseFormats: (picture: PictureLoad, playsAnywhere: boolean) => Promise<readonly string[]>;
  /** Remembers the share of such pictures that was dropped in this format, for the next choice. Never rejects. */
  readonly rememberDropped: (picture: PictureLoad, mimeType: string, share: number) => Promise<void>;
}

/** A running recorder. */
export interface Recorder {
  /** The format that actually started, as the browser names it. */
  readonly mimeType: string;
  /** The file's time 0, in milliseconds by a clock that never jumps: seconds before its first bytes arrive. */
  readonly beganMs: number;
  /** When it was paused because you had stopped it before anyone had it, by the same clock; null: it wasn't. The file ends there. */
  takenUntilMs(): number | null;
  /** Pauses: no slices until `resume()`. What was recorded so far is handed over first. */
  pause(): void;
  resume(): void;
  /** Makes it hand over what it holds. No effect when it isn't running. */
  requestData(): void;
  /** Pictures in what it has handed over; null if they can't be counted. */
  pictures(): number | null;
  /** Where what it has handed over ends; null if that isn't known. Reading it may hang. */
  ends(): Promise<TrackEnds | null>;
  /** See {@link FilePictures.openingGapMs}. */
  openingGapMs(): number | null;
  /** Remembers that this share of the pictures was dropped, for the next choice of a format. */
  noteDropped(share: number): void;
  /** Stops it. Resolves when the last slice has been handed over; every call gets the same promise. */
  stop(): Promise<void>;
}

/** The browser's recorder, and what is known about its formats. */
export function browserRecorder(): RecorderPorts {
  const memory = openFormatMemory(() => Date.now());
  const isSupported = (mimeType: string) => MediaRecorder.isTypeSupported(mimeType);
  const encodingInfo = (configuration: MediaEncodingConfiguration) =>
    navigator.mediaCapabilities.encodingInfo(configuration);
  const isConfigSupported = (config: VideoEncoderConfig) => VideoEncoder.isConfigSupported(config);
  return {
    create: (stream, options) => new MediaRecorder(stream, options),
    isSupported,
    chooseFormats: (picture, playsAnywhere) =>
      chooseFormats(picture, playsAnywhere, {
        isSupported,
        encodingInfo,
        isConfigSupported,
        memory,
        clock: systemClock,
      }),
    rememberDropped: (picture, mimeType, share) =>
      memory
        .remember(loadOf(picture), mimeType, share)
        .catch((error: unknown) => console.warn('How a format kept up is forgotten.', error)),
  };
}

/**
 * Records the stream in the first format that starts.
 * @throws CaptureError when none does, or the picture has already ended; and when you stop it before there is anything to record.
 */
export async function startRecorder(
  stream: MediaStream,
  options: RecorderOptions,
  events: RecorderEvents,
  ports: RecorderPorts,
): Promise<Recorder> {
  const start = async (mimeType: string): Promise<Recorder> => {
    // No other format would have a picture, either.
    if (hasPictureEnded) await pictureEnds;
    options.stopped.throwIfAborted();
    const media = ports.create(stream, {
      mimeType,
      videoBitsPerSecond: options.videoBitsPerSecond,
      audioBitsPerSecond: options.audioBitsPerSecond,
      ...(mimeType.startsWith('video/mp4') ? { videoKeyFrameIntervalDuration: KEY_FRAME_INTERVAL_MS } : {}),
    } as MediaRecorderOptions);
    options.sound?.forgetPast();
    const calledMs = systemClock.monotonicMs();
    const givenBefore = options.picture.given();
    const given = () => (givenBefore === null ? null : (options.picture.given() ?? 0) - givenBefore);
    // Sound is never cut for the sake of a picture.
    const isSilent = stream.getAudioTracks().length === 0;
    let isCovered = isSilent;
    // The picture behind which it pauses is there to open the encoder.
    const hasTaken = () => given() !== 0 && !isCovered;
    const stop = stopOpening({ ...options, media, hasTaken }, options.stopped, systemClock);
    const starts = started(media, options.sliceMs);
    // What was taken is there, whatever you close after Stop.
    const fails = pictureEnds.catch((error: unknown) => {
      if (!stop.isKept()) throw error;
      return starts;
    });
    const hasStarted = Promise.race([starts, fails, stop.nothingTaken]);
    if (!isSilent) options.picture.setFlow('few');
    const cover = async () => {
      const coveredMs = await coverOpening(media, options.picture, hasStarted, systemClock);
      isCovered = false;
      return coveredMs;
    };
    const [, beganMs] = await Promise.all([hasStarted, isSilent ? cover() : null])
      .catch((error: unknown) => {
        if (media.state !== 'inactive') media.stop();
        throw error;
      })
      .finally(() => options.picture.setFlow('all'));
    const noteDropped = (share: number) => void ports.rememberDropped(picture, mimeType, share);
    const fileBeganMs = beganMs ?? calledMs;
    const openingMs = systemClock.monotonicMs() - fileBeganMs;
    const { handOver, ...recorder } = running(media, stream, { ...options, ...stop, events, mimeType, openingMs });
    if (stop.takenUntilMs() !== null) await handOver(given());
    return {
      ...recorder,
      beganMs: fileBeganMs,
      noteDropped,
    };
  };
  const picture = pictureLoadOf(options);
  let hasPictureEnded = false;
  // The track of a tab that crashes doesn't end, and delivers nothing: a recorder would wait for good.
  const pictureEnds = options.pictureEnded.then((why) => {
    hasPictureEnded = true;
    throw new CaptureError('failed', why);
  });
  pictureEnds.catch(() => undefined);
  try {
    const formats = hasPicture(stream) ? await ports.chooseFormats(picture, options.playsAnywhere) : SOUND_FORMATS;
    return await startFirst(formats, ports.isSupported, start);
  } catch (cause) {
    // If there is no picture, no format is to blame.
    if (!hasPictureEnded && !hasEnded(stream)) throw cause;
    throw new CaptureError('failed', await options.pictureEnded, { cause });
  }
}

function pictureLoadOf({ videoBitsPerSecond, picture }: RecorderOptions): PictureLoad {
  const { width = 0, height = 0, frameRate = 0 } = picture.settings();
  return { width, height, frameRate, videoBitsPerSecond };
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
