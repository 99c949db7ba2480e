import { browser } from 'wxt/browser';
import { PAGE_PORT } from '../commands/messages.ts';
import { answer, isOurs } from '../commands/messenger.ts';
import { loadMinting } from '../settings/minting-store.ts';
import { safeText } from '../upload/url/safe-text.ts';
import { browserOffscreen } from './browser-offscreen.ts';
import { openController } from './controller.ts';
import type { Controller } from './controller-api.ts';
import { showRecordings } from './notifications/browser-notifications.ts';
import { OffscreenDocument } from './offscreen-document.ts';
import { openOnDemand } from './open-on-demand.ts';
import { receivePage } from './relay/receive-page.ts';
import { lookAtTab } from './start/tab-to-record.ts';
import { ROUND_ALARM } from './storage/rounds.ts';

/** Registers every listener of the background, before anything is awaited: an event that wakes the worker must find it. */
export function listen(): void {
  const offscreen = new OffscreenDocument(browserOffscreen);
  const controller = openOnDemand(() => openController(offscreen));
  /** For events that nobody waits for. */
  const tell = (event: string, work: (controller: Controller) => unknown): void => {
    controller()
      .then(work)
      .catch((error: unknown) => console.warn(`Nothing was done about ${event}.`, error));
  };

  answer(
    'background',
    {
      'background/start': async (request) => (await controller()).start(request),
      'background/pause': async ({ id }) => (await controller()).command('offscreen/pause', id),
      'background/resume': async ({ id }) => (await controller()).command('offscreen/resume', id),
      'background/stop': async ({ id }) => (await controller()).command('offscreen/stop', id),
      'background/retry-now': async ({ id }) => (await controller()).uploadCommand('offscreen/retry-now', id),
      'background/pause-upload': async ({ id }) => (await controller()).uploadCommand('offscreen/pause-upload', id),
      'background/resume-upload': async ({ id }) => (await controller()).uploadCommand('offscreen/resume-upload', id),
      'background/cancel-upload': async ({ id }) => (await controller()).uploadCommand('offscreen/cancel-upload', id),
      'background/use-new-url': async ({ id, target }) => (await controller()).useNewUrl(id, target),
      'background/delete': async ({ id }) => (await controller()).deleteRecording(id),
      'background/permission-decided': async ({ granted }) => (await controller()).permissionDecided(granted),
      'background/minting': () => loadMinting(),
      'background/look-at-tab': ({ tabId }) => lookAtTab(tabId),
      'background/offscreen-ready': () => offscreen.isReady(),
      'background/snapshot': async (snapshot) => (await controller()).reported(snapshot),
      'background/log': async (entries) => (await controller()).log(entries),
      'background/offscreen-idle': async () => {
        // First: a controller that opens while there is no document takes everything up at once.
        const { documentClosed } = await controller();
        if (await offscreen.closeIfUnused()) await documentClosed();
      },
    },
    safeText,
  );

  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== PAGE_PORT || port.sender === undefined || !isOurs(port.sender)) return;
    void receivePage(port, controller);
  });
  browser.runtime.onUpdateAvailable.addListener(() => tell('an update', (to) => to.updateArrived()));
  browser.permissions.onAdded.addListener(() => tell('a permission', (to) => to.hostAllowed()));
  // By its period, and not by the one that is set: the worker that it woke may have set it anew by now.
  browser.alarms.onAlarm.addListener(({ name, periodInMinutes = 0 }) => {
    if (name === ROUND_ALARM) tell('the daily round', (to) => to.makeRound());
    else tell('what is unfinished', (to) => to.alarmRang(periodInMinutes));
  });
  browser.notifications.onClicked.addListener((noticeId) => void showRecordings(noticeId));
  // Nothing to do in them: they wake this worker, and at its start it sees to what is unfinished.
  browser.runtime.onStartup.addListener(() => undefined);
  browser.runtime.onInstalled.addListener(() => undefined);
  tell('this start', () => undefined);
}
