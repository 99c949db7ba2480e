import * as v from 'valibot';
import { browser } from 'wxt/browser';
import { SOURCES } from '../../recording/source.ts';

const KEY = 'choices';

const schema = v.object({
  source: v.fallback(v.picklist(SOURCES), 'tab'),
  microphone: v.fallback(v.boolean(), false),
  logOpen: v.fallback(v.boolean(), false),
});

/** What the popup remembers of your last choices. Nothing secret. */
export type Choices = v.InferOutput<typeof schema>;

/** Reads choices from storage, replacing each missing or unknown one by its default. */
export function parseChoices(stored: unknown): Choices {
  return v.parse(schema, typeof stored === 'object' && stored !== null ? stored : {});
}

/** Loads your last choices. */
export async function loadChoices(): Promise<Choices> {
  const stored: Record<string, unknown> = await browser.storage.local.get(KEY);
  return parseChoices(stored[KEY]);
}

/** Saves your choices. */
export async function saveChoices(choices: Choices): Promise<void> {
  await browser.storage.local.set({ [KEY]: choices });
}
