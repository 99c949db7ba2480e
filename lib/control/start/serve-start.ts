import { browser } from 'wxt/browser';
import { systemClock } from '../../base/clock.ts';
import type { DecisionResult, StartResult } from '../../commands/messages.ts';
import { send } from '../../commands/messenger.ts';
import { forgetRefusal, keepRefusal } from '../../commands/start-refusal.ts';
import { type Message, safeMessage } from '../../recording/message.ts';
import { loadChoices, saveChoices } from '../../settings/choices-store.ts';
import { loadSettings } from '../../settings/settings-store.ts';
import { estimateFreeBytes, findHeldBytes } from '../../spool/estimate-free-bytes.ts';
import { safeText } from '../../upload/url/safe-text.ts';
import { isIconPinned, notify } from '../notifications/browser-notifications.ts';
import { refusedNotification } from '../notifications/notifications.ts';
import type { NamesLog } from '../storage/names-log.ts';
import type { ControllerWorld } from '../world.ts';
import { createStartAnnouncer } from './announce-start.ts';
import type { ChooseTarget } from './choose-target.ts';
import { createCountdown } from './countdown.ts';
import { countdownMemoryIn } from './countdown-memory.ts';
import type { PendingStart } from './pending-start.ts';
import { createStart, type StartRequest } from './start-recording.ts';
import { findTab, mintStreamId } from './tab-to-record.ts';
import type { Unshown } from './unshown.ts';

type Devices = Extract<StartResult, { kind: 'needs-permission' }>['devices'];

const CANCELLED: Message = { id: 'control.startCancelled' };
const CUT_OFF: Message = { id: 'control.countdownCutOff' };

/** Starts recordings, and tells you what prevents one. */
export interface StartService {
  start(request: StartRequest): Promise<StartResult>;
  /** Whether a recording is being started: it may not be shown yet. */
  isStarting(): boolean;
  /** The recording that the recorder is starting, which may not be shown yet; null: none. */
  unshown(): Unshown | null;
  /** Cancels a start during its countdown. Returns whether there was one to cancel. */
  cancelStart(): boolean;
  /** You decided about camera and microphone: the start that waited continues, unless it's too late. */
  permissionDecided(granted: boolean): Promise<DecisionResult>;
  /** At the start of the service worker: says so if an earlier one ended during a countdown. Never rejects. */
  tellCutOff(): Promise<void>;
}

/** Puts the start together with the browser. */
export function serveStart(
  { offscreen, relay, write }: ControllerWorld,
  pending: PendingStart,
  chooseTarget: ChooseTarget,
  namesLog: NamesLog,
): StartService {
  const area = browser.storage.session;
  const countdown = createCountdown({ show: relay.countDown, clock: systemClock });
  const memory = countdownMemoryIn(area);
  const countDown = async (seconds: number) => {
    memory.begin();
    const isOver = await countdown.run(seconds);
    memory.end();
    // A press somewhere else may have been meant to start, too.
    if (!isOver && !relay.hasPopup()) {
      await write('info', CANCELLED);
      await notify(refusedNotification(CANCELLED));
    }
    return isOver;
  };
  let unshown: Unshown | null = null;
  const startRecording = createStart({
    chooseTarget: (wanted) => chooseTarget(wanted, null),
    loadSettings,
    findTab,
    mintStreamId,
    freeBytes: estimateFreeBytes,
    heldBytes: findHeldBytes,
    diskTrouble: namesLog.whyNot,
    countdown: { run: countDown, cancel: countdown.cancel },
    withDocument: (work) => offscreen.use(work),
    sendStart: async (data) => {
      unshown = { id: data.id, hasMicrophone: data.capture.microphone };
      try {
        return await send('recorder/start', data);
      } finally {
        unshown = null;
      }
    },
    snapshot: relay.snapshot,
    newId: () => crypto.randomUUID(),
    clock: systemClock,
  });
  const announceStart = createStartAnnouncer({
    hasPopup: relay.hasPopup,
    isIconPinned,
    current: () => relay.snapshot().current,
    notify,
    clock: systemClock,
  });

  const tellRefusal = async (reason: Message): Promise<void> => {
    await write('error', reason);
    const isOnItsWay = reason.id === 'recorder.anotherStarts';
    if (!isOnItsWay) await keepRefusal(area, { atMs: Date.now(), reason });
    // Without it, you would press Start, go on working, and believe that it records.
    if (!relay.hasPopup()) await notify(refusedNotification(reason));
  };

  let underWay = 0;
  const counted = async (work: () => Promise<StartResult>): Promise<StartResult> => {
    underWay += 1;
    try {
      return await work();
    } finally {
      underWay -= 1;
    }
  };
  const start = async (request: StartRequest): Promise<StartResult> => {
    forgetRefusal(area).catch((error: unknown) => console.warn('An earlier refusal may be shown once more.', error));
    const answered = await counted(() => startRecording(request));
    const result =
      answered.kind === 'refused' ? { ...answered, reason: safeMessage(answered.reason, safeText) } : answered;
    if (result.kind === 'needs-permission') {
      await pending.keep(request);
      await openPermissionWindow(result.devices);
    }
    if (result.kind === 'started') {
      void announceStart();
      if (request.stop !== null) await forgetStop();
    }
    if (result.kind === 'refused') await tellRefusal(result.reason);
    return result;
  };

  return {
    isStarting: () => underWay > 0,
    unshown: () => unshown,
    cancelStart: countdown.cancel,
    async start(request) {
      // A second Start replaces the one that waits.
      await pending.take();
      return start(request);
    },
    async permissionDecided(granted) {
      if (!granted) {
        // The start is kept: the page stays open, and asks again when the person wants it to.
        await write('warning', { id: 'control.permissionDenied' });
        return { kind: 'none' };
      }
      const taken = await pending.take();
      if (taken.kind === 'waiting') return start(taken.request);
      if (taken.kind === 'expired') await write('warning', { id: 'control.permissionLate' });
      return taken;
    },
    async tellCutOff() {
      try {
        if (await memory.takeCutOff()) await tellRefusal(CUT_OFF);
      } catch (error) {
        console.warn('Whether a countdown was cut off is not known.', error);
      }
    },
  };
}

/** The next recording runs until you stop it: one that ends by surprise is worse than one that is too long. */
async function forgetStop(): Promise<void> {
  try {
    await saveChoices({ ...(await loadChoices()), stop: null });
  } catch (error) {
    console.warn('When to stop was not forgotten.', error);
  }
}

/** Opens the page that asks for these devices: an offscreen document cannot ask. */
async function openPermissionWindow(devices: Devices): Promise<void> {
  const url = `${browser.runtime.getURL('/permission.html' as '/')}?devices=${devices.join(',')}`;
  await browser.windows.create({ url, type: 'popup', width: 480, height: 520 });
}
