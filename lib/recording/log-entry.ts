import type { Message } from './message.ts';
/** The kinds of log lines, as shown on screen: chunks, the buffer on disk, the upload, and the rest. */
export const LOG_LEVELS = ['info', 'chunk', 'buffer', 'upload', 'warning', 'error'] as const;

/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line of the log. Its texts are redacted: no URL beyond origin and last path part. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly level: LogLevel;
  readonly message: Message;
  /** The recording it is about; null for none. */
  readonly recordingId: string | null;
}
