import { browser } from 'wxt/browser';
import { systemClock } from '../../base/clock.ts';
import { zoomOf } from '../start/tab-to-record.ts';
import type { CropPorts } from './choose-crop.ts';

/** Good enough to see where things are, and a fraction of what an exact picture takes. */
const JPEG_QUALITY = 90;

/** The browser’s own tabs. The click on the icon gives access to the one that it was made on. */
export const browserCrop: CropPorts = {
  tab: (tabId) => browser.tabs.get(tabId),
  zoom: zoomOf,
  takeStill: (windowId) => browser.tabs.captureVisibleTab(windowId, { format: 'jpeg', quality: JPEG_QUALITY }),
  openPage: (openerTabId, { windowId, index }) =>
    browser.tabs.create({
      url: browser.runtime.getURL('/crop.html' as '/'),
      windowId,
      index: index + 1,
      openerTabId,
    }),
  clock: systemClock,
};
