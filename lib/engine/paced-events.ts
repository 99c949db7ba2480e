import { type Pacer, paced, systemPacer } from '../base/paced.ts';
import type { LogEntry } from '../recording/log-entry.ts';
import type { RecordingSnapshot } from '../recording/snapshot.ts';
import { urgentKey } from '../recording/snapshot-changes.ts';
import type { EngineEvents } from './engine-api.ts';

/**
 * On a fast link each chunk is several events, and each event two messages between threads that have better things to do.
 * The background gets reports no more often.
 */
const INTERVAL_MS = 250;

/**
 * Events that pass on what grows at most four times a second, and a turn at once, with all that came before it: who has
 * called the engine finds what it came to when the call is answered.
 */
export function pacedEvents(to: EngineEvents, pacer: Pacer = systemPacer): EngineEvents {
  let untold: RecordingSnapshot | null = null;
  let entries: readonly LogEntry[] = [];
  let toldTurn = '';
  const deliver = () => {
    if (entries.length > 0) to.log(entries);
    entries = [];
    if (untold === null) return;
    toldTurn = urgentKey(untold);
    to.snapshot(untold);
    untold = null;
  };
  const deliverSoon = paced(deliver, pacer);
  return {
    snapshot(recording) {
      untold = recording;
      if (urgentKey(recording) === toldTurn) deliverSoon(INTERVAL_MS);
      else deliver();
    },
    log(added) {
      entries = [...entries, ...added];
      deliverSoon(INTERVAL_MS);
    },
  };
}
