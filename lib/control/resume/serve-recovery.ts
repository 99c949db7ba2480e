import { systemClock } from '../../base/clock.ts';
import { send } from '../../commands/messenger.ts';
import { shownAtRest } from '../../engine/shown-row.ts';
import { messageOf } from '../../recording/message.ts';
import { isAtWork } from '../../recording/snapshot.ts';
import { withWaiting } from '../../recording/snapshot-changes.ts';
import { isLive } from '../../recording/state.ts';
import { loadSettings } from '../../settings/settings-store.ts';
import { notify } from '../notifications/browser-notifications.ts';
import { interruptedNotification } from '../notifications/notifications.ts';
import { repairStored, storedRows } from '../storage/housekeeping.ts';
import type { ControllerWorld } from '../world.ts';
import { createRecovery, type Recovery } from './recovery.ts';
import type { ResumeAlarm } from './resume-alarm.ts';
import { createResume } from './resume-recording.ts';
import { resumeUnfinished, type UnfinishedPorts } from './resume-unfinished.ts';

/** Puts the recovery of unfinished recordings together with the browser, the catalog and the recorder. */
export function serveRecovery({ offscreen, relay, note }: ControllerWorld, alarm: ResumeAlarm): Recovery {
  const unfinished: UnfinishedPorts = {
    repair: async () => {
      await repairStored(note);
      relay.recordingsChanged();
    },
    rows: storedRows,
    resume: createResume({
      withDocument: (work) => offscreen.use(work),
      recover: async (id) => send('recorder/recover', { id, settings: { ...(await loadSettings()) } }),
      clock: systemClock,
    }),
    isBeingMade: (id) => {
      const { current } = relay.snapshot();
      return current?.id === id && isLive(current.state);
    },
    showWaiting: (rows) => relay.show(withWaiting(relay.snapshot(), rows.map(shownAtRest))),
    announce: (rows) => notify(interruptedNotification(rows.map(({ title }) => title))),
    clock: systemClock,
    onProblem: (id, error) => {
      const what = id === null ? 'control.unfinishedNotDone' : 'control.notResumed';
      note('error', { id: what, reason: messageOf(error) }, id);
    },
  };
  return createRecovery({
    snapshot: relay.snapshot,
    show: relay.show,
    documentExists: () => offscreen.exists(),
    askForReport,
    resumeUnfinished: () => resumeUnfinished(unfinished),
    anyUnfinished: async () => (await storedRows()).some(isAtWork),
    alarm,
    clock: systemClock,
    onProblem: (error) => note('error', { id: 'control.unfinishedNotSeen', reason: messageOf(error) }),
  });
}

/** Asks the recorder to report, without waiting. It may be starting up, and then reports unasked; or there is none. */
export function askForReport(): void {
  send('recorder/report', null).catch((error: unknown) => console.debug('No report yet.', error));
}
