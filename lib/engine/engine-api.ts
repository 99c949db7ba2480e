import type { LogEntry } from '../recording/log-entry.ts';
import { type Message, MessageError } from '../recording/message.ts';
import type { RecordingSnapshot } from '../recording/snapshot.ts';
import type { Source } from '../recording/source.ts';
import type { Target } from '../recording/target.ts';
import type { Settings } from '../settings/settings.ts';
import type { SlicePlace } from './spooling/spool-writer.ts';

/** What is known about a recording before its first byte. */
export interface NewRecording {
  readonly id: string;
  readonly source: Source;
  readonly title: string | null;
  readonly startedAtMs: number;
  readonly target: Target;
}

/** What is known about a live recording, whatever the catalog says. */
export interface KnownRecording {
  /** With the target you chose last; unknown where you cancelled the upload. */
  readonly recording: NewRecording;
  /** Whether any of it may have been sent to that target. */
  readonly hasSent: boolean;
  /** Whether the upload waits for you to resume it. */
  readonly isUploadHeld: boolean;
}

/**
 * One recording's bytes: spool and upload, in a worker of its own. Times are milliseconds since 1970. Every call may
 * reject with an error that `messageOf` can read.
 */
export interface Engine {
  /**
   * Creates the files and takes the upload URL's lock. @throws UploadUrlInUseError when another recording uses the URL.
   */
  create(recording: NewRecording, settings: Settings): Promise<void>;
  /** Resumes a recording that has no live recorder: seals what is on disk and continues the upload. */
  recover(id: string, settings: Settings): Promise<void>;
  /**
   * Continues a recording whose engine died while its recorder runs: more slices follow. Resolves to the bytes that the dead
   * engine had written to disk. `known` replaces a row that can't be read.
   * @throws NotLiveError when the recording has ended.
   */
  failOver(id: string, settings: Settings, known: KnownRecording): Promise<number>;
  /** The recorder runs. Call it again after an engine failed over: the dead one may not have saved it. */
  started(mimeType: string, atMs: number): Promise<void>;
  /**
   * Appends a slice and flushes it to disk, then resolves. Slices are stored in the order of the calls. One that is
   * already on disk at its `place` isn't written twice.
   * @throws SliceReadError when it can't be read; call again to retry.
   * @throws SpoolWriteError when the disk refuses it: nothing of the slice is kept, everything before it is.
   * @throws NotLiveError when the recording is sealed.
   */
  append(slice: Blob, place?: SlicePlace): Promise<void>;
  /** No error when it's already paused; the same goes for `resume`. */
  pause(atMs: number): Promise<void>;
  resume(atMs: number): Promise<void>;
  /** Replaces the markers, see `RecordingSnapshot`. */
  setMarkers(markersMs: readonly number[]): Promise<void>;
  /**
   * No more slices will come: what is on disk is the recording. Never waits for the network. `problem` says why it
   * ended, unless you ended it.
   */
  seal(atMs: number, problem: Message | null): Promise<void>;
  /** Nothing was recorded: removes the files; the recording is `failed` for this reason. */
  fail(problem: Message): Promise<void>;
  /**
   * Removes a recording that never got a byte, with its files and row. Resolves to false, and changes nothing, when
   * there is a byte on disk.
   */
  discard(): Promise<boolean>;
  /** Answers at once: one that hangs doesn't. */
  alive(): Promise<void>;
  retryNow(): Promise<void>;
  /**
   * Sends everything again from byte 0 to another URL; the old one is never touched again. `isRepeated`: an engine that died
   * since was told so, too, and may have done it.
   */
  useNewUrl(target: Target, isRepeated?: boolean): Promise<void>;
  /** Sends nothing until `resumeUpload`; the recording continues. Survives a browser restart. */
  pauseUpload(): Promise<void>;
  resumeUpload(): Promise<void>;
  /** Cancels the upload, at the server too where possible. The recording stays and can get a new URL. */
  cancelUpload(): Promise<void>;
}

/** What an engine reports, whenever it changes. */
export interface EngineEvents {
  snapshot(snapshot: RecordingSnapshot): void;
  log(entries: readonly LogEntry[]): void;
}

/** The recording has ended: nothing can be added to it. */
export class NotLiveError extends MessageError {
  static readonly NAME = 'NotLiveError';
  override readonly name = NotLiveError.NAME;

  constructor() {
    super({ id: 'recorder.notLive' });
  }
}
