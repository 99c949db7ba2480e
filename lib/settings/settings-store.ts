import { browser } from 'wxt/browser';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from './settings.ts';

const KEY = 'settings';

/** Loads the settings, with the default for each value that is missing or out of range. */
export async function loadSettings(): Promise<Settings> {
  const stored: Record<string, unknown> = await browser.storage.local.get(KEY);
  return parseSettings(stored[KEY]);
}

/** Saves the settings for new recordings. */
export async function saveSettings(settings: Settings): Promise<void> {
  await browser.storage.local.set({ [KEY]: settings });
}

/** Resets the settings and returns the defaults. */
export async function resetSettings(): Promise<Settings> {
  await browser.storage.local.remove(KEY);
  return DEFAULT_SETTINGS;
}
