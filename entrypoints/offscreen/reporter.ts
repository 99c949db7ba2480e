import type { LogEntry } from '../../lib/recording/log-entry.ts';
import type { Snapshot } from '../../lib/recording/snapshot.ts';
import { type Pacer, paced } from '../../lib/relay/paced.ts';

/** At most four reports a second: more could not be read, and each wakes the background and every page. */
const INTERVAL_MS = 250;

/** What the reporter works with. */
export interface ReporterPorts {
  readonly sendSnapshot: (snapshot: Snapshot) => Promise<unknown>;
  readonly sendLog: (entries: readonly LogEntry[]) => Promise<unknown>;
  readonly pacer: Pacer;
}

/** Tells the background what is going on, not more often than is useful. */
export interface Reporter {
  /** The Snapshot has changed. */
  changed(): void;
  log(entries: readonly LogEntry[]): void;
  /** Tells at once what is yet to be told: there may be no later. */
  flush(): void;
}

/** `snapshot` gives the state at the time of sending, which may be later than the change. */
export function createReporter(snapshot: () => Snapshot, ports: ReporterPorts): Reporter {
  let unsent: readonly LogEntry[] = [];
  const sendSnapshot = () => {
    // A background that cannot be reached asks for a report when it is back.
    ports.sendSnapshot(snapshot()).catch((error: unknown) => console.warn('A snapshot did not arrive.', error));
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
  const sendLogSoon = paced(sendLog, INTERVAL_MS, ports.pacer);
  return {
    changed: paced(sendSnapshot, INTERVAL_MS, ports.pacer),
    log(entries) {
      unsent = [...unsent, ...entries];
      sendLogSoon();
    },
    flush() {
      sendSnapshot();
      sendLog();
    },
  };
}
