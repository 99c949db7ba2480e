import { browser } from 'wxt/browser';
import { PAGE_PORT } from '../commands/messages.ts';
import { isOurs, serveMessages } from '../commands/messenger.ts';
import { isShortcut } from '../commands/shortcuts.ts';
import { loadMinting } from '../settings/minting-store.ts';
import { safeText } from '../upload/url/safe-text.ts';
import { browserOffscreen } from './browser-offscreen.ts';
import { type Controller, openController } from './controller.ts';
import { browserCrop } from './crop/browser-crop.ts';
import { createCropChooser } from './crop/choose-crop.ts';
import { showFromNotification, showRecordings } from './notifications/browser-notifications.ts';
import { OffscreenDocument } from './offscreen-document.ts';
import { openOnDemand } from './open-on-demand.ts';
import { receivePage } from './relay/receive-page.ts';
import { menuChoice } from './shortcuts/context-menu.ts';
import { lookAtTab } from './start/tab-to-record.ts';
import { NAMES_ALARM } from './storage/names-log.ts';
import { ROUND_ALARM } from './storage/rounds.ts';

/** Registers every listener of the background, before anything is awaited: an event that wakes the worker must find it. */
export function listen(): void {
  const offscreen = new OffscreenDocument(browserOffscreen);
  const crop = createCropChooser(browserCrop);
  const controller = openOnDemand(() => openController(offscreen));
  /** For events without a waiting caller. */
  const notify = (event: string, work: (controller: Controller) => unknown): void => {
    controller()
      .then(work)
      .catch((error: unknown) => console.warn(`Nothing was done about ${event}.`, error));
  };

  serveMessages(
    'background',
    safeText,
    {
      'background/choose-crop': ({ tabId }) => crop.choose(tabId),
      'background/still': crop.takeStill,
      'background/minting': () => loadMinting(),
      'background/look-at-tab': ({ tabId }) => lookAtTab(tabId),
      'background/recorder-ready': () => offscreen.isReady(),
    },
    async () => (await controller()).handlers,
  );

  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== PAGE_PORT || port.sender === undefined || !isOurs(port.sender)) return;
    void receivePage(port, controller);
  });
  browser.commands.onCommand.addListener((name, tab) => {
    if (isShortcut(name)) notify(`the key for ${name}`, (to) => to.shortcut(name, tab?.id ?? null));
  });
  browser.contextMenus.onClicked.addListener(({ menuItemId }, tab) => {
    const choice = menuChoice(menuItemId);
    if (choice === 'recordings') void showRecordings();
    else if (choice !== null) notify(`the menu’s ${choice}`, (to) => to.shortcut(choice, tab?.id ?? null));
  });
  browser.runtime.onUpdateAvailable.addListener(() => notify('an update', (to) => to.updateArrived()));
  browser.permissions.onAdded.addListener(() => notify('a permission', (to) => to.hostAllowed()));
  // By its period, and not by the one that is set: the worker that it woke may have set another by now.
  browser.alarms.onAlarm.addListener(({ name, periodInMinutes = 0 }) => {
    if (name === ROUND_ALARM) notify('the daily round', (to) => to.makeRound());
    else if (name === NAMES_ALARM) notify('room on the disk', (to) => to.mendNames());
    else notify('what is unfinished', (to) => to.alarmRang(periodInMinutes));
  });
  browser.notifications.onClicked.addListener((notificationId) => void showFromNotification(notificationId));
  // Nothing to do here: they wake this worker, which resumes unfinished recordings when it starts.
  browser.runtime.onStartup.addListener(() => undefined);
  browser.runtime.onInstalled.addListener(() => undefined);
  notify('this start', () => undefined);
}
