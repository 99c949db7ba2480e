import type { LogLevel } from '../../recording/log-entry.ts';
import type { Message } from '../../recording/message.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import type { Device } from '../../recording/source.ts';
import type { Settings } from '../../settings/settings.ts';
import type { GuardedEngine } from '../failover/guarded-engine.ts';
import type { DiskWatchPorts } from '../watch/disk-watch.ts';
import type { LivePorts } from './live-ports.ts';
import type { LiveSession } from './live-session.ts';

/** What live recordings need. */
export interface LiveWorldPorts
  extends Pick<LivePorts, 'openCapture' | 'startRecorder' | 'nowMs' | 'clock' | 'dropped' | 'reads'>,
    DiskWatchPorts {
  /** Which devices can't be opened without asking you. */
  missingPermissions(devices: readonly Device[]): Promise<readonly Device[]>;
  /** For a recording that continues another. */
  newId(): string;
}

/** What live recordings need from their document. */
export interface LiveHome {
  /** In place of the one before, which is ended. */
  openEngine(id: string, settings: Settings): Promise<GuardedEngine>;
  /** What is shown of it; null: nothing yet. */
  shown(id: string): RecordingSnapshot | null;
  /** What is shown of it has changed. */
  changed(id: string): void;
  log(id: string, level: LogLevel, message: Message): void;
  /** It was discarded: there is no such recording any more. */
  discarded(id: string): void;
  /** It did not begin. */
  notStarted(session: LiveSession): void;
  /** It has ended. `error` is null when all of it is sealed. */
  ended(session: LiveSession, error: unknown): void;
}
