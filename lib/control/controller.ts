import { browser } from 'wxt/browser';
import { inTime, systemClock } from '../base/clock.ts';
import { sentenceOf } from '../base/errors.ts';
import type { StartResult } from '../commands/messages.ts';
import { send } from '../commands/messenger.ts';
import { parseSnapshot } from '../commands/page-update.ts';
import { keepRefusal } from '../commands/start-refusal.ts';
import { shownAtRest } from '../engine/shown-row.ts';
import type { LogLevel } from '../recording/log-entry.ts';
import { allRecordings, EMPTY_SNAPSHOT, isAtWork, type Snapshot, waitingUploads } from '../recording/snapshot.ts';
import { hasNewlyComplete, mergeReport, withWaiting } from '../recording/snapshot-changes.ts';
import { isLive } from '../recording/state.ts';
import type { Target } from '../recording/target.ts';
import { urlsIn } from '../recording/target.ts';
import { loadMinting } from '../settings/minting-store.ts';
import { loadSettings } from '../settings/settings-store.ts';
import { takeUploadLock } from '../upload/locks.ts';
import { safeText } from '../upload/url/safe-text.ts';
import type { Controller } from './controller-api.ts';
import { createMutingFollower } from './follow-muting.ts';
import { createStateFollower } from './follow-state.ts';
import { browserHosts } from './host-access/browser-hosts.ts';
import { createHostKeeper } from './host-access/host-keeper.ts';
import { isBusy } from './is-busy.ts';
import { isIconPinned, notify } from './notifications/browser-notifications.ts';
import { interruptedNotice, newlyNeeded, refusedNotice } from './notifications/notifications.ts';
import { ToldNotices } from './notifications/told-notices.ts';
import type { OffscreenDocument } from './offscreen-document.ts';
import { openLog } from './relay/log.ts';
import { createRelay } from './relay/relay.ts';
import { openSnapshotStore } from './relay/snapshot-store.ts';
import { createRecovery } from './resume/recovery.ts';
import { resumeAlarmIn, setOrAssume } from './resume/resume-alarm.ts';
import { createResume } from './resume/resume-recording.ts';
import { resumeUnfinished, type UnfinishedPorts } from './resume/resume-unfinished.ts';
import { createStartAnnouncer } from './start/announce-start.ts';
import { chooseTarget, type WantedTarget } from './start/choose-target.ts';
import { pendingStartIn } from './start/pending-start.ts';
import { openPermissionWindow } from './start/permission-window.ts';
import { createStart, type StartRequest } from './start/start-recording.ts';
import { findTab, mintStreamId } from './start/tab-to-record.ts';
import { deleteStored, repairStored, storedRows, tidyUp } from './storage/housekeeping.ts';
import { removeLeftOverCopies } from './storage/remove-copies.ts';
import { createRound } from './storage/rounds.ts';
import { createUpdateGate } from './update-gate.ts';

const EXPIRED = 'The recording was not started: the permission came more than ten minutes after Start was pressed.';
/** The browser answers at once, unless it never will: whoever asks next tries again. */
const OPEN_PATIENCE_MS = 10_000;

