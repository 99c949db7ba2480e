import type { Message } from '../recording/message.ts';
import type { CopyFormat } from './formats.ts';

/** What to save, and where to. */
export interface CopyJob {
  readonly recordingId: string;
  /** One of `copyFormats`. */
  readonly format: CopyFormat;
  /** A file you chose, or a temporary one: see `chooseCopyTarget`. It is written whole or not at all. */
  readonly target: FileSystemFileHandle;
}

/** The result. */
export interface SavedCopy {
  readonly bytes: number;
  readonly durationSeconds: number;
  /** What is missing from the copy; null when it is the whole recording. */
  readonly warning: Message | null;
}
