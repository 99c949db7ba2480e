import type { ElementHandle, Page } from 'puppeteer-core';
import type { Stage } from './stage.ts';

/** The recordings page, used the way a person uses it. */
export class RecordingsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens it in the foreground. Copies are downloaded, because a test can't answer the browser's own file dialog. */
  static async open({ reelay }: Stage): Promise<RecordingsPage> {
    const page = await reelay.browser.newPage();
    await page.evaluateOnNewDocument(() => {
      for (const name of ['showSaveFilePicker', 'showDirectoryPicker']) Reflect.deleteProperty(globalThis, name);
    });
    await page.goto(`chrome-extension://${reelay.extension.id}/recordings.html`);
    await page.waitForSelector('section[aria-label="All recordings"]');
    return new RecordingsPage(page);
  }

  /** The card of a recording. @throws TimeoutError when there is none. */
  async card(recordingId: string): Promise<ElementHandle<Element>> {
    const card = await this.page.waitForSelector(cardOf(recordingId));
    if (card === null) throw new Error(`The recording ${recordingId} is not listed.`);
    return card;
  }

  /** The text on a card. */
  async text(recordingId: string): Promise<string> {
    return (await this.card(recordingId)).evaluate((card) => (card as HTMLElement).innerText);
  }

  /** Resolves when a card contains a text. */
  async waitForText(recordingId: string, text: string, timeoutMs = 20_000): Promise<void> {
    await this.page.waitForFunction(
      (selector, wanted) => document.querySelector<HTMLElement>(selector)?.innerText.includes(wanted),
      { timeout: timeoutMs, polling: 200 },
      cardOf(recordingId),
      text,
    );
  }

  /** The names of the buttons on a card. */
  async buttons(recordingId: string): Promise<string[]> {
    const names = await (await this.card(recordingId)).$$eval('button', (buttons) =>
      buttons.map((button) => button.ariaLabel ?? button.innerText),
    );
    return [...new Set(names)];
  }

  async press(recordingId: string, button: string): Promise<void> {
    await this.page.locator(`${cardOf(recordingId)} ::-p-aria([name="${button}"][role="button"])`).click();
  }

  /** Presses a button by keyboard. */
  async pressByKeyboard(recordingId: string, button: string): Promise<void> {
    await this.page.focus(`${cardOf(recordingId)} ::-p-aria([name="${button}"][role="button"])`);
    await this.page.keyboard.press('Enter');
  }

  /** Presses a button in the open dialog. */
  async answer(button: string): Promise<void> {
    await this.page.locator(`dialog[open] ::-p-aria([name="${button}"][role="button"])`).click();
  }

  /** The text of the open dialog. */
  async dialog(): Promise<string> {
    const dialog = await this.page.waitForSelector('dialog[open]');
    return (await dialog?.evaluate((element) => (element as HTMLElement).innerText)) ?? '';
  }

  async select(recordingId: string): Promise<void> {
    await this.page.locator(`${cardOf(recordingId)} input[type="checkbox"]`).click();
  }

  /** Resolves when a recording is no longer listed. */
  async waitForGone(recordingId: string): Promise<void> {
    await this.page.waitForSelector(cardOf(recordingId), { hidden: true });
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

function cardOf(recordingId: string): string {
  return `article[data-recording="${recordingId}"]`;
}
