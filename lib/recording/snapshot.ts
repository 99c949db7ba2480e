import type { Bubble } from './bubble.ts';
import type { Elapsed } from './elapsed.ts';
import type { Message } from './message.ts';
import type { Source } from './source.ts';
import { awaitsPerson, isSettled, type RecordingState } from './state.ts';
import type { StopRule } from './stop-rule.ts';

/** The state of the upload. Times are milliseconds since 1970; `reason` is shown to you. */
export type Link =
  /** Nothing to send at the moment. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  /** Waiting before retry number `attempt` (from 1) of the same bytes. */
  | { readonly kind: 'retrying'; readonly attempt: number; readonly nextAtMs: number; readonly reason: Message }
  /** The retries are used up; the next try is at `nextAtMs`. */
  | { readonly kind: 'stalled'; readonly sinceMs: number; readonly nextAtMs: number; readonly reason: Message }
  /** The computer is offline; the upload continues when it's online again. */
  | { readonly kind: 'offline' }
  /** You paused the upload. */
  | { readonly kind: 'paused' }
  /** The server needs the length first, so the upload begins after Stop. */
  | { readonly kind: 'after-stop' }
  /** Waiting doesn't help; you have to act. */
  | { readonly kind: 'blocked'; readonly reason: Message };

/** The microphone of a live recording. */
export interface RecordedMicrophone {
  /** As the browser calls it; null while there is none, or where the browser hides its name. */
  readonly name: string | null;
  /** Whether you muted it. */
  readonly isMuted: boolean;
}

/** The camera of a live recording. */
export interface RecordedCamera {
  /** As the browser calls it; null while there is none, or where the browser hides its name. */
  readonly name: string | null;
  /** Whether you want it in the picture. */
  readonly isOn: boolean;
  /** How it stands over another picture; null: it is the picture. */
  readonly bubble: Bubble | null;
}

/** Everything a page shows about one recording. Pages render it and compute nothing. */
export interface RecordingSnapshot {
  readonly id: string;
  readonly source: Source;
  /** The tab's title or the camera's name; null when unknown. */
  readonly title: string | null;
  readonly startedAtMs: number;
  readonly state: RecordingState;
  /** Whether it is ending: Stop was pressed or it ends by itself, and it isn't sealed yet. */
  readonly isStopping: boolean;
  /** Why it needs attention, failed or ended by itself; null when all is well. */
  readonly problem: Message | null;
  /** What may soon go wrong, such as a nearly full disk; null for nothing. */
  readonly warning: Message | null;
  /** Null: no microphone is recorded. */
  readonly microphone: RecordedMicrophone | null;
  /** The camera in the picture; null: there is none that can be changed. */
  readonly camera: RecordedCamera | null;
  /** Null until the recorder has started. */
  readonly mimeType: string | null;
  readonly elapsed: Elapsed;
  /** When it stops by itself; null: when you stop it. */
  readonly stop: StopRule | null;
  /** Your markers, in milliseconds of the recording without pauses, ascending. */
  readonly markersMs: readonly number[];
  /** Bytes from the recorder that aren't on disk yet. */
  readonly waitingBytes: number;
  /** Bytes on disk. */
  readonly spooledBytes: number;
  /** Bytes that the server has confirmed, `[0, ackedBytes)`. */
  readonly ackedBytes: number;
  /** Bytes that have left this computer, at least `ackedBytes`; grows while a chunk is being sent. */
  readonly sentBytes: number;
  /** The final length; null until the recording is stopped and sealed. */
  readonly sealedBytes: number | null;
  readonly link: Link;
  /** Whether a stopped upload can be tried again at the same address: false after a cancel, or without an address. */
  readonly canTryAgain: boolean;
  /** Where it goes, safe to show: origin and last path part. Null when there is no upload URL yet. */
  readonly targetLabel: string | null;
  /** The name of the upload protocol; null until it's known. */
  readonly protocol: string | null;
  /** Bytes sent in each of the last 60 seconds, oldest first; at most 60 numbers. */
  readonly sentPerSecond: readonly number[];
}

/** Everything that is going on. Pages get all of it first, then every change. */
export interface Snapshot {
  /** The live recording, or the latest of this browser session; null when there was none. */
  readonly current: RecordingSnapshot | null;
  /** Other recordings that are still uploading or need you, newest first. */
  readonly others: readonly RecordingSnapshot[];
}

/** What a page shows before anything was recorded. */
export const EMPTY_SNAPSHOT: Snapshot = { current: null, others: [] };

/** Every recording of a Snapshot: the current one first, if there is one. */
export function allRecordings({ current, others }: Snapshot): readonly RecordingSnapshot[] {
  return current === null ? others : [current, ...others];
}

/** Whether the recording is live or uploading, so that something must be working on it. */
export function isAtWork({ state }: Pick<RecordingSnapshot, 'state'>): boolean {
  return !isSettled(state) && !awaitsPerson(state);
}

/** Whether anything is live or uploading, so that the offscreen document must exist. */
export function anyAtWork(snapshot: Snapshot): boolean {
  return allRecordings(snapshot).some(isAtWork);
}

/** The ids of recordings whose upload waits for its next try. */
export function waitingUploads(snapshot: Snapshot): readonly string[] {
  return allRecordings(snapshot)
    .filter(({ link }) => link.kind === 'retrying' || link.kind === 'stalled')
    .map(({ id }) => id);
}

/** Whether there is an upload that isn't decided yet. */
export function isUploadUnsettled({ state }: RecordingSnapshot): boolean {
  return state !== 'preparing' && !isSettled(state);
}

/** Whether the upload has stopped, until you try it again or give it another URL. */
export function needsNewUrl(recording: RecordingSnapshot): boolean {
  return isUploadUnsettled(recording) && (awaitsPerson(recording.state) || recording.link.kind === 'blocked');
}
