import type { RecordingState } from './state.ts';

/** What is recorded. */
export type Source = 'tab' | 'camera';

/** The protocols, by the name that the catalog keeps. `put`: the whole file after Stop, in one request. */
export const PROTOCOL_NAMES = ['content-range', 'tus', 'put'] as const;

/** How the bytes are spoken to the server. */
export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

/** How the upload is doing. Times are milliseconds since 1970; `reason` is a sentence for the person. */
export type Link =
  /** Nothing to send at the moment. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  /** Waiting before retry number `attempt` (from 1) of the same bytes. */
  | { readonly kind: 'retrying'; readonly attempt: number; readonly nextAtMs: number; readonly reason: string }
  /** The retries are used up; it tries again by itself at `nextAtMs`. */
  | { readonly kind: 'stalled'; readonly sinceMs: number; readonly nextAtMs: number; readonly reason: string }
  /** The machine has no network; it goes on by itself when it is back. */
  | { readonly kind: 'offline' }
  /** The person paused the upload. */
  | { readonly kind: 'paused' }
  /** The server takes the length only at the start, so the upload begins after Stop. */
  | { readonly kind: 'after-stop' }
  /** Waiting does not help; the person must act. */
  | { readonly kind: 'blocked'; readonly reason: string };

/** How long a recording is. It grows while `runningSinceMs` is not null. */
export interface Elapsed {
  /** Milliseconds recorded up to the last pause or stop. */
  readonly recordedMs: number;
  /** Since when (milliseconds since 1970) the recorder runs without a pause; null while it does not. */
  readonly runningSinceMs: number | null;
}

/** All that a page shows of one recording. Pages render it and compute nothing. */
export interface RecordingSnapshot {
  readonly id: string;
  readonly source: Source;
  /** The tab's title or the camera's name; null when it is not known. */
  readonly title: string | null;
  readonly startedAtMs: number;
  readonly state: RecordingState;
  /** Whether it is being brought to an end: Stop was pressed or it ends by itself, and it is not sealed yet. */
  readonly isStopping: boolean;
  /** Why it needs attention, failed or stopped by itself: a sentence for the person. Null when all is well. */
  readonly problem: string | null;
  /** What may soon go wrong, such as a disk that is nearly full: a sentence for the person. Null when nothing is near. */
  readonly warning: string | null;
  /** Null until the recorder has started. */
  readonly mimeType: string | null;
  readonly elapsed: Elapsed;
  /** Bytes that the recorder handed over and that are not on disk yet. */
  readonly waitingBytes: number;
  /** Bytes on disk. */
  readonly spooledBytes: number;
  /** Bytes that the server has confirmed, `[0, ackedBytes)`. */
  readonly ackedBytes: number;
  /** Bytes that have left this machine, at least `ackedBytes`: moves while a chunk is under way. */
  readonly sentBytes: number;
  /** The final length; null until the recording is stopped and sealed. */
  readonly sealedBytes: number | null;
  readonly link: Link;
  /** Whether an upload that has stopped can be tried again at the same address: false after a cancel, or without an address. */
  readonly canTryAgain: boolean;
  /** Where it goes, safe to show: origin and last path part. Null when there is no upload URL yet. */
  readonly targetLabel: string | null;
  readonly protocol: ProtocolName | null;
  /** Bytes sent in each of the last 60 seconds, oldest first; at most 60 numbers. */
  readonly sentPerSecond: readonly number[];
}

/** Everything that is going on: what every page gets first, then again at every change. */
export interface Snapshot {
  /** The recording being made, else the one made last in this browser session; null when there was none. */
  readonly current: RecordingSnapshot | null;
  /** Other recordings that are still uploading or need the person, newest first. */
  readonly others: readonly RecordingSnapshot[];
}

/** What a page shows before anything was recorded. */
export const EMPTY_SNAPSHOT: Snapshot = { current: null, others: [] };

/** The length of a recording at `nowMs`, in milliseconds. */
export function elapsedMs(elapsed: Elapsed, nowMs: number): number {
  return elapsed.recordedMs + (elapsed.runningSinceMs === null ? 0 : Math.max(0, nowMs - elapsed.runningSinceMs));
}
