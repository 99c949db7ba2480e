import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import type { Snapshot } from '../../recording/snapshot.ts';
import { anyAtWork } from '../../recording/snapshot.ts';
import { markLost } from '../../recording/snapshot-changes.ts';
import type { ResumeAlarm } from './resume-alarm.ts';

/** A busy disk, or a document that is slow to start, may be fine a moment later. */
const DELAYS_MS = [0, 2_000, 5_000, 15_000];
/** A recording that was left behind again won't do better a moment later. */
const LEFT_BEHIND_MINUTES = 5;
/** The browser answers at once or never. */
const ANSWER_PATIENCE_MS = 5_000;

/** What {@link createRecovery} needs. */
export interface RecoveryPorts {
  readonly snapshot: () => Snapshot;
  readonly show: (snapshot: Snapshot) => Promise<void>;
  readonly documentExists: () => Promise<boolean>;
  /** Asks the document to report; the report comes by itself. */
  readonly askForReport: () => void;
  /** One attempt to resume everything that is unfinished; it always ends. Resolves to whether nothing is left. */
  readonly resumeUnfinished: () => Promise<boolean>;
  /** Whether the catalog has a recording that needs work. */
  readonly anyUnfinished: () => Promise<boolean>;
  readonly alarm: ResumeAlarm;
  readonly clock: Clock;
  readonly onProblem: (error: unknown) => void;
}

/** Resumes unfinished recordings, across the deaths of the service worker and the offscreen document. */
export interface Recovery {
  /**
   * At the start of the service worker, which has set the alarm: brings what is shown in line with what is done, and has
   * everything resumed in the background, unless the document works on it. Never rejects.
   * @param wasSet whether the alarm was set before: then an earlier worker did not get to the end of it.
   */
  begin(wasSet: boolean): Promise<void>;
  /** The alarm rang, after this many minutes. */
  alarmRang(lastMinutes: number): void;
  /** Recordings were found that the catalog doesn't know: it has lost them, and they may be unfinished. */
  recordsMissing(): void;
  /** The document was closed, because nothing continues in it any more. Never rejects. */
  documentClosed(): Promise<void>;
}

/**
 * Without a document, nothing works on unfinished recordings. With one, it works on all of them unless the alarm is set.
 * There is no other flag: resuming a recording that is being worked on does nothing.
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

  /** Null, too, when the browser does not answer. */
  const tryToSoon = <T>(work: () => Promise<T>): Promise<T | null> =>
    tryTo(() => inTime(work(), ANSWER_PATIENCE_MS, clock, { id: 'control.browserNoAnswer' }));

  const documentExists = () => tryToSoon(ports.documentExists);

  const showLost = async (): Promise<void> => {
    if (!anyAtWork(ports.snapshot())) return;
    await tryToSoon(() => ports.show(markLost(ports.snapshot())));
  };

  const clearAlarm = () => tryToSoon(() => alarm.clear());

  const takeUpAll = async (): Promise<void> => {
    for (const delayMs of DELAYS_MS) {
      await clock.wait(delayMs, new AbortController().signal);
      if ((await tryTo(ports.resumeUnfinished)) !== true) continue;
      await clearAlarm();
      return;
    }
  };

  const start = (): void => {
    underWay = true;
    void takeUpAll().finally(() => {
      underWay = false;
    });
  };

  return {
    alarmRang(lastMinutes) {
      // The worker it woke has started by itself, and set the alarm as if it hadn't rung.
      void tryToSoon(() => alarm.waitLonger(lastMinutes));
      if (!underWay) start();
    },
    recordsMissing() {
      if (!underWay) start();
    },
    async begin(wasSet) {
      const exists = await documentExists();
      if (exists === true) ports.askForReport();
      if (exists === false) await showLost();
      if (exists === true && !wasSet) void clearAlarm();
      else start();
    },
    async documentClosed() {
      // The attempt under way resumes it, too, or leaves the alarm set.
      if (underWay) return;
      if (await documentExists()) return;
      await showLost();
      // Not at once: a recording that fails every time would go round in circles. When in doubt it looks again.
      const isLeft = await tryToSoon(ports.anyUnfinished);
      if (isLeft !== false) await tryToSoon(() => alarm.set(LEFT_BEHIND_MINUTES));
    },
  };
}
