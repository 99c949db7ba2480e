import { browser } from 'wxt/browser';
import { type CaptureChoices, parseCaptureChoices } from '../recording/capture-choices.ts';
import { parseStopChoice, type StopChoice } from '../recording/stop-rule.ts';

const KEY = 'choices';

/** Your last choices. Nothing secret. */
export interface Choices {
  readonly capture: CaptureChoices;
  /** When the next recording stops by itself. Used once: the start forgets it. */
  readonly stop: StopChoice;
  /** Whether the popup shows the log. */
  readonly logOpen: boolean;
}

/** Reads choices from storage; each one that is missing or unknown gets its default. */
export function parseChoices(stored: unknown): Choices {
  const { capture, stop, logOpen } = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<
    string,
    unknown
  >;
  // Earlier versions kept source and microphone beside the log.
  return { capture: parseCaptureChoices(capture ?? stored), stop: parseStopChoice(stop), logOpen: logOpen === true };
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
