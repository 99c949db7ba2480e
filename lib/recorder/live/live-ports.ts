import type { Clock } from '../../base/clock.ts';
import type { Capture, CaptureRequest, ReportTrouble } from '../../capture/capture.ts';
import type { Recorder, RecorderEvents, RecorderOptions, RecorderWishes } from '../../capture/recorder.ts';
import type { KnownRecording, NewRecording } from '../../engine/engine-api.ts';
import type { ReadBlob } from '../../engine/spooling/read-slice.ts';
import type { LogLevel } from '../../recording/log-entry.ts';
import { type Message, MessageError } from '../../recording/message.ts';
import type { StopRule } from '../../recording/stop-rule.ts';
import type { Settings } from '../../settings/settings.ts';
import type { GuardedEngine } from '../failover/guarded-engine.ts';

/** You stopped a recording before there was anything to record. Nothing of it is kept. */
export class NothingRecordedError extends MessageError {
  override readonly name = 'NothingRecordedError';

  constructor() {
    super({ id: 'engine.nothingRecorded' });
  }
}

/** What is recorded, and where it goes. A camera's recording without a title gets the camera's name. */
export interface LiveRequest {
  readonly recording: NewRecording;
  readonly capture: CaptureRequest;
  readonly recorder: RecorderWishes;
  readonly settings: Settings;
  /** When it stops by itself; null: when you stop it. */
  readonly stop: StopRule | null;
}

/** What a live recording needs. Any of these calls may never settle. */
export interface LivePorts {
  openCapture(request: CaptureRequest, signal: AbortSignal, reportTrouble: ReportTrouble): Promise<Capture>;
  startRecorder(stream: MediaStream, options: RecorderOptions, events: RecorderEvents): Promise<Recorder>;
  /** Opens an engine for it. The previous one is ended. */
  openEngine(): Promise<GuardedEngine>;
  /** What is known about it, for the next engine. */
  known(): KnownRecording;
  /** How to read a slice when no engine can; the browser's ways when absent. */
  readonly reads?: readonly ReadBlob[];
  /** Milliseconds since 1970. */
  nowMs(): number;
  readonly clock: Pick<Clock, 'wait' | 'monotonicMs'>;
  /** Called with the size of a slice that is no longer needed here, see `sliceGarbage`. */
  dropped(bytes: number): void;
  /** Called whenever the number of bytes that aren't on disk yet changes. */
  waiting(bytes: number): void;
  /** Bytes that other recordings in this document still hold in memory for the disk. */
  waitingElsewhere(): number;
  /** Aborted when you stop it before it runs, with a {@link NothingRecordedError}: nothing more is to be recorded. */
  readonly stopped: AbortSignal;
  /** Called once, as soon as it is stopping. */
  stopping(): void;
  /** Whether it continues another recording: without a byte it is discarded. */
  readonly isContinuation: boolean;
  /** Whether that one still gets every byte until this one is ready. */
  readonly isRecordedElsewhere: boolean;
  /** Called when the recording that it continues has its URL: it starts without one. */
  urlTaken(): void;
  /** Called when it was discarded: there is no such recording any more. */
  discarded(): void;
  /** Its recorder has failed. Resolves when another recording has continued it, or none can. Never rejects. */
  recorderFailed(why: Message): Promise<void>;
  /** Called with the reason that delays its end. */
  held(why: Message): void;
  log(level: LogLevel, message: Message): void;
  readonly reportTrouble: ReportTrouble;
}
