import type { DecisionResult, Report, StartResult } from '../commands/messages.ts';
import type { LogEntry } from '../recording/log-entry.ts';
import type { Snapshot } from '../recording/snapshot.ts';
import type { BackgroundPort } from './relay/page-ports.ts';
import type { WantedTarget } from './start/choose-target.ts';
import type { StartRequest } from './start/start-recording.ts';

/** What the background does, once it has read what an earlier service worker left. */
export interface Controller {
  start(request: StartRequest): Promise<StartResult>;
  /** A command to the recording that is being made. @throws MessageError with a sentence for the person. */
  command(name: 'offscreen/pause' | 'offscreen/resume' | 'offscreen/stop', id: string): Promise<void>;
  /** A command to the upload of any recording, which is taken up for it if need be. */
  uploadCommand(
    name: 'offscreen/retry-now' | 'offscreen/pause-upload' | 'offscreen/resume-upload' | 'offscreen/cancel-upload',
    id: string,
  ): Promise<void>;
  /** @throws TargetError with a sentence for the person when there is no usable upload URL. */
  useNewUrl(id: string, wanted: WantedTarget): Promise<void>;
  /** Deletes a recording for good. @throws DeleteRefusedError with a sentence for the person. */
  deleteRecording(id: string): Promise<void>;
  /** The extension may talk to one more server: what waits for its next try may succeed now. */
  hostAllowed(): Promise<void>;
  /** The person decided about camera and microphone: the start that waited for it goes on, if it is not too late. */
  permissionDecided(granted: boolean): Promise<DecisionResult>;
  /** The offscreen document reported its state. */
  reported(snapshot: Snapshot): Promise<Report>;
  log(entries: readonly LogEntry[]): Promise<void>;
  connect(port: BackgroundPort): void;
  updateArrived(): Promise<void>;
  /** Something is yet to be taken up, and the alarm of it rang, after so many minutes. */
  alarmRang(lastMinutes: number): void;
  /** Tidies up. Never rejects. */
  makeRound(): Promise<void>;
  /** Nothing is recorded or uploaded any more, and the offscreen document was closed. */
  documentClosed(): Promise<void>;
}
