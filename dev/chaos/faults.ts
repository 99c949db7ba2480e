import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import { browserPid, descendantsOf, readProcess } from '../browser/process-tree.ts';
import type { Reelay } from '../browser/reelay.ts';

/** The APIs we use in the browser's own pages. */
declare const chrome: {
  readonly runtime: { reload(): void };
  readonly developerPrivate: {
    reload(id: string, options: { failQuietly: boolean }): Promise<unknown>;
    updateProfileConfiguration(update: { inDeveloperMode: boolean }): Promise<void>;
  };
};

const RELOAD_ANSWER_MS = 1_000;

/** Ends the browser at once, as a crash or power loss does; resolves when it's gone. */
export async function killBrowser({ browser }: Reelay): Promise<void> {
  const browserProcess = browser.process();
  if (browserProcess === null || browserProcess.exitCode !== null) return;
  const gone = once(browserProcess, 'exit');
  browserProcess.kill('SIGKILL');
  await gone;
}

/**
 * Crashes the offscreen document's process, which the service worker and all the extension's pages share. The browser
 * then ends the whole extension and shows a notification that restarts it when clicked: see {@link reviveExtension}.
 */
export async function crashOffscreenDocument(reelay: Reelay): Promise<void> {
  const target = reelay.offscreenDocument();
  if (target === undefined) throw new Error('There is no offscreen document.');
  const gone = new Promise<void>((resolve) => {
    reelay.browser.on('targetdestroyed', (destroyed) => {
      if (destroyed === target) resolve();
    });
  });
  const session = await target.createCDPSession();
  // Never answered: the page that would answer is gone.
  session.send('Page.crash').catch(() => undefined);
  await gone;
}

/** Does what clicking the browser's crash notification does. */
export async function reviveExtension({ browser, extension }: Reelay): Promise<void> {
  await onExtensionsPage(browser, async (page) => {
    await page.evaluate((id) => chrome.developerPrivate.reload(id, { failQuietly: true }), extension.id);
  });
}

/** Without this the browser doesn't restart an extension that was loaded from a folder. */
export async function allowReloads({ browser }: Reelay): Promise<void> {
  await onExtensionsPage(browser, async (page) => {
    await page.evaluate(() => chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true }));
  });
}

async function onExtensionsPage(browser: Browser, work: (page: Page) => Promise<void>): Promise<void> {
  const page = await browser.newPage({ background: true });
  try {
    await page.goto('chrome://extensions');
    await work(page);
  } finally {
    await page.close();
  }
}

/** Ends the offscreen document's workers without any event. Resolves to how many there were. */
export async function endEngines({ browser }: Reelay): Promise<number> {
  const engines = browser.targets().filter((target) => target.url().includes('/engine-worker'));
  for (const engine of engines) {
    const session = await engine.createCDPSession();
    // Never answered: the worker ends at once.
    session.send('Runtime.evaluate', { expression: 'close()' }).catch(() => undefined);
  }
  return engines.length;
}

/** Makes the offscreen document's workers loop forever, so they answer nothing. Resolves to how many there were. */
export async function hangEngines({ browser }: Reelay): Promise<number> {
  const engines = browser.targets().filter((target) => target.url().includes('/engine-worker'));
  for (const engine of engines) {
    const session = await engine.createCDPSession();
    // Not in the evaluation itself: the browser doesn't end a worker that is busy with a debugger's call.
    session.send('Runtime.evaluate', { expression: 'void setTimeout(() => { for (;;); })' }).catch(() => undefined);
  }
  return engines.length;
}

/**
 * Kills the browser's network, audio or camera process, as a crash does; the browser restarts it when needed. Linux
 * only.
 */
export function killService(reelay: Reelay, service: Service): void {
  process.kill(pidOf(reelay, service), 'SIGKILL');
}

/**
 * Freezes one of the browser’s processes, as a hanging driver does. Returns a function that unfreezes it. Linux only.
 */
export function freezeService(reelay: Reelay, service: Service): () => void {
  const pid = pidOf(reelay, service);
  process.kill(pid, 'SIGSTOP');
  return () => process.kill(pid, 'SIGCONT');
}

type Service = 'network' | 'audio' | 'video_capture';

function pidOf({ browser }: Reelay, service: Service): number {
  const isIt = (pid: number) => readProcess(pid, 'cmdline').includes(`--utility-sub-type=${service}.`);
  const pid = descendantsOf(browserPid(browser)).find(isIt);
  if (pid === undefined) throw new Error(`The browser has no ${service} process.`);
  return pid;
}

/** Reloads the extension, as an update does. Everything in it ends. */
export async function reloadExtension({ inspector }: Reelay): Promise<void> {
  // Not from the service worker, which may be asleep. An answer may come or not, or the page may be gone first.
  const asked = inspector.page.evaluate(() => chrome.runtime.reload()).catch(() => undefined);
  await Promise.race([asked, delay(RELOAD_ANSWER_MS)]);
}
