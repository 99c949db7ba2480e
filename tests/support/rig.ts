import type { Message } from '../../lib/recording/message.ts';
import type { Link } from '../../lib/recording/snapshot.ts';
import type { RecordingState } from '../../lib/recording/state.ts';
import type { Target } from '../../lib/recording/target.ts';

/** The state of a recording as the person sees it. */
export type Standing = 'going on' | 'complete' | 'blocked' | 'unconfirmed' | 'failed';

const STANDINGS: Partial<Record<RecordingState, Standing>> = {
  complete: 'complete',
  blocked: 'blocked',
  unconfirmed: 'unconfirmed',
  failed: 'failed',
};

/** How the person sees a recording in this state; undefined: nothing is known about it yet. */
export function standingOf(state: RecordingState | undefined): Standing {
  return (state === undefined ? undefined : STANDINGS[state]) ?? 'going on';
}

/** Something that records and uploads, driven by a schedule: the engine, or just the uploader. */
export interface Rig {
  begin(target: Target): Promise<void>;
  append(bytes: number): Promise<void>;
  seal(): Promise<void>;
  retryNow(): Promise<void>;
  /** False when refused because there's nothing left to send. */
  useNewUrl(target: Target): Promise<boolean>;
  pauseUpload(): Promise<void>;
  resumeUpload(): Promise<void>;
  /** False when there is nothing to cancel at the moment. */
  cancelUpload(): Promise<boolean>;
  tick(): Promise<void>;
  /** The computer dies, and whatever is found on disk is resumed. `losesList`: the catalog isn't found. */
  crash(losesList: boolean): void;
  recover(): Promise<void>;
  /** Only the worker dies: the recording continues. */
  failOver(): Promise<void>;
  readonly standing: Standing;
  readonly link: Link;
  /** What the person is told when it can't continue. */
  readonly reason: Message | null;
  /** Where it's sent, according to the program. */
  readonly url: string;
  /** The recording's length on this machine. */
  readonly spooledBytes: number;
  /** The recording itself; null when only its length is kept. */
  readonly bytes: Uint8Array | null;
}
