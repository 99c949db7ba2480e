import type { CopyFormat } from './formats.ts';

/** What to save, and where to. */
export interface CopyJob {
  readonly recordingId: string;
  /** One of `copyFormats`. */
  readonly format: CopyFormat;
  /** A file that the person chose, or a temporary one: see `chooseCopyTarget`. It is written whole or not at all. */
  readonly target: FileSystemFileHandle;
}

/** How it went. */
export interface SavedCopy {
  readonly bytes: number;
  readonly durationSeconds: number;
  /** What the person should know of the copy, in a sentence; null when it is the whole recording. */
  readonly warning: string | null;
}
