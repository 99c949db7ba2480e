import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { Size } from '../../../lib/capture/fit-size.ts';
import type { BrowserOptions } from '../../browser/launch-browser.ts';
import type { RecordingChoices } from '../../browser/popup.ts';
import { Reelay } from '../../browser/reelay.ts';
import { type Receiver, startReceiver } from '../../receiver/receiver.ts';

const PATIENCE_MS = 120_000;
/** A window and its page have a new size some moments after it was asked for. */
const SETTLE_MS = 1_000;

/** A recording that has arrived at the server. */
export interface Received {
  /** The file on this machine. */
  readonly path: string;
  /** Where a page gets it. */
  readonly url: string;
  readonly mimeType: string | null;
}

/** What is recorded, from the browser's start on. */
export class Scene implements AsyncDisposable {
  readonly reelay: Reelay;
  readonly receiver: Receiver;
  readonly page: Page;

  private constructor(reelay: Reelay, receiver: Receiver, page: Page) {
    this.reelay = reelay;
    this.receiver = receiver;
    this.page = page;
  }

  static async open(options: BrowserOptions): Promise<Scene> {
    const receiver = await startReceiver();
    const reelay = await Reelay.launch(options);
    return new Scene(reelay, receiver, await reelay.openPage('about:blank'));
  }

  /** Shows a page of dev/pages. */
  async show(page: string): Promise<void> {
    await this.page.goto(`${this.receiver.origin}/pages/${page}`);
    await this.page.bringToFront();
  }

  /** Gives the viewport a size, in CSS pixels: what the window has around it stays as it is. */
  async resize({ width, height }: Size): Promise<void> {
    const session = await this.page.createCDPSession();
    const { windowId } = await session.send('Browser.getWindowForTarget');
    // What is around the viewport is known only once a size was asked for.
    for (let round = 0; round < 2; round += 1) {
      const { bounds } = await session.send('Browser.getWindowBounds', { windowId });
      const inner = await this.page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
      const wanted = {
        width: (bounds.width ?? 0) + width - inner.width,
        height: (bounds.height ?? 0) + height - inner.height,
      };
      await session.send('Browser.setWindowBounds', { windowId, bounds: wanted });
      await delay(SETTLE_MS);
    }
    await session.detach();
  }

  /** Records for so long and resolves when all of it is at the server. `during` runs when the recording does. */
  async record(
    choices: Omit<RecordingChoices, 'uploadUrl'>,
    lengthMs: number,
    during: () => Promise<void> = async () => undefined,
  ): Promise<Received> {
    const { id: sessionId, url: uploadUrl } = await this.receiver.mint();
    const { id } = await this.reelay.startRecording(this.page, { ...choices, uploadUrl });
    const over = delay(lengthMs);
    await during();
    await over;
    await this.reelay.inspector.send('background/stop', { id });
    const { mimeType } = await this.reelay.waitForComplete(id, PATIENCE_MS);
    return { path: this.receiver.filePath(sessionId), url: `/uploads/${sessionId}/file`, mimeType };
  }

  /** Opens the page that decodes recordings, beside the one that is recorded. */
  async examine<T>(look: (page: Page) => Promise<T>): Promise<T> {
    const page = await this.reelay.openPage(`${this.receiver.origin}/pages/examine.html`);
    try {
      await page.waitForFunction(() => 'reelayExamine' in window);
      return await look(page);
    } finally {
      await page.close();
      await this.page.bringToFront();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.reelay.close();
    await this.receiver.stop();
  }
}
