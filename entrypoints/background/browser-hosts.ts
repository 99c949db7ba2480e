import { browser } from 'wxt/browser';
import type { HostPorts } from './host-keeper.ts';
import { neededUrls } from './housekeeping.ts';

/** The browser's permissions for servers. */
export const browserHosts: HostPorts = {
  granted: async () => (await browser.permissions.getAll()).origins ?? [],
  giveBack: (pattern) => browser.permissions.remove({ origins: [pattern] }),
  needed: neededUrls,
  area: browser.storage.local,
  nowMs: Date.now,
};
