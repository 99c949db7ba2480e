import { browser } from 'wxt/browser';
import { neededUrls } from '../storage/housekeeping.ts';
import type { HostPorts } from './host-keeper.ts';

/** The browser's permissions for servers. */
export const browserHosts: HostPorts = {
  granted: async () => (await browser.permissions.getAll()).origins ?? [],
  giveBack: (pattern) => browser.permissions.remove({ origins: [pattern] }),
  needed: neededUrls,
  area: browser.storage.local,
  nowMs: Date.now,
};
