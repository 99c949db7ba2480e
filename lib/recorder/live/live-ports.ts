import type { Clock } from '../../base/clock.ts';
import type { Capture, CaptureRequest, ReportTrouble } from '../../capture/capture.ts';
import type { Recorder, RecorderEvents, RecorderOptions, RecorderWishes } from '../../capture/recorder.ts';
import type { KnownRecording, NewRecording } from '../../engine/engine-api.ts';
import type { ReadBlob } from '../../engine/spooling/read-slice.ts';
import type { LogLevel } from '../../recording/log-entry.ts';
import type { Message } from '../../recording/message.ts';
import type { StopRule } from '../../recording/stop-rule.ts';
import type { Settings } from '../../settings/settings.ts';
import type { GuardedEngine } from '../failover/guarded-engine.ts';

/** What is recorded, and where it goes. A camera's recording without a title gets the camera's name. */
export interface LiveRequest {
  readonly recording: NewRecording;
  readonly capture: CaptureRequest;
  readonly recorder: RecorderWishes;
  readonly settings: Settings;
  /** When it stops by itself; null: when the person stops it. */
  readonly stop: StopRule | null;
}

/** What a live recording needs of the world. Any of it may never settle. */
export interface LivePorts {
  openCapture(request: CaptureRequest, signal: AbortSignal, reportTrouble: ReportTrouble): Promise<Capture>;
  startRecorder(stream: MediaStream, options: RecorderOptions, events: RecorderEvents): Promise<Recorder>;
  /** Opens an engine for it. The one before is ended. */
  openEngine(): Promise<GuardedEngine>;
  /** What is known of it, for an engine that takes it over. */
  known(): KnownRecording;
  /** How a slice is read where no engine can read it; the browser's ways when absent. */
  readonly reads?: readonly ReadBlob[];
  /** Milliseconds since 1970. */
  nowMs(): number;
  readonly clock: Pick<Clock, 'wait' | 'monotonicMs'>;
  /** Called with the size of a slice that is no longer needed here, see `sliceGarbage`. */
  dropped(bytes: number): void;
  /** Called whenever the number of bytes changes that were handed over and are not on disk yet. */
  waiting(bytes: number): void;
  /** Bytes that other recordings of this document still hold in memory for the disk. */
  waitingElsewhere(): number;
  /** Called once, as soon as it is stopping. */
  stopping(): void;
  /** Whether it continues another recording, which has every byte where this one has none. */
  readonly isContinuation: boolean;
  /** Called when it was discarded: there is no such recording any more. */
  discarded(): void;
  /** Called with what holds up its end. */
  held(why: Message): void;
  log(level: LogLevel, message: Message): void;
  readonly reportTrouble: ReportTrouble;
}
