import type { Message } from '../../lib/recording/message.ts';
import type { Link } from '../../lib/recording/snapshot.ts';
import type { RecordingState } from '../../lib/recording/state.ts';
import type { Target } from '../../lib/recording/target.ts';

/** How a recording stands for the person. */
export type Standing = 'going on' | 'complete' | 'blocked' | 'unconfirmed' | 'failed';

const STANDINGS: Partial<Record<RecordingState, Standing>> = {
  complete: 'complete',
  blocked: 'blocked',
  unconfirmed: 'unconfirmed',
  failed: 'failed',
};

/** How a recording in this state stands; undefined: nothing is known of it yet. */
export function standingOf(state: RecordingState | undefined): Standing {
  return (state === undefined ? undefined : STANDINGS[state]) ?? 'going on';
}

/** Something that records and uploads, driven by a schedule: the engine, or the uploader alone. */
export interface Rig {
  begin(target: Target): Promise<void>;
  append(bytes: number): Promise<void>;
  seal(): Promise<void>;
  retryNow(): Promise<void>;
  /** False when it was refused because nothing is left to send. */
  useNewUrl(target: Target): Promise<boolean>;
  pauseUpload(): Promise<void>;
  resumeUpload(): Promise<void>;
  cancelUpload(): Promise<void>;
  tick(): Promise<void>;
  /** The computer dies, and what is found on disk is resumed. */
  crash(): void;
  recover(): Promise<void>;
  /** Only the worker has died: the recording goes on. */
  failOver(): Promise<void>;
  readonly standing: Standing;
  readonly link: Link;
  /** What the person reads when it does not go on. */
  readonly reason: Message | null;
  /** Where it goes, as the program has it. */
  readonly url: string;
  /** The recording's length on this machine. */
  readonly spooledBytes: number;
  /** The recording itself; null where only its length is kept. */
  readonly bytes: Uint8Array | null;
}
