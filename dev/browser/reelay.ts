import { type Browser, type Extension, type Page, type Target, TargetType } from 'puppeteer-core';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { Inspector } from './inspector.ts';
import { type BrowserOptions, launchBrowser } from './launch-browser.ts';
import { Popup, type RecordingChoices } from './popup.ts';

const START_TIMEOUT_MS = 20_000;

/** A browser with the extension loaded. */
export class Reelay implements AsyncDisposable {
  readonly browser: Browser;
  readonly extension: Extension;
  readonly inspector: Inspector;

  private constructor(browser: Browser, extension: Extension, inspector: Inspector) {
    this.browser = browser;
    this.extension = extension;
    this.inspector = inspector;
  }

  static async launch(options: BrowserOptions): Promise<Reelay> {
    const browser = await launchBrowser(options);
    try {
      return await Reelay.attach(browser);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Attaches to a browser whose extension was started or restarted. */
  static async attach(browser: Browser): Promise<Reelay> {
    const worker = await browser.waitForTarget((target) => target.type() === TargetType.SERVICE_WORKER);
    const extension = (await browser.extensions()).get(new URL(worker.url()).hostname);
    if (extension === undefined) throw new Error('The extension is not in the browser.');
    return new Reelay(browser, extension, await Inspector.open(browser, extension.id));
  }

  /** Opens a page in a new foreground tab. */
  async openPage(url: string): Promise<Page> {
    const page = await this.browser.newPage();
    await page.goto(url);
    return page;
  }

  /** Clicks the extension's toolbar icon while `page` is in front, and waits for the popup. */
  async openPopup(page: Page): Promise<Popup> {
    const url = `chrome-extension://${this.extension.id}/popup.html`;
    // A popup closed a moment ago may still be among the targets.
    const before = new Set(this.browser.targets());
    const opened = this.browser.waitForTarget((target) => target.url() === url && !before.has(target));
    await page.bringToFront();
    await page.triggerExtensionAction(this.extension);
    const popup = await (await opened).asPage();
    await popup.waitForSelector('[role="status"]');
    return new Popup(popup);
  }

  /** Starts a recording through the popup, which has closed when this resolves. */
  async startRecording(page: Page, choices: RecordingChoices): Promise<RecordingSnapshot> {
    const before = this.inspector.snapshot.current?.id ?? null;
    const popup = await this.openPopup(page);
    await popup.fill(choices);
    await popup.press('Start recording');
    const { current } = await this.inspector.waitFor(
      ({ current }) => current !== null && current.id !== before && current.state === 'recording',
      START_TIMEOUT_MS,
    );
    if (current === null) throw new Error('Nothing is recorded.');
    await popup.close();
    return current;
  }

  /** Stops the recording through the popup, which stays open. `pressedAtMs` is on the `performance.now()` clock. */
  async stopRecording(page: Page): Promise<{ readonly popup: Popup; readonly pressedAtMs: number }> {
    const popup = await this.openPopup(page);
    const pressedAtMs = performance.now();
    await popup.press('Stop recording');
    return { popup, pressedAtMs };
  }

  /** Resolves when the recording is complete; rejects when it fails, is blocked, or takes longer. */
  async waitForComplete(recordingId: string, timeoutMs: number): Promise<RecordingSnapshot> {
    const ends = ['complete', 'unconfirmed', 'failed', 'blocked'];
    const find = (): RecordingSnapshot | undefined => {
      const { current, others } = this.inspector.snapshot;
      return [current, ...others].find((recording) => recording?.id === recordingId) ?? undefined;
    };
    await this.inspector.waitFor(() => ends.includes(find()?.state ?? ''), timeoutMs);
    const ended = find();
    if (ended?.state !== 'complete')
      throw new Error(`It is ${ended?.state}, not complete: ${JSON.stringify(ended?.problem)}`);
    return ended;
  }

  /** Stops the service worker, as the browser does after it has been idle. */
  async stopServiceWorker(): Promise<void> {
    const target = this.serviceWorker();
    if (target === undefined) return;
    await (await target.worker())?.close();
  }

  serviceWorker(): Target | undefined {
    return this.#target(TargetType.SERVICE_WORKER);
  }

  offscreenDocument(): Target | undefined {
    return this.#target(TargetType.BACKGROUND_PAGE);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #target(type: TargetType): Target | undefined {
    const origin = `chrome-extension://${this.extension.id}/`;
    // After the extension reloads, the old one may still be listed.
    return this.browser.targets().findLast((target) => target.type() === type && target.url().startsWith(origin));
  }
}
