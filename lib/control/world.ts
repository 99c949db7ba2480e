import type { LogLevel } from '../recording/log-entry.ts';
import type { Message } from '../recording/message.ts';
import type { HostKeeper } from './host-access/host-keeper.ts';
import type { OffscreenDocument } from './offscreen-document.ts';
import type { Relay } from './relay/relay.ts';

/** What the parts of the controller share. */
export interface ControllerWorld {
  readonly offscreen: OffscreenDocument;
  readonly relay: Relay;
  readonly hosts: HostKeeper;
  /** Writes a line into the log; resolves when it would survive the service worker. */
  readonly write: (level: LogLevel, message: Message, recordingId?: string | null) => Promise<void>;
  /** Writes a line that nobody waits for. Never rejects. */
  readonly note: (level: LogLevel, message: Message, recordingId?: string | null) => void;
}
