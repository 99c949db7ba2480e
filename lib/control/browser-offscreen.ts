import { browser } from 'wxt/browser';
import { systemClock } from '../base/clock.ts';
import { send } from '../commands/messenger.ts';
import type { OffscreenPorts } from './offscreen-document.ts';

/** The browser's offscreen document. */
export const browserOffscreen: OffscreenPorts = {
  exists: async () => {
    const contexts = await browser.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
    return contexts.length > 0;
  },
  create: () =>
    browser.offscreen.createDocument({
      url: '/offscreen.html',
      reasons: ['USER_MEDIA', 'DISPLAY_MEDIA'],
      justification: 'Records the tab, the camera or the screen, and uploads the recording while it is made.',
    }),
  close: () => browser.offscreen.closeDocument(),
  askForReport: () => send('recorder/report', null),
  clock: systemClock,
};
