import type { Snapshot } from '../../lib/recording/snapshot.ts';
import { anyAtWork } from '../../lib/relay/at-work.ts';
import { markLost } from '../../lib/relay/mark-lost.ts';
import type { Clock } from '../../lib/upload/clock.ts';
import type { TakeUpAlarm } from './take-up-alarm.ts';

/** A disk that is busy, or a document that does not start in time, may be well a moment later. */
const DELAYS_MS = [0, 2_000, 5_000, 15_000];
/** One that was taken up and was left behind all the same will hardly fare better in a moment. */
const LEFT_BEHIND_MINUTES = 5;

/** What {@link createRecovery} needs of the world. */
export interface RecoveryPorts {
  readonly snapshot: () => Snapshot;
  readonly show: (snapshot: Snapshot) => Promise<void>;
  readonly documentExists: () => Promise<boolean>;
  /** Asks the document to report; the report comes by itself. */
  readonly askForReport: () => void;
  /** One attempt to have everything taken up that is unfinished. Resolves to whether nothing is left. */
  readonly takeUpUnfinished: () => Promise<boolean>;
  /** Whether the catalog has something that somebody must be working on. */
  readonly anyUnfinished: () => Promise<boolean>;
  readonly alarm: TakeUpAlarm;
  readonly clock: Clock;
  readonly onProblem: (error: unknown) => void;
}

/** Has what is unfinished taken up, over the death of the service worker and of the offscreen document. */
export interface Recovery {
  /**
   * At the start of the service worker: brings what is shown in line with what is done, and has everything taken up,
   * which nobody waits for, unless the document has it. Never rejects.
   */
  begin(): Promise<void>;
  /** The alarm rang, after so many minutes. */
  alarmRang(lastMinutes: number): void;
  /** The document was closed, because nothing goes on in it any more. Never rejects. */
  documentClosed(): Promise<void>;
}

/**
 * Without a document, nobody has what is unfinished; with one, it has what the alarm does not say is yet to be taken up.
 * No other mark is kept, and none is believed: taking up what is taken up already does nothing.
 */
export function createRecovery(ports: RecoveryPorts): Recovery {
  const { alarm, clock } = ports;
  let underWay = false;

  /** Null when it went wrong. */
  const tryTo = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      ports.onProblem(error);
      return null;
    }
  };

  const showLost = async (): Promise<void> => {
    if (anyAtWork(ports.snapshot())) await ports.show(markLost(ports.snapshot()));
  };

  const takeUpAll = async (setAlarm: () => Promise<void>): Promise<void> => {
    // First of all: whatever ends this worker from now on, it is woken again.
    await tryTo(setAlarm);
    for (const delayMs of DELAYS_MS) {
      await clock.wait(delayMs, new AbortController().signal);
      if ((await tryTo(ports.takeUpUnfinished)) !== true) continue;
      await tryTo(() => alarm.clear());
      return;
    }
  };

  const start = (setAlarm: () => Promise<void>): void => {
    underWay = true;
    void takeUpAll(setAlarm).finally(() => {
      underWay = false;
    });
  };

  return {
    alarmRang(lastMinutes) {
      const waitLonger = () => alarm.waitLonger(lastMinutes);
      // The worker that it woke has begun by itself, and set the alarm as if it had not rung.
      if (underWay) void tryTo(waitLonger);
      else start(waitLonger);
    },
    async begin() {
      const exists = await tryTo(ports.documentExists);
      if (exists === true) ports.askForReport();
      if (exists === false) await tryTo(showLost);
      const isAllTaken = exists === true && (await tryTo(alarm.isSet)) === false;
      if (!isAllTaken) start(() => alarm.set());
    },
    async documentClosed() {
      // What is under way takes it up, too, or leaves the alarm set.
      if (underWay) return;
      await tryTo(async () => {
        if (await ports.documentExists()) return;
        await showLost();
        // Not at once: what cannot be held on to would go round in circles.
        if (await ports.anyUnfinished()) await alarm.set(LEFT_BEHIND_MINUTES);
      });
    },
  };
}
