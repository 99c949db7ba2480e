import { type Pacer, paced } from '../base/paced.ts';
import type { Report } from '../commands/messages.ts';
import type { LogEntry } from '../recording/log-entry.ts';
import type { Snapshot } from '../recording/snapshot.ts';
import { urgentKey } from '../recording/snapshot-changes.ts';

/**
 * Numbers that grow are reported four times a second: nobody could read more, and each report wakes the background and
 * every page.
 */
const WATCHED_INTERVAL_MS = 250;
/** A change of state, such as Stop, answers what you did. */
const URGENT_INTERVAL_MS = 50;
/** Without an open page, growing numbers rarely matter: a page that opens asks for a report. */
const UNWATCHED_INTERVAL_MS = 5_000;
/** What is logged is kept by the background, and would be lost with this document. */
const UNWATCHED_LOG_INTERVAL_MS = 1_000;

/** What the reporter works with. */
export interface ReporterPorts {
  readonly sendSnapshot: (snapshot: Snapshot) => Promise<Report>;
  readonly sendLog: (entries: readonly LogEntry[]) => Promise<unknown>;
  readonly pacer: Pacer;
}

/** Reports to the background what is going on, no more often than is useful. */
export interface Reporter {
  /** The Snapshot has changed. */
  changed(): void;
  /** The background asks for a report: a page may have opened. */
  asked(): void;
  log(entries: readonly LogEntry[]): void;
  /** Sends everything that is still unsent at once: the document may be closed next. */
  flush(): void;
}

/** `snapshot` gives the state at the time of sending, which may be later than the change. */
export function createReporter(snapshot: () => Snapshot, ports: ReporterPorts): Reporter {
  let unsent: readonly LogEntry[] = [];
  let watched = true;
  let reportedKeys = '';
  let isUnsent = false;
  const sendSnapshot = () => {
    isUnsent = false;
    const sending = snapshot();
    reportedKeys = urgentKeys(sending);
    ports.sendSnapshot(sending).then(
      (report) => {
        watched = report.watched;
      },
      // A background that can't be reached asks for a report when it's back.
      (error: unknown) => console.warn('A snapshot did not arrive.', error),
    );
  };
  const sendLog = () => {
    if (unsent.length === 0) return;
    const sending = unsent;
    unsent = [];
    ports.sendLog(sending).catch((error: unknown) => {
      console.warn('Log entries did not arrive; they go with the next ones.', error);
      unsent = [...sending, ...unsent].slice(-1_000);
    });
  };
  const sendSnapshotSoon = paced(sendSnapshot, ports.pacer);
  const sendLogSoon = paced(sendLog, ports.pacer);
  return {
    changed() {
      isUnsent = true;
      const isUrgent = urgentKeys(snapshot()) !== reportedKeys;
      sendSnapshotSoon(isUrgent ? URGENT_INTERVAL_MS : watched ? WATCHED_INTERVAL_MS : UNWATCHED_INTERVAL_MS);
    },
    asked() {
      watched = true;
      sendSnapshotSoon(WATCHED_INTERVAL_MS);
      sendLogSoon(WATCHED_INTERVAL_MS);
    },
    log(entries) {
      unsent = [...unsent, ...entries];
      sendLogSoon(watched ? WATCHED_INTERVAL_MS : UNWATCHED_LOG_INTERVAL_MS);
    },
    flush() {
      // What is shown may be newer than a recorder that has nothing to report.
      if (isUnsent) sendSnapshot();
      sendLog();
    },
  };
}

function urgentKeys({ current, others }: Snapshot): string {
  return [current, ...others].map((recording) => (recording === null ? '' : urgentKey(recording))).join('\n');
}
