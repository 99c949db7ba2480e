import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { BrowserOptions } from '../../browser/launch-browser.ts';
import type { RecordingChoices } from '../../browser/popup.ts';
import { Reelay } from '../../browser/reelay.ts';
import { type Receiver, startReceiver } from '../../receiver/receiver.ts';

const PATIENCE_MS = 120_000;

/** A recording that has arrived at the server. */
export interface Received {
  /** The file on this machine. */
  readonly path: string;
  /** Where a page gets it. */
  readonly url: string;
  readonly mimeType: string | null;
}

/** Everything for a recording, from the browser's start on. */
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

  /** Records for this long and resolves when the server has all of it. `during` runs while it's recording. */
  async record(
    choices: Omit<RecordingChoices, 'uploadUrl'>,
    lengthMs: number,
    during: (id: string) => Promise<void> = async () => undefined,
  ): Promise<Received> {
    const { id: sessionId, url: uploadUrl } = await this.receiver.mint();
    const { id } = await this.reelay.startRecording(this.page, { ...choices, uploadUrl });
    const over = delay(lengthMs);
    await during(id);
    await over;
    await this.reelay.inspector.send('background/stop', { id });
    const { mimeType } = await this.reelay.waitForComplete(id, PATIENCE_MS);
    return { path: this.receiver.filePath(sessionId), url: `/uploads/${sessionId}/file`, mimeType };
  }

  /** Opens the page that decodes recordings next to the one being recorded. */
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
