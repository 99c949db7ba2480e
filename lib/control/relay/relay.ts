import type { LogEntry } from '../../recording/log-entry.ts';
import type { Snapshot } from '../../recording/snapshot.ts';
import { redactSnapshot } from '../../recording/snapshot-changes.ts';
import type { Log } from './log.ts';
import { type BackgroundPort, createPagePorts } from './page-ports.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/** Keeps what the offscreen document reports, and passes it on to the pages. */
export interface Relay {
  snapshot(): Snapshot;
  /** Keeps the Snapshot and shows it. Resolves when it would survive the service worker. */
  show(snapshot: Snapshot): Promise<void>;
  log(entries: readonly LogEntry[]): Promise<void>;
  /** Seconds until a recording starts; null: the countdown is over. */
  countDown(secondsLeft: number | null): void;
  /** The stored recordings have changed: pages that show them read them again. */
  recordingsChanged(): void;
  /** Whether a page is open that shows all this. */
  hasPages(): boolean;
  /** Whether the popup is open. */
  hasPopup(): boolean;
  /** A page opened its port: it gets everything, then every change. */
  connect(port: BackgroundPort): void;
}

/**
 * Joins the stores and the pages. `onSnapshot` and `onCountdown` are called after the pages have it: the badge and what else
 * follows the state.
 * `redact` takes the secrets out of every sentence, wherever it comes from.
 */
export function createRelay(
  store: SnapshotStore,
  log: Log,
  onSnapshot: (snapshot: Snapshot) => void,
  onCountdown: (secondsLeft: number | null) => void,
  redact: (text: string) => string,
): Relay {
  const pages = createPagePorts();
  let countdown: number | null = null;
  return {
    snapshot: store.snapshot,
    async show(shown) {
      const snapshot = redactSnapshot(shown, redact);
      const kept = store.set(snapshot);
      pages.post({ kind: 'snapshot', snapshot });
      onSnapshot(snapshot);
      await kept;
    },
    async log(entries) {
      const { added, kept } = log.add(entries);
      pages.post({ kind: 'log', entries: added });
      await kept;
    },
    countDown(secondsLeft) {
      countdown = secondsLeft;
      pages.post({ kind: 'countdown', secondsLeft });
      onCountdown(secondsLeft);
    },
    recordingsChanged: () => pages.post({ kind: 'recordings-changed' }),
    hasPages: pages.any,
    hasPopup: pages.anyPopup,
    connect(port) {
      pages.add(port, { kind: 'hello', snapshot: store.snapshot(), log: log.entries() });
      if (countdown !== null) pages.post({ kind: 'countdown', secondsLeft: countdown });
    },
  };
}
