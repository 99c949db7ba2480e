import { browser } from 'wxt/browser';
import { systemClock } from '../base/clock.ts';
import type { Handlers } from '../commands/messenger.ts';
import type { ShortcutName } from '../commands/shortcuts.ts';
import type { LogLevel } from '../recording/log-entry.ts';
import type { Message } from '../recording/message.ts';
import { urlsIn } from '../recording/target.ts';
import { loadMinting } from '../settings/minting-store.ts';
import { estimateFreeBytes } from '../spool/estimate-free-bytes.ts';
import { renewNames } from '../spool/renew-names.ts';
import { takeUploadLock } from '../upload/locks.ts';
import { browserHosts } from './host-access/browser-hosts.ts';
import { createHostKeeper } from './host-access/host-keeper.ts';
import { notify } from './notifications/browser-notifications.ts';
import { stoppedAsSet } from './notifications/notifications.ts';
import type { OffscreenDocument } from './offscreen-document.ts';
import { openRelay } from './relay/open-relay.ts';
import type { BackgroundPort } from './relay/page-ports.ts';
import { serveReports } from './relay/serve-reports.ts';
import { resumeAlarmIn, setOrAssume } from './resume/resume-alarm.ts';
import { askForReport, serveRecovery } from './resume/serve-recovery.ts';
import { commandMessages, retryWaiting, serveCommands } from './serve-commands.ts';
import { serveShortcuts } from './shortcuts/browser-shortcuts.ts';
import { type ChooseTarget, chooseTarget } from './start/choose-target.ts';
import { pendingStartIn } from './start/pending-start.ts';
import { prepareStart } from './start/prepare-start.ts';
import { serveStart } from './start/serve-start.ts';
import { isSentByDeleted, storedRows, tidyUp } from './storage/housekeeping.ts';
import { createNamesLog } from './storage/names-log.ts';
import { removeLeftOverCopies } from './storage/remove-copies.ts';
import { createRound, inRounds } from './storage/rounds.ts';
import { createUpdateGate, isBusy } from './update-gate.ts';
import type { ControllerWorld } from './world.ts';

/** The messages that the background answers without a {@link Controller}: it may be opening, or not open at all. */
export type DirectMessage =
  | 'background/choose-crop'
  | 'background/still'
  | 'background/minting'
  | 'background/look-at-tab'
  | 'background/recorder-ready';

/** What the background does, once it has read what an earlier service worker left. */
export interface Controller {
  readonly handlers: Omit<Handlers<'background'>, DirectMessage>;
  /** A key was pressed, or an entry of the context menu chosen, while this tab was in front. Never rejects. */
  shortcut(name: ShortcutName, tabId: number | null): Promise<void>;
  /** A page opened its port. */
  connect(port: BackgroundPort): void;
  /** The extension may reach one more server: what waits for its next try may succeed now. */
  hostAllowed(): Promise<void>;
  updateArrived(): Promise<void>;
  /** Something is still to be resumed, and its alarm rang, after this many minutes. */
  alarmRang(lastMinutes: number): void;
  /** Tidies up soon. */
  makeRound(): void;
  /** See `NamesLog`. Never rejects. */
  mendNames(): Promise<void>;
}

/** Opens the controller. Unfinished recordings are resumed from then on, without anybody waiting for it. */
export async function openController(offscreen: OffscreenDocument): Promise<Controller> {
  const area = browser.storage.session;
  const alarm = resumeAlarmIn(browser.alarms);
  const { wasSet, relay } = await openRelay(setOrAssume(alarm, systemClock));
  const write = (level: LogLevel, message: Message, recordingId: string | null = null) =>
    relay.log([{ atMs: Date.now(), level, message, recordingId }]);
  const hosts = createHostKeeper(browserHosts);
  const world: ControllerWorld = {
    offscreen,
    relay,
    hosts,
    write,
    note: (level, message, recordingId) => {
      write(level, message, recordingId).catch((error: unknown) =>
        console.warn('This was not logged.', message.id, error),
      );
    },
  };
  const pending = pendingStartIn(area, systemClock);
  const namesLog = createNamesLog({
    area,
    freeBytes: estimateFreeBytes,
    renewNames,
    alarms: browser.alarms,
    clock: systemClock,
  });
  void namesLog.lookAtStart();
  const updateGate = createUpdateGate(
    area,
    () => isBusy(offscreen, pending, relay),
    () => browser.runtime.reload(),
  );
  const round = createRound({
    removeExpired: async () => {
      await namesLog.look();
      return tidyUp();
    },
    removeCopies: () => removeLeftOverCopies(area),
    reviewHosts: hosts.review,
    alarms: browser.alarms,
    write,
    recordingsChanged: relay.recordingsChanged,
  });
  const makeRound = inRounds(round);
  const targetPorts = { loadMinting, takeUploadLock, rows: storedRows, isSentByDeleted, clock: systemClock };
  const choose: ChooseTarget = async (wanted, ownId) => {
    const target = await chooseTarget(wanted, ownId, targetPorts);
    void hosts.used(urlsIn(target));
    return target;
  };
  const starts = serveStart(world, pending, choose, namesLog);
  const commands = serveCommands(world, { start: starts.start, chooseTarget: choose, makeRound, namesLog });
  const shortcut = serveShortcuts(world, commands, starts);
  const recovery = serveRecovery(world, alarm);

  void starts.tellCutOff();
  await recovery.begin(wasSet);
  makeRound();
  return {
    handlers: {
      ...commandMessages(commands, updateGate.during),
      'background/cancel-start': () => void starts.cancelStart(),
      'background/permission-decided': ({ granted }) => updateGate.during(() => starts.permissionDecided(granted)),
      'background/snapshot': serveReports(world, makeRound),
      'background/log': async (entries) => {
        await relay.log(entries);
        if (!relay.hasPopup()) await Promise.all(stoppedAsSet(entries, relay.snapshot()).map(notify));
      },
      'background/records-missing': async () => recovery.recordsMissing(),
      'background/recorder-idle': async () => {
        // The person may be about to start.
        if (relay.hasPopup() || !(await offscreen.closeIfUnused())) return;
        await recovery.documentClosed();
        await updateGate.check();
      },
    },
    shortcut: (name, tabId) => updateGate.during(() => shortcut(name, tabId)),
    connect: (port) => {
      relay.connect(port);
      port.onDisconnect.addListener(() => void updateGate.check());
      // While no page was open it reported now and then only.
      askForReport();
      if (port.sender?.tab === undefined) void prepareStart(world);
    },
    hostAllowed: () => {
      makeRound();
      return updateGate.during(() => retryWaiting(world, commands));
    },
    updateArrived: updateGate.arrived,
    alarmRang: recovery.alarmRang,
    makeRound,
    mendNames: namesLog.mend,
  };
}
