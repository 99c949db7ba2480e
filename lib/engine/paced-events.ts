import { type Pacer, paced, systemPacer } from '../base/paced.ts';
import type { LogEntry } from '../recording/log-entry.ts';
import type { RecordingSnapshot } from '../recording/snapshot.ts';
import { urgentKey } from '../recording/snapshot-changes.ts';
import type { EngineEvents } from './engine-api.ts';

/** On a fast link each chunk causes several events, and each event two messages between threads. Pages show no more than this. */
const INTERVAL_MS = 250;

/**
 * Passes on progress at most four times a second, and state changes at once, with everything before them: when a call to the
 * engine is answered, its effect has already been reported.
 */
export function pacedEvents(to: EngineEvents, pacer: Pacer = systemPacer): EngineEvents {
  let pending: RecordingSnapshot | null = null;
  let entries: readonly LogEntry[] = [];
  let deliveredKey = '';
  const deliver = () => {
    if (entries.length > 0) to.log(entries);
    entries = [];
    if (pending === null) return;
    deliveredKey = urgentKey(pending);
    to.snapshot(pending);
    pending = null;
  };
  const deliverSoon = paced(deliver, pacer);
  return {
    snapshot(recording) {
      pending = recording;
      if (urgentKey(recording) === deliveredKey) deliverSoon(INTERVAL_MS);
      else deliver();
    },
    log(added) {
      entries = [...entries, ...added];
      deliverSoon(INTERVAL_MS);
    },
  };
}
