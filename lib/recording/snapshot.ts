import type { Bubble } from './bubble.ts';
import type { Elapsed } from './elapsed.ts';
import type { Message } from './message.ts';
import type { Source } from './source.ts';
import { awaitsPerson, isSettled, type RecordingState } from './state.ts';
import type { StopRule } from './stop-rule.ts';

/** How the upload is doing. Times are milliseconds since 1970; `reason` is for the person. */
export type Link =
  /** Nothing to send at the moment. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  /** Waiting before retry number `attempt` (from 1) of the same bytes. */
  | { readonly kind: 'retrying'; readonly attempt: number; readonly nextAtMs: number; readonly reason: Message }
  /** The retries are used up; it tries again by itself at `nextAtMs`. */
  | { readonly kind: 'stalled'; readonly sinceMs: number; readonly nextAtMs: number; readonly reason: Message }
  /** The machine has no network; it continues by itself when it is back. */
  | { readonly kind: 'offline' }
  /** The person paused the upload. */
  | { readonly kind: 'paused' }
  /** The server takes the length only at the start, so the upload begins after Stop. */
  | { readonly kind: 'after-stop' }
  /** Waiting does not help; the person must act. */
  | { readonly kind: 'blocked'; readonly reason: Message };

/** The microphone of a recording that is being made. */
export interface RecordedMicrophone {
  /** As the browser calls it; null while there is none, or where the browser hides its name. */
  readonly name: string | null;
  /** Whether the person muted it. */
  readonly isMuted: boolean;
}

/** The camera over the picture of a recording that is being made. */
export interface RecordedCamera {
  /** As the browser calls it; null while there is none, or where the browser hides its name. */
  readonly name: string | null;
  /** Whether the person wants it there. */
  readonly isOn: boolean;
  readonly bubble: Bubble;
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
  /** Why it needs attention, failed or stopped by itself. Null when all is well. */
  readonly problem: Message | null;
  /** What may soon go wrong, such as a disk that is nearly full. Null when nothing is near. */
  readonly warning: Message | null;
  /** Null: no microphone is recorded. */
  readonly microphone: RecordedMicrophone | null;
  /** The camera over the picture; null: there is none. */
  readonly camera: RecordedCamera | null;
  /** Null until the recorder has started. */
  readonly mimeType: string | null;
  readonly elapsed: Elapsed;
  /** When it stops by itself; null: when the person stops it. */
  readonly stop: StopRule | null;
  /** Where the person set markers, in milliseconds of the recording without its pauses, ascending. */
  readonly markersMs: readonly number[];
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
  /** How its bytes are spoken to the server, by name; null until that is known. */
  readonly protocol: string | null;
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

/** Every recording of a Snapshot: the current one first, if there is one. */
export function allRecordings({ current, others }: Snapshot): readonly RecordingSnapshot[] {
  return current === null ? others : [current, ...others];
}

/** Whether the recording is being made or uploaded, so that somebody must be working on it. */
export function isAtWork({ state }: Pick<RecordingSnapshot, 'state'>): boolean {
  return !isSettled(state) && !awaitsPerson(state);
}

/** Whether anything is being made or uploaded, so that there must be an offscreen document. */
export function anyAtWork(snapshot: Snapshot): boolean {
  return allRecordings(snapshot).some(isAtWork);
}

/** The ids of the recordings whose upload waits for its next try. */
export function waitingUploads(snapshot: Snapshot): readonly string[] {
  return allRecordings(snapshot)
    .filter(({ link }) => link.kind === 'retrying' || link.kind === 'stalled')
    .map(({ id }) => id);
}

/** Whether there is an upload that may still go one way or another. */
export function isUploadUnsettled({ state }: RecordingSnapshot): boolean {
  return state !== 'preparing' && !isSettled(state);
}

/** Whether the upload has stopped: the person tries it again, or gives another upload URL. */
export function needsNewUrl(recording: RecordingSnapshot): boolean {
  return isUploadUnsettled(recording) && (awaitsPerson(recording.state) || recording.link.kind === 'blocked');
}
