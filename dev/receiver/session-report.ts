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
  /** The answer's `Range`; null when it had none. */
  readonly range: string | null;
  /** When it arrived, in milliseconds since 1970. */
  readonly atMs: number;
  /** How many bytes of its body were read. */
  readonly bytes: number;
  /** The key of the scripted fault that hit it; null when none did. */
  readonly fault: string | null;
}

/** Everything known about a session. */
export interface SessionReport {
  readonly id: string;
  readonly state: SessionState['phase'];
  /** Bytes held. */
  readonly size: number;
  /** Null until a request states it. */
  readonly total: number | null;
  /** The hash of the bytes held, in hex. */
  readonly sha256: string;
  readonly mimeType: string | null;
  readonly createdAtMs: number;
  readonly journal: readonly JournalEntry[];
  /** In order of arrival; a request still under way isn't included. */
  readonly requests: readonly RequestEntry[];
}
