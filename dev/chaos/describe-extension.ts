import type { Reelay } from '../browser/reelay.ts';
import { serviceWorkerRuns } from './service-worker-runs.ts';

const ANSWER_MS = 3_000;

/** The browser APIs we use in the extension's pages. */
declare const chrome: { readonly alarms: { getAll(): Promise<unknown> } };

/** What the extension runs, seen from outside: tells a worker that never ran from one that ran in vain. */
export async function describeExtension(reelay: Reelay): Promise<readonly string[]> {
  const { browser, extension, inspector } = reelay;
  const targets = browser.targets().filter((target) => target.url().includes(extension.id));
  const runs = await serviceWorkerRuns(reelay, ANSWER_MS).catch(String);
  const alarms = await inspector.page.evaluate(async () => JSON.stringify(await chrome.alarms.getAll())).catch(String);
  return [
    `Service worker runs: ${runs}. Alarms: ${alarms}`,
    ...targets.map((target) => `There is: ${target.type()} ${target.url()}`),
  ];
}