/** Opens the controller. Unfinished recordings are taken up from then on, without anybody waiting for it. */
export async function openController(offscreen: OffscreenDocument): Promise<Controller> {
  const area = browser.storage.session;
  const followState = createStateFollower();
  const told = new ToldNotices(() => systemClock.monotonicMs());
  const followMuting = createMutingFollower((tabId, isMuted) => {
    // A document that is about to close needs no answer.
    send('offscreen/tab-muted', { tabId, isMuted }).catch((error: unknown) => console.debug('Not told.', error));
  });
  const follow = (snapshot: Snapshot): void => {
    followState(snapshot);
    followMuting(snapshot);
  };
  const alarm = resumeAlarmIn(browser.alarms);
  // The alarm before anything is waited for: whatever ends this worker or holds it up, it is woken again.
  const [wasSet, store, log] = await inTime(
    Promise.all([setOrAssume(alarm, systemClock), openSnapshotStore(area, parseSnapshot), openLog(area, safeText)]),
    OPEN_PATIENCE_MS,
    systemClock,
    'The browser did not give back what an earlier worker left.',
  );
  const relay = createRelay(store, log, follow, safeText);
  const pending = pendingStartIn(area, systemClock);
  const updateGate = createUpdateGate(
    area,
    () => isBusy(offscreen, pending, relay),
    () => browser.runtime.reload(),
  );

  const write = (level: LogLevel, text: string, recordingId: string | null = null) =>
    relay.log([{ atMs: Date.now(), level, text, recordingId }]);

  const note = (level: LogLevel, text: string, recordingId: string | null = null): void => {
    write(level, text, recordingId).catch((error: unknown) => console.warn(`This was not logged: ${text}`, error));
  };

  const resume = createResume({
    withDocument: (work) => offscreen.use(work),
    recover: async (id) => send('offscreen/recover', { id, settings: { ...(await loadSettings()) } }),
    clock: systemClock,
  });

  const unfinished: UnfinishedPorts = {
    repair: async () => {
      await repairStored(note);
      relay.recordingsChanged();
    },
    rows: storedRows,
    resume,
    isBeingMade: (id) => {
      const { current } = relay.snapshot();
      return current?.id === id && isLive(current.state);
    },
    showWaiting: (rows) => relay.show(withWaiting(relay.snapshot(), rows.map(shownAtRest))),
    announce: (rows) => notify(interruptedNotice(rows.map(({ title }) => title))),
    clock: systemClock,
    onProblem: (id, error) => {
      const what = id === null ? 'Not all was done about unfinished recordings' : 'It could not be taken up again';
      note('error', `${what}: ${sentenceOf(error)}`, id);
    },
  };

  const askForReport = (): void => {
    // It may be starting up, and then reports without being asked; or there is none.
    send('offscreen/report', null).catch((error: unknown) => console.debug('No report yet.', error));
  };

  const recovery = createRecovery({
    snapshot: relay.snapshot,
    show: relay.show,
    documentExists: () => offscreen.exists(),
    askForReport,
    resumeUnfinished: () => resumeUnfinished(unfinished),
    anyUnfinished: async () => (await storedRows()).some(isAtWork),
    alarm,
    clock: systemClock,
    onProblem: (error) => note('error', `Unfinished recordings could not be seen to: ${sentenceOf(error)}`),
  });

  const hosts = createHostKeeper(browserHosts);

  const choose = async (wanted: WantedTarget): Promise<Target> => {
    const target = await chooseTarget(wanted, { loadMinting, takeUploadLock, rows: storedRows, clock: systemClock });
    void hosts.used(urlsIn(target));
    return target;
  };

  const startRecording = createStart({
    chooseTarget: choose,
    loadSettings,
    findTab,
    mintStreamId,
    withDocument: (work) => offscreen.use(work),
    sendStart: (data) => send('offscreen/start', data),
    snapshot: relay.snapshot,
    newId: () => crypto.randomUUID(),
  });

  const announceStart = createStartAnnouncer({
    hasPopup: relay.hasPopup,
    isIconPinned,
    current: () => relay.snapshot().current,
    notify,
    clock: systemClock,
  });

  const start = async (request: StartRequest): Promise<StartResult> => {
    const answered = await startRecording(request);
    const result = answered.kind === 'refused' ? { ...answered, sentence: safeText(answered.sentence) } : answered;
    if (result.kind === 'needs-permission') {
      await pending.keep(request);
      await openPermissionWindow(result.devices);
    }
    if (result.kind === 'started') void announceStart();
    if (result.kind === 'refused') {
      await write('error', result.sentence);
      await keepRefusal(area, { atMs: Date.now(), sentence: result.sentence });
      // Whoever pressed Start and went on with their work believes that it records.
      if (!relay.hasPopup()) await notify(refusedNotice(result.sentence));
    }
    return result;
  };

  const round = createRound({
    removeExpired: tidyUp,
    removeCopies: () => removeLeftOverCopies(area),
    reviewHosts: hosts.review,
    alarms: browser.alarms,
    write,
    recordingsChanged: relay.recordingsChanged,
  });

  const uploadCommand: Controller['uploadCommand'] = async (name, id) => {
    await offscreen.use(async () => {
      await resume(id);
      await send(name, { id });
    });
  };

  follow(relay.snapshot());
  await recovery.begin(wasSet);
  void round();
  let lastReported = EMPTY_SNAPSHOT;
  return {
    start: (request) =>
      updateGate.during(async () => {
        // Whoever presses Start again means this start, and no longer the one that waits.
        await pending.take();
        return start(request);
      }),
    command: async (name, id) => {
      await updateGate.during(() => offscreen.use(() => send(name, { id })));
    },
    uploadCommand: (name, id) => updateGate.during(() => uploadCommand(name, id)),
    useNewUrl: (id, wanted) =>
      updateGate.during(async () => {
        const target = await choose(wanted);
        await offscreen.use(async () => {
          await resume(id);
          await send('offscreen/use-new-url', { id, target });
        });
      }),
    deleteRecording: (id) =>
      updateGate.during(async () => {
        await deleteStored(id, {
          snapshot: relay.snapshot,
          show: relay.show,
          letGo: async () => {
            if (await offscreen.exists()) await send('offscreen/forget', { id });
          },
        });
        relay.recordingsChanged();
        void round();
        await write('info', 'A recording was deleted from this computer.', id);
      }),
    hostAllowed: async () => {
      void round();
      const ids = waitingUploads(relay.snapshot());
      await updateGate.during(() => Promise.all(ids.map((id) => uploadCommand('offscreen/retry-now', id))));
    },
    permissionDecided: (granted) =>
      updateGate.during(async () => {
        if (!granted) {
          // The start is kept: the page stays open, and asks again when the person wants it to.
          await write('warning', 'The recording was not started: the browser may not use what it needs.');
          return { kind: 'none' };
        }
        const taken = await pending.take();
        if (taken.kind === 'waiting') return start(taken.request);
        if (taken.kind === 'expired') await write('warning', EXPIRED);
        return taken;
      }),
    reported: async (reported) => {
      const isNewlyComplete = hasNewlyComplete(lastReported, reported);
      lastReported = reported;
      const before = relay.snapshot();
      await relay.show(mergeReport(before, reported));
      // The popup says it already.
      if (!relay.hasPopup()) await Promise.all(told.fresh(newlyNeeded(before, relay.snapshot())).map(notify));
      void hosts.used(
        allRecordings(reported)
          .filter(isAtWork)
          .flatMap(({ targetLabel }) => urlsIn(targetLabel)),
      );
      if (isNewlyComplete) void round();
      return { watched: relay.hasPages() };
    },
    log: relay.log,
    connect: (port) => {
      relay.connect(port);
      port.onDisconnect.addListener(() => void updateGate.check());
      // While no page was open it reported now and then only.
      askForReport();
    },
    updateArrived: updateGate.arrived,
    alarmRang: recovery.alarmRang,
    makeRound: round,
    documentClosed: async () => {
      await recovery.documentClosed();
      await updateGate.check();
    },
  };
}
