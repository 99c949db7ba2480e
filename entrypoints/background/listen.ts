import { browser } from 'wxt/browser';
import { PAGE_PORT } from '../../lib/relay/messages.ts';
import { answer, isOurs } from '../../lib/relay/messenger.ts';
import { browserOffscreen } from './browser-offscreen.ts';
import { openDesk } from './desk.ts';
import { showRecordings } from './notifications.ts';
import { OffscreenDocument } from './offscreen-document.ts';

/** Registers every listener of the background, before anything is awaited: an event that wakes the worker must find it. */
export function listen(): void {
  const offscreen = new OffscreenDocument(browserOffscreen);
  const opening = openDesk(offscreen);

  answer('background', {
    'background/start': async (request) => (await opening).start(request),
    'background/pause': async ({ id }) => (await opening).command('offscreen/pause', id),
    'background/resume': async ({ id }) => (await opening).command('offscreen/resume', id),
    'background/stop': async ({ id }) => (await opening).command('offscreen/stop', id),
    'background/retry-now': async ({ id }) => (await opening).uploadCommand('offscreen/retry-now', id),
    'background/pause-upload': async ({ id }) => (await opening).uploadCommand('offscreen/pause-upload', id),
    'background/resume-upload': async ({ id }) => (await opening).uploadCommand('offscreen/resume-upload', id),
    'background/cancel-upload': async ({ id }) => (await opening).uploadCommand('offscreen/cancel-upload', id),
    'background/use-new-url': async ({ id, target }) => (await opening).useNewUrl(id, target),
    'background/delete': async ({ id }) => (await opening).deleteRecording(id),
    'background/permission-decided': async ({ granted }) => (await opening).permissionDecided(granted),
    'background/offscreen-ready': () => offscreen.isReady(),
    'background/snapshot': async (snapshot) => (await opening).reported(snapshot),
    'background/log': async (entries) => (await opening).log(entries),
    'background/offscreen-idle': async () => {
      // First: a desk that opens while there is no document takes everything up at once.
      const { documentClosed } = await opening;
      if (await offscreen.closeIfUnused()) await documentClosed();
    },
  });

  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== PAGE_PORT || port.sender === undefined || !isOurs(port.sender)) return;
    void opening.then((desk) => desk.connect(port));
  });
  browser.runtime.onUpdateAvailable.addListener(() => void opening.then((desk) => desk.updateArrived()));
  browser.permissions.onAdded.addListener(() => {
    void opening
      .then((desk) => desk.hostAllowed())
      .catch((error: unknown) => console.warn('An upload could not be tried again.', error));
  });
  browser.alarms.onAlarm.addListener(() => void opening.then((desk) => desk.alarmRang()));
  browser.notifications.onClicked.addListener((noticeId) => void showRecordings(noticeId));
  // Nothing to do in them: they wake this worker, and every start of it takes up what is unfinished.
  browser.runtime.onStartup.addListener(() => undefined);
  browser.runtime.onInstalled.addListener(() => undefined);
}
