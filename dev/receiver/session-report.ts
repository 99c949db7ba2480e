import type { JournalKind, SessionState } from './session.ts';

/** Something a careful client never does. `atMs` is milliseconds since 1970. */
export interface JournalEntry {
  readonly kind: JournalKind;
  readonly atMs: number;
  readonly detail: string;
}

/** One request to an upload URL. */
export interface RequestEntry {
  readonly method: string;
  readonly contentRange: string | null;
  /** Null when no answer was sent. */
  readonly status: number | null;
  /** The `Range` that the answer told; null when it told none. */
  readonly range: string | null;
  /** When it came, in milliseconds since 1970. */
  readonly atMs: number;
  /** Bytes of its body that were read. */
  readonly bytes: number;
  /** The key of the scripted fault that struck it; null when none did. */
  readonly fault: string | null;
}

/** All that is known of a session. */
export interface SessionReport {
  readonly id: string;
  readonly state: SessionState['phase'];
  /** Bytes held. */
  readonly size: number;
  /** Null until a request named it. */
  readonly total: number | null;
  /** Of the bytes held, in hex. */
  readonly sha256: string;
  readonly mimeType: string | null;
  readonly createdAtMs: number;
  readonly journal: readonly JournalEntry[];
  /** In the order in which they came; a request that is under way is not among them. */
  readonly requests: readonly RequestEntry[];
}
